import type { DescribeIpamPoolAllocationsRequest, DescribeIpamPoolAllocationsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { AllocationEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters } from '../filters';
import { ALLOCATION_FILTERS, ALLOCATION_PAGES, describeAllocation } from '../ipam/allocations';
import { localeRegion } from '../ipam/pools';
import { page } from '../pagination';
import { someReplica, type Listed, type Replica } from '../records';
import { checkId, IPAM_POOL_ALLOCATION, notFound } from '../resource-ids';
import { ec2State } from '../state';

/**
 * What the account itself holds, in its own pools and in those that others share, or shared, with it; or of these the ones with the given ids.
 * Nothing documents which Region is asked: each pool's locale, as for GetIpamPoolAllocations, is assumed. A49
 */
export function describeIpamPoolAllocations(input: DescribeIpamPoolAllocationsRequest, call: CallContext): DescribeIpamPoolAllocationsResult {
  const { world } = call;
  const ids = new Set(input.IpamPoolAllocationIds);
  for (const id of ids) checkId(IPAM_POOL_ALLOCATION, id);
  refuseDryRun(input);
  const passes = matchesFilters(input.Filters, ALLOCATION_FILTERS, ({ tags }) => tags);
  const own = ownAllocations(call, someReplica(call));
  const unknown = [...ids].filter((id) => !own.some(({ record }) => record.id === id));
  if (unknown.length > 0) throw notFound(IPAM_POOL_ALLOCATION, ...unknown);
  const listed = own.filter(({ record }) => (ids.size === 0 || ids.has(record.id)) && passes(record));
  const { records, nextToken } = page(listed, input, { ...ALLOCATION_PAGES, longest: world.unkindness.longestPage });
  return { IpamPoolAllocations: records.map(describeAllocation), NextToken: nextToken };
}

/** Far more than one pool ever holds: pool by pool, each in its own order. */
const NEXT_POOL = 2 ** 32;

function ownAllocations({ world, caller, region }: CallContext, replica: Replica): Listed<AllocationEntity>[] {
  const { pools } = ec2State(world);
  return [...ec2State(world).contents()].flatMap(({ allocations }, index) =>
    allocations
      .list(replica)
      .filter(({ record: { owner, poolId } }) => {
        const pool = pools.get(poolId);
        return owner === caller.account && pool !== undefined && localeRegion(pool) === region;
      })
      .map(({ sequence, record }) => ({ sequence: index * NEXT_POOL + sequence, record })),
  );
}
