import type { DescribeIpamPoolsRequest, DescribeIpamPoolsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { PoolEntity } from '../entities';
import { refuseDryRun } from '../errors';
import type { FilterValues } from '../filters';
import { describePool, isVisible } from '../ipam/pools';
import { list } from '../listing';
import { arn, IPAM_POOL, IPAM_SCOPE } from '../resource-ids';
import { ec2State } from '../state';

const FILTERS: FilterValues<PoolEntity> = {
  'address-family': ({ family }) => family,
  'auto-import': ({ autoImport }) => autoImport,
  description: ({ description }) => description,
  'ipam-id': ({ ipamId }) => ipamId,
  'ipam-pool-arn': ({ id, account, region }) => arn(IPAM_POOL, region, account, id),
  'ipam-pool-id': ({ id }) => id,
  'ipam-region': ({ region }) => region,
  'ipam-scope-arn': ({ scopeId, account, region }) => arn(IPAM_SCOPE, region, account, scopeId),
  'ipam-scope-id': ({ scopeId }) => scopeId,
  'ipam-scope-type': ({ scopeType }) => scopeType,
  locale: ({ locale }) => locale,
  'owner-id': ({ account }) => account,
  'pool-depth': ({ depth }) => depth,
  'source-ipam-pool-id': ({ sourcePoolId }) => sourcePoolId,
  state: ({ state }) => state,
};

export function describeIpamPools(input: DescribeIpamPoolsRequest, call: CallContext): DescribeIpamPoolsResult {
  refuseDryRun(input);
  const { records, nextToken } = list(call, ec2State(call.world).pools, input, {
    kind: IPAM_POOL,
    ids: input.IpamPoolIds,
    filters: FILTERS,
    isVisible: (pool) => isVisible(pool, call),
  });
  return { IpamPools: records.map(describePool), NextToken: nextToken };
}
