import type { GetIpamResourceCidrsRequest, GetIpamResourceCidrsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { ResourceCidrEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { scopeAtHome } from '../ipam/pools';
import { describeResourceCidr, managementState, poolsByResourceCidr } from '../ipam/resource-cidrs';
import { page } from '../pagination';
import { someReplica } from '../records';
import { ec2State } from '../state';
import { tagsOf } from '../tagged-resources';

/** What IPAM has discovered in a scope: resources that pools hold allocations for, and resources that they don't. */
export function getIpamResourceCidrs(input: GetIpamResourceCidrsRequest, call: CallContext): GetIpamResourceCidrsResult {
  const { world } = call;
  const scope = scopeAtHome(call, input.IpamScopeId ?? '');
  refuseDryRun(input);
  const holders = poolsByResourceCidr(world, scope.id);
  const poolOf = ({ resourceId, cidr }: ResourceCidrEntity) => holders.get(`${resourceId} ${formatCidr(cidr)}`);
  const filters: FilterValues<ResourceCidrEntity> = {
    'ipam-pool-id': poolOf,
    'management-state': (record) => managementState(record, poolOf(record)),
    'resource-cidr': ({ cidr }) => formatCidr(cidr),
    'resource-id': ({ resourceId }) => resourceId,
    'resource-owner': ({ account }) => account,
    'resource-region': ({ region }) => region,
    'resource-type': ({ resourceType }) => resourceType,
    'vpc-id': ({ vpcId }) => vpcId,
  };
  const passes = matchesFilters(input.Filters, filters, ({ resourceId }) => tagsOf(world, resourceId));
  const isWanted = (record: ResourceCidrEntity) =>
    isUnsetOr(input.IpamPoolId, poolOf(record)) &&
    isUnsetOr(input.ResourceId, record.resourceId) &&
    isUnsetOr(input.ResourceType, record.resourceType) &&
    isUnsetOr(input.ResourceOwner, record.account) &&
    (input.ResourceTag?.Key === undefined || tagsOf(world, record.resourceId)[input.ResourceTag.Key] === input.ResourceTag.Value);
  const inScope = ec2State(world)
    .resourceCidrs.list(someReplica(call))
    .filter(({ record }) => record.scopeId === scope.id);
  const { records, nextToken } = page(inScope.filter(({ record }) => isWanted(record) && passes(record)), input);
  const others = inScope.map(({ record }) => record);
  return { IpamResourceCidrs: records.map((record) => describeResourceCidr(world, record, poolOf(record), others)), NextToken: nextToken };
}

function isUnsetOr(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted === value;
}
