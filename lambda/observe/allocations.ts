import type { IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import type { AllocationsItem } from '../item';
import type { Allocation, FoundPool } from './pools';
import { blocked, type Target } from './sighting';

/** Only these can be released; the others go when their resource does. */
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
    const holder = nameHolder(allocation);
    return { id, name, verdict: blocked('NotManual', `the allocation belongs to ${holder}; only manual allocations can be released`, `delete ${holder}`) };
  }
  return { id, name, step: { do: 'releaseAllocation', at: locale, poolId, cidr, allocationId } };
}

/** The resource behind an allocation that is not manual. */
export function nameHolder({ ResourceType, ResourceId, ResourceRegion, ResourceOwner }: IpamPoolAllocation): string {
  const where = [ResourceRegion === undefined ? '' : `in ${ResourceRegion}`, ResourceOwner === undefined ? '' : `of account ${ResourceOwner}`];
  return [ResourceType ?? 'resource', ResourceId ?? '', ...where].filter((part) => part !== '').join(' ');
}

export function isManual({ ResourceType }: IpamPoolAllocation): boolean {
  return ResourceType === MANUAL;
}
