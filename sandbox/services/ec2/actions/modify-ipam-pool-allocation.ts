import type { ModifyIpamPoolAllocationRequest, ModifyIpamPoolAllocationResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { allocationWithId, describeAllocation } from '../ipam/allocations';
import { localeRegion } from '../ipam/pools';
import { checkId, IPAM_POOL_ALLOCATION, notFound } from '../resource-ids';
import { ec2State } from '../state';

/** Gives an allocation another description; without one, takes it away. That only its owner may, in the pool's locale, is assumed. */
export function modifyIpamPoolAllocation(input: ModifyIpamPoolAllocationRequest, { world, caller, region }: CallContext): ModifyIpamPoolAllocationResult {
  const { IpamPoolAllocationId: id = '', Description } = input;
  checkId(IPAM_POOL_ALLOCATION, id);
  const allocation = allocationWithId(world, id);
  const pool = allocation && ec2State(world).pools.get(allocation.poolId);
  if (allocation?.owner !== caller.account || !pool || localeRegion(pool) !== region) throw notFound(IPAM_POOL_ALLOCATION, id);
  refuseDryRun(input);
  const modified = ec2State(world).contentOf(pool.id).allocations.put({ ...allocation, description: Description });
  return { IpamPoolAllocation: describeAllocation(modified) };
}
