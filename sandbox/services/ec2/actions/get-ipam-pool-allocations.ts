import type { GetIpamPoolAllocationsRequest, GetIpamPoolAllocationsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { matchesFilters } from '../filters';
import { ALLOCATION_FILTERS, ALLOCATION_PAGES, describeAllocation } from '../ipam/allocations';
import { isVisible, localeRegion } from '../ipam/pools';
import { page } from '../pagination';
import { someReplica } from '../records';
import { checkId, IPAM_POOL, IPAM_POOL_ALLOCATION, notFound } from '../resource-ids';
import { ec2State } from '../state';

export function getIpamPoolAllocations(input: GetIpamPoolAllocationsRequest, call: CallContext): GetIpamPoolAllocationsResult {
  const { world } = call;
  const state = ec2State(world);
  const { IpamPoolId: poolId = '', IpamPoolAllocationId: id } = input;
  checkId(IPAM_POOL, poolId);
  if (id !== undefined) checkId(IPAM_POOL_ALLOCATION, id);
  refuseDryRun(input);
  const replica = someReplica(call);
  const pool = state.pools.shown(poolId, replica);
  if (!pool || !isVisible(pool, call) || call.region !== localeRegion(pool)) throw notFound(IPAM_POOL, poolId);
  const { allocations } = state.contentOf(poolId);
  if (id !== undefined) {
    const allocation = allocations.shown(id, replica);
    if (!allocation) throw notFound(IPAM_POOL_ALLOCATION, id);
    return { IpamPoolAllocations: [describeAllocation(allocation)] };
  }
  const passes = matchesFilters(input.Filters, ALLOCATION_FILTERS, ({ tags }) => tags);
  const { records, nextToken } = page(allocations.list(replica).filter(({ record }) => passes(record)), input, {
    ...ALLOCATION_PAGES,
    longest: world.unkindness.longestPage,
  });
  return { IpamPoolAllocations: records.map(describeAllocation), NextToken: nextToken };
}
