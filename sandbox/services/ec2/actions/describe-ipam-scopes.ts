import type { DescribeIpamScopesRequest, DescribeIpamScopesResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { ScopeEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describeScope } from '../ipam/ipams';
import { list } from '../listing';
import { arn, IPAM, IPAM_SCOPE } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<ScopeEntity> = {
  'ipam-scope-id': ({ id }) => id,
  'ipam-scope-type': ({ type }) => type,
  'ipam-arn': ({ account, region, ipamId }) => arn(IPAM, region, account, ipamId),
  'ipam-id': ({ ipamId }) => ipamId,
  'is-default': ({ isDefault }) => isDefault,
  'owner-id': ({ account }) => account,
  description: ({ description }) => description,
  state: ({ state }) => state,
};

export function describeIpamScopes(input: DescribeIpamScopesRequest, call: CallContext): DescribeIpamScopesResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).scopes, input, { kind: IPAM_SCOPE, ids: input.IpamScopeIds, filters: FILTERS });
  return { IpamScopes: records.map((scope) => describeScope(call.world, scope)), NextToken: nextToken };
}
