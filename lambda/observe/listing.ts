import type { IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../../lib/cidr';
import type { AllocationsItem, Tag } from '../item';
import { isManual } from './allocations';
import type { Allocation } from './pools';

/** The allocations of a pool as one look showed them: thousands of items find theirs without comparing each with each. */
export class Listing {
  readonly #byId: ReadonlyMap<string, Allocation>;
  #byCidr: ReadonlyMap<string, Allocation> | undefined;

  /** `isOurs` says which of them may be meant without their id: in a pool that another account shares, it lists what others have there, too. */
  constructor(
    readonly allocations: readonly Allocation[],
    private readonly isOurs: (allocation: Allocation) => boolean,
  ) {
    this.#byId = new Map(allocations.map((allocation) => [allocation.IpamPoolAllocationId, allocation]));
  }

  /** The allocations that the item means: one by its id or its CIDR, otherwise manual ones by their tag, or all of them. */
  meantBy({ allocationId, cidr, tag }: AllocationsItem): readonly Allocation[] {
    if (allocationId !== undefined) return only(this.#byId.get(allocationId));
    if (cidr !== undefined) {
      this.#byCidr ??= new Map(this.allocations.filter(this.isOurs).map((allocation) => [canonicalCidr(allocation.Cidr), allocation]));
      return only(this.#byCidr.get(cidr));
    }
    return this.allocations.filter((allocation) => isManual(allocation) && this.isOurs(allocation) && (tag === undefined || hasTag(allocation, tag)));
  }
}

export function hasTag({ Tags = [] }: Pick<IpamPoolAllocation, 'Tags'>, { key, value }: Tag): boolean {
  return Tags.some(({ Key, Value }) => Key === key && (value === undefined || Value === value));
}

function only(allocation: Allocation | undefined): readonly Allocation[] {
  return allocation ? [allocation] : [];
}
