import type { IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import type { AllocationsItem } from '../item';
import type { Allocation, FoundPool } from './pools';
import { blocked, type Target } from './sighting';

/** Only these can be released; the others go when their resource does. A45, A46 */
const MANUAL = 'custom';

/** An allocation that the item means, as something to release. */
export function allocationTarget(item: AllocationsItem, { poolId, locale }: FoundPool, allocation: Allocation): Target {
  const { Cidr: cidr, IpamPoolAllocationId: allocationId } = allocation;
  const id = `${poolId} ${allocationId}`;
  const name = `IPAM allocation ${allocationId} (${cidr}) of ${poolId}`;
  if (item.cidr !== undefined && canonicalCidr(cidr) !== item.cidr) {
    return { id, name, verdict: blocked('WrongCidr', `the allocation has the CIDR ${cidr}, listed is ${item.cidr}`, 'correct what is listed') };
  }
  if (!isManual(allocation)) {
    const remedy = `take it off the list: IPAM releases it when you ${freeing(allocation)}, and emptyPools waits for that`;
    return { id, name, verdict: blocked('NotManual', `the allocation belongs to ${nameHolder(allocation)}; only manual allocations can be released`, remedy) };
  }
  return { id, name, step: { do: 'releaseAllocation', at: locale, poolId, cidr, allocationId } };
}

/** The resource behind an allocation that is not manual. */
export function nameHolder({ ResourceType, ResourceId, ResourceRegion, ResourceOwner }: IpamPoolAllocation): string {
  const where = [ResourceRegion === undefined ? '' : `in ${ResourceRegion}`, ResourceOwner === undefined ? '' : `of account ${ResourceOwner}`];
  return [ResourceType ?? 'resource', ResourceId ?? '', ...where].filter((part) => part !== '').join(' ');
}

/** The smallest thing that frees an allocation's CIDR, for those who are sure of it: what else the resource has stays as it is. */
export function freeing(allocation: Allocation): string {
  const { ResourceType, Cidr } = allocation;
  const holder = nameHolder(allocation);
  // Longer than the SDK's version knows.
  const type: string = ResourceType ?? '';
  switch (type) {
    case 'vpc':
      return `disassociate ${Cidr} from ${holder} or, where that is its primary CIDR block, delete that`;
    case 'eip':
      return `release ${holder}`;
    case 'ipam-pool':
    case 'ec2-public-ipv4-pool':
      return `deprovision ${Cidr} from ${holder}`;
    default:
      return `delete ${holder}`;
  }
}

export function isManual({ ResourceType }: IpamPoolAllocation): boolean {
  return ResourceType === MANUAL;
}
