import type { ReleaseIpamPoolAllocationRequest, ReleaseIpamPoolAllocationResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr, parseCidr } from '../cidr';
import { invalidCombination, madeUp, refuseDryRun } from '../errors';
import { removeAllocation } from '../ipam/allocations';
import { poolInLocale } from '../ipam/pools';
import { checkId, IPAM_POOL_ALLOCATION } from '../resource-ids';
import { ec2State } from '../state';

/**
 * Pool, CIDR and allocation must all match (A42, A43); only manual allocations are released (A45). Whoever a pool is shared with may release what is in it:
 * nothing documents a limit to its own allocations, so none is made up here.
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/share-pool-ipam.html
 */
export function releaseIpamPoolAllocation(input: ReleaseIpamPoolAllocationRequest, call: CallContext): ReleaseIpamPoolAllocationResult {
  const { world } = call;
  const { IpamPoolId = '', IpamPoolAllocationId: id = '', Cidr = '' } = input;
  checkId(IPAM_POOL_ALLOCATION, id);
  const cidr = formatCidr(parseCidr(Cidr, 'cidr'));
  const pool = poolInLocale(call, IpamPoolId);
  refuseDryRun(input);
  const allocation = ec2State(world).contentOf(pool.id).allocations.get(id);
  if (!allocation || formatCidr(allocation.cidr) !== cidr) {
    throw invalidCombination(`No allocation found with ID ${id} and CIDR ${cidr} in the IPAM pool ${pool.id}.`);
  }
  if (allocation.resourceType !== 'custom') {
    throw madeUp('OperationNotPermitted', `The allocation ${id} belongs to a resource of type ${allocation.resourceType}. Only manual allocations can be released.`);
  }
  removeAllocation(world, allocation);
  return { Success: true };
}
