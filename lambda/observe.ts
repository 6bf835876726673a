import {
  DescribeAddressesCommand,
  DescribeIpamPoolsCommand,
  paginateGetIpamPoolAllocations,
  type Address,
  type IpamPool,
  type IpamPoolAllocation,
} from '@aws-sdk/client-ec2';
import { canonicalCidr } from '../lib/identifiers';
import { understand, type Verdict } from './error-table';
import type { AddressItem, AllocationItem, Item } from './properties';
import type { World } from './world';

/** What one look at EC2 shows of a listed item. */
export type Sighting =
  | { readonly is: 'absent' }
  /** It is there, and can be released with these. */
  | { readonly is: 'present'; readonly release: AllocationRelease | AddressRelease }
  /** It could not be looked at, or must not be released. */
  | { readonly is: 'unclear'; readonly verdict: Verdict };

export interface AllocationRelease {
  readonly of: 'allocation';
  readonly region: string;
  readonly poolId: string;
  readonly cidr: string;
  readonly allocationId: string;
}

export interface AddressRelease {
  readonly of: 'address';
  readonly region: string;
  readonly allocationId: string;
  readonly associationId: string | undefined;
  readonly networkBorderGroup: string | undefined;
}

/** GetIpamPoolAllocations takes 1000 to 100,000; the smallest answers soonest. */
const PAGE_SIZE = 1000;

/** A filter takes at most 200 values. */
const FILTER_VALUES = 200;

/** Looks at EC2 for listed items, and remembers where their pools are. */
export class Observer {
  readonly #poolRegions = new Map<string, string>();

  constructor(private readonly world: World) {}

  /** One look at each of the items. */
  async look(items: readonly Item[]): Promise<Map<Item, Sighting>> {
    const sightings = new Map<Item, Sighting>();
    const allocations = items.filter((item) => item.kind === 'allocation');
    const addresses = items.filter((item) => item.kind === 'address');
    await Promise.all([
      ...[...groupBy(allocations, ({ poolId }) => poolId)].map(async ([poolId, inPool]) => this.#lookAtPool(poolId, inPool, sightings)),
      ...chunks(addresses, FILTER_VALUES).map(async (chunk) => this.#lookAtAddresses(chunk, sightings)),
    ]);
    return sightings;
  }

  async #lookAtPool(poolId: string, items: readonly AllocationItem[], sightings: Map<Item, Sighting>): Promise<void> {
    try {
      const region = await this.#regionOf(poolId);
      const listed = await this.#allocationsOf(poolId, region);
      for (const item of items) sightings.set(item, sightAllocation(item, region, listed.get(item.allocationId)));
    } catch (error) {
      const verdict = understand(error);
      for (const item of items) sightings.set(item, verdict.meaning === 'gone' ? missingPool(item, verdict, this.world.region) : { is: 'unclear', verdict });
    }
  }

  /** Allocations are listed and released in the pool's locale; without one, in the IPAM's home Region. */
  async #regionOf(poolId: string): Promise<string> {
    let region = this.#poolRegions.get(poolId);
    if (region === undefined) {
      const { IpamPools } = await this.world.ec2(this.world.region).send(new DescribeIpamPoolsCommand({ IpamPoolIds: [poolId] }));
      region = regionOf(IpamPools?.[0], this.world.region);
      this.#poolRegions.set(poolId, region);
    }
    return region;
  }

  async #allocationsOf(poolId: string, region: string): Promise<Map<string, IpamPoolAllocation>> {
    const allocations = new Map<string, IpamPoolAllocation>();
    const client = this.world.ec2(region);
    for await (const page of paginateGetIpamPoolAllocations({ client, pageSize: PAGE_SIZE, stopOnSameToken: true }, { IpamPoolId: poolId })) {
      for (const allocation of page.IpamPoolAllocations ?? []) allocations.set(allocation.IpamPoolAllocationId ?? '', allocation);
    }
    return allocations;
  }

  async #lookAtAddresses(items: readonly AddressItem[], sightings: Map<Item, Sighting>): Promise<void> {
    const { region } = this.world;
    try {
      // As a filter: among AllocationIds one unknown id would fail the whole call.
      const Filters = [{ Name: 'allocation-id', Values: items.map(({ allocationId }) => allocationId) }];
      const { Addresses = [] } = await this.world.ec2(region).send(new DescribeAddressesCommand({ Filters }));
      const listed = new Map(Addresses.map((address) => [address.AllocationId, address]));
      for (const item of items) sightings.set(item, sightAddress(item, region, listed.get(item.allocationId)));
    } catch (error) {
      for (const item of items) sightings.set(item, { is: 'unclear', verdict: understand(error) });
    }
  }
}

function sightAllocation(item: AllocationItem, region: string, listed: IpamPoolAllocation | undefined): Sighting {
  if (!listed) return { is: 'absent' };
  const { poolId, cidr, allocationId } = item;
  if (canonicalCidr(listed.Cidr ?? '') !== cidr) {
    return blocked('WrongCidr', `the allocation has the CIDR ${listed.Cidr ?? ''}, listed is ${cidr}`, 'correct what is listed');
  }
  if (listed.ResourceType !== 'custom') {
    const resource = `${listed.ResourceType ?? 'resource'} ${listed.ResourceId ?? ''}`.trim();
    return blocked('NotManual', `the allocation belongs to ${resource}; only manual allocations can be released`, `delete ${resource}`);
  }
  return { is: 'present', release: { of: 'allocation', region, poolId, cidr, allocationId } };
}

function sightAddress({ allocationId }: AddressItem, region: string, address: Address | undefined): Sighting {
  if (!address) return { is: 'absent' };
  const { ServiceManaged, AssociationId: associationId, NetworkBorderGroup: networkBorderGroup } = address;
  if (ServiceManaged) {
    return blocked('ServiceManaged', `AWS manages this address for ${ServiceManaged}`, `delete the ${ServiceManaged} resource that uses it`);
  }
  return { is: 'present', release: { of: 'address', region, allocationId, associationId, networkBorderGroup } };
}

/** EC2 does not find the pool. That is only an end if the pool was there once, in this Region and account. */
function missingPool({ poolInApp }: AllocationItem, verdict: Verdict, region: string): Sighting {
  if (poolInApp) return { is: 'absent' };
  const remedy = `deploy the stack in the pool's home Region or locale (this is ${region}), or take the pool off the list if it was deleted`;
  return { is: 'unclear', verdict: { ...verdict, meaning: 'blocked', remedy } };
}

function blocked(code: string, message: string, remedy: string): Sighting {
  return { is: 'unclear', verdict: { meaning: 'blocked', code, message, remedy } };
}

/** A locale is a Region, the border group of a Local Zone (us-west-2-lax-1), or "None". */
function regionOf(pool: IpamPool | undefined, fallback: string): string {
  const region = /^[a-z]+(?:-[a-z]+)+-\d+/;
  return region.exec(pool?.Locale ?? '')?.[0] ?? pool?.IpamRegion ?? fallback;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
