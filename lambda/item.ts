/** What is listed, after it was checked. One item may stand for many things: every manual allocation of a pool, every address with a tag. */
export type Item = AddressesItem | PoolItem;

export type PoolItem = AllocationsItem | EmptyPoolItem | DeletePoolItem;

/** Where calls about an item go. */
export interface Location {
  readonly region: string;
  /** The role to assume. Undefined: the function's own. */
  readonly roleArn: string | undefined;
}

/** The same for the same place. */
export function placeKey({ region, roleArn }: Location): string {
  return `${region} ${roleArn ?? ''}`;
}

/** A pool, and where it can be described. */
export interface ListedPool extends Location {
  readonly poolId: string;
  /** A stack of the app made it. */
  readonly inApp: boolean;
  /** It was there once, in this Region and account: if EC2 does not find it, it is gone. */
  readonly known: boolean;
}

/** A tag; undefined stands for any value. */
export interface Tag {
  readonly key: string;
  readonly value: string | undefined;
}

/** Allocations of a pool that have all of these; every manual one if there is nothing to have. */
export interface AllocationsItem {
  readonly kind: 'allocations';
  readonly pool: ListedPool;
  readonly cidr: string | undefined;
  readonly allocationId: string | undefined;
  readonly tag: Tag | undefined;
}

/** Elastic IPs that have exactly one of these. */
export interface AddressesItem {
  readonly kind: 'addresses';
  readonly at: Location;
  readonly allocationId: string | undefined;
  readonly publicIp: string | undefined;
  readonly tag: Tag | undefined;
  readonly disassociate: boolean;
  readonly resetReverseDns: boolean;
}

/** A pool that has to be empty. */
export interface EmptyPoolItem {
  readonly kind: 'emptyPool';
  readonly pool: ListedPool;
  readonly stopMonitoring: boolean;
  readonly cascadeWhenUnused: boolean;
}

/** A pool that has to go. */
export interface DeletePoolItem {
  readonly kind: 'deletePool';
  readonly pool: ListedPool;
  readonly cascade: boolean;
}

/** Whether the item names one thing: when that is absent, nothing else can turn up later. */
export function isExact(item: Item): boolean {
  return (item.kind === 'allocations' || item.kind === 'addresses') && item.allocationId !== undefined;
}

/** An item as a message names it. */
export function describeItem(item: Item): string {
  switch (item.kind) {
    case 'allocations': {
      const { pool, cidr, allocationId, tag } = item;
      if (allocationId !== undefined) return `IPAM allocation ${allocationId}${cidr === undefined ? '' : ` (${cidr})`} of ${pool.poolId}`;
      if (cidr !== undefined) return `IPAM allocation of ${cidr} from ${pool.poolId}`;
      return `${tag ? `IPAM allocations tagged ${describeTag(tag)}` : 'manual IPAM allocations'} of ${pool.poolId}`;
    }
    case 'addresses':
      return item.tag ? `Elastic IPs tagged ${describeTag(item.tag)}` : `Elastic IP ${item.allocationId ?? item.publicIp ?? ''}`;
    case 'emptyPool':
      return `pool ${item.pool.poolId} to be empty`;
    case 'deletePool':
      return `pool ${item.pool.poolId} to be deleted`;
  }
}

function describeTag({ key, value }: Tag): string {
  return value === undefined ? key : `${key}=${value}`;
}
