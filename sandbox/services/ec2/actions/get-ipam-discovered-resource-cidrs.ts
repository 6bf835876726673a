import type { GetIpamDiscoveredResourceCidrsRequest, GetIpamDiscoveredResourceCidrsResult, IpamDiscoveredResourceCidr } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { ResourceCidrEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { describeResourceCidr } from '../ipam/resource-cidrs';
import { ownResourceDiscovery } from '../ipam/resource-discoveries';
import { page } from '../pagination';
import { someReplica } from '../records';
import { ec2State } from '../state';
import { tagsOf } from '../tagged-resources';

/** The names of the filters are documented nowhere: these are made up after the members of the answer. */
const FILTERS: FilterValues<ResourceCidrEntity> = {
  'resource-cidr': ({ cidr }) => formatCidr(cidr),
  'resource-id': ({ resourceId }) => resourceId,
  'resource-owner': ({ account }) => account,
  'resource-type': ({ resourceType }) => resourceType,
  'vpc-id': ({ vpcId }) => vpcId,
};

/** What the IPAM that the discovery belongs to has noticed in a Region. */
export function getIpamDiscoveredResourceCidrs(input: GetIpamDiscoveredResourceCidrsRequest, call: CallContext): GetIpamDiscoveredResourceCidrsResult {
  const { world } = call;
  const discovery = ownResourceDiscovery(call, input.IpamResourceDiscoveryId ?? '');
  refuseDryRun(input);
  const passes = matchesFilters(input.Filters, FILTERS, ({ resourceId }) => tagsOf(world, resourceId));
  const listed = ec2State(world)
    .resourceCidrs.list(someReplica(call))
    .filter(({ record }) => record.ipamId === discovery.ipamId && record.region === input.ResourceRegion && passes(record));
  const { records, nextToken } = page(listed, input);
  const describe = (record: ResourceCidrEntity): IpamDiscoveredResourceCidr => {
    const { ResourceRegion, ResourceId, ResourceOwnerId, ResourceCidr, ResourceType, ResourceTags, IpUsage, VpcId } = describeResourceCidr(world, record, undefined, []);
    const shown = { ResourceRegion, ResourceId, ResourceOwnerId, ResourceCidr, ResourceType, ResourceTags, IpUsage, VpcId };
    return { IpamResourceDiscoveryId: discovery.id, ...shown, SampleTime: new Date(record.discoveredAt) };
  };
  return { IpamDiscoveredResourceCidrs: records.map(describe), NextToken: nextToken };
}
