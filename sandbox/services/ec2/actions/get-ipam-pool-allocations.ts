import type { GetIpamPoolAllocationsRequest, GetIpamPoolAllocationsResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr } from '../cidr';
import type { AllocationEntity } from '../entities';
import { refuseDryRun } from '../errors';
import { matchesFilters, type FilterValues } from '../filters';
import { describeAllocation } from '../ipam/allocations';
import { isVisible, localeRegion } from '../ipam/pools';
import { page, type PageBounds } from '../pagination';
import { someReplica } from '../records';
import { checkId, IPAM_POOL, IPAM_POOL_ALLOCATION, notFound } from '../resource-ids';
import { ec2State } from '../state';

const BOUNDS: PageBounds = { min: 1000, max: 100_000, unasked: 1000 };

const FILTERS: FilterValues<AllocationEntity> = {
  cidr: ({ cidr }) => formatCidr(cidr),
  'ipam-pool-allocation-id': ({ id }) => id,
  'resource-id': ({ resourceId }) => resourceId,
  'resource-owner': ({ owner }) => owner,
  'resource-region': ({ resourceRegion }) => resourceRegion,
  'resource-type': ({ resourceType }) => resourceType,
};

export function getIpamPoolAllocations(input: GetIpamPoolAllocationsRequest, call: CallContext): GetIpamPoolAllocationsResult {
  const { world } = call;
  const state = ec2State(world);
  const { IpamPoolId: poolId = '', IpamPoolAllocationId: id } = input;
  checkId(IPAM_POOL, poolId);
  if (id !== undefined) checkId(IPAM_POOL_ALLOCATION, id);
  refuseDryRun(input);
  const replica = someReplica(world);
  const pool = state.pools.shown(poolId, replica);
  if (!pool || !isVisible(pool, call) || call.region !== localeRegion(pool)) throw notFound(IPAM_POOL, poolId);
  const { allocations } = state.contentOf(poolId);
  if (id !== undefined) {
    const allocation = allocations.shown(id, replica);
    if (!allocation) throw notFound(IPAM_POOL_ALLOCATION, id);
    return { IpamPoolAllocations: [describeAllocation(allocation)] };
  }
  const passes = matchesFilters(input.Filters, FILTERS, ({ tags }) => tags);
  const { records, nextToken } = page(allocations.list(replica).filter(({ record }) => passes(record)), input, {
    ...BOUNDS,
    longest: world.unkindness.longestPage,
  });
  return { IpamPoolAllocations: records.map(describeAllocation), NextToken: nextToken };
}
