import type { DescribePublicIpv4PoolsRequest, DescribePublicIpv4PoolsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { list } from '../listing';
import type { PageBounds } from '../pagination';
import { describePublicIpv4Pool } from '../public-ipv4-pools';
import { PUBLIC_IPV4_POOL } from '../resource-ids';
import { ec2State } from '../state';

const BOUNDS: PageBounds = { min: 1, max: 10 };

/** Its filters are those of the tags; it knows no DryRun. */
export function describePublicIpv4Pools(input: DescribePublicIpv4PoolsRequest, call: CallContext): DescribePublicIpv4PoolsResult {
  const { world } = call;
  const { records, nextToken } = list(call, ec2State(world).publicIpv4Pools, input, { kind: PUBLIC_IPV4_POOL, ids: input.PoolIds, filters: {}, bounds: BOUNDS });
  return { PublicIpv4Pools: records.map((pool) => describePublicIpv4Pool(world, pool)), NextToken: nextToken };
}
