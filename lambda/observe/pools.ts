import {
  paginateDescribeIpamPools,
  paginateGetIpamPoolAllocations,
  paginateGetIpamPoolCidrs,
  type IpamPool,
  type IpamPoolAllocation,
  type IpamPoolCidr,
} from '@aws-sdk/client-ec2';
import { placeKey, type ListedPool, type Location } from '../item';
import { listOfAll, NoAnswer, NothingListed, type With } from '../list-of';
import type { World } from '../world';

/** A pool that EC2 showed. */
export interface FoundPool {
  readonly poolId: string;
  /** Where its allocations are listed and released; without a locale that is the home Region. */
  readonly locale: Location;
  /** Where the pool itself is changed: the IPAM's home Region. */
  readonly home: Location;
  /** The account that the pool belongs to; it may be shared with the one that calls. */
  readonly ownerId: string | undefined;
  /** Undefined when EC2 does not say. */
  readonly scopeId: string | undefined;
  readonly isPrivate: boolean;
  /** DeleteIpamPool's Cascade takes pools of private scopes, and those with a source resource. A68 */
  readonly canCascade: boolean;
  readonly state: string;
}

/** An allocation, as GetIpamPoolAllocations lists it. */
export type Allocation = With<IpamPoolAllocation, 'IpamPoolAllocationId' | 'Cidr'>;

/** GetIpamPoolAllocations takes 1000 to 100,000; the smallest answers soonest. */
const PAGE_SIZE = 1000;

/** Looks pools up, and remembers where they are: that never changes. */
export class Pools {
  readonly #found = new Map<string, FoundPool>();

  constructor(private readonly world: World) {}

  /** The pool as it was when it was first looked at. Throws EC2's error. */
  async find(pool: ListedPool): Promise<FoundPool> {
    return this.found(pool) ?? this.describe(pool);
  }

  /** The pool as it is now, asked for in its home Region (A34) or its locale (A35). Throws EC2's error. */
  async describe(pool: ListedPool): Promise<FoundPool> {
    const pages = paginateDescribeIpamPools({ client: this.world.ec2(pool), stopOnSameToken: true }, { IpamPoolIds: [pool.poolId] });
    const described = await listOfAll(pages, 'IpamPools', 'IpamPoolId');
    // Asked for by its id, a pool that is not there is an error; an empty list says the same. A71
    if (described.length === 0) throw new NothingListed(`the list of pools with the id ${pool.poolId} is empty`);
    const asked = described.find(({ IpamPoolId }) => IpamPoolId === pool.poolId);
    if (!asked) throw new NoAnswer(`the answer has other pools than ${pool.poolId}`);
    const found = locate(pool, asked);
    this.#found.set(keyOf(pool), found);
    return found;
  }

  /** Undefined when no look has found it. */
  found(pool: ListedPool): FoundPool | undefined {
    return this.#found.get(keyOf(pool));
  }

  async allocations({ poolId, locale }: FoundPool): Promise<Allocation[]> {
    const paging = { client: this.world.ec2(locale), pageSize: PAGE_SIZE, stopOnSameToken: true };
    return listOfAll(paginateGetIpamPoolAllocations(paging, { IpamPoolId: poolId }), 'IpamPoolAllocations', 'IpamPoolAllocationId', 'Cidr');
  }

  async cidrs({ poolId, home }: FoundPool): Promise<IpamPoolCidr[]> {
    return listOfAll(paginateGetIpamPoolCidrs({ client: this.world.ec2(home), stopOnSameToken: true }, { IpamPoolId: poolId }), 'IpamPoolCidrs');
  }
}

function locate(listed: ListedPool, pool: IpamPool): FoundPool {
  const { roleArn } = listed;
  const homeRegion = pool.IpamRegion ?? listed.region;
  const isPrivate = pool.IpamScopeType === 'private';
  return {
    poolId: listed.poolId,
    locale: { region: regionOf(pool.Locale) ?? homeRegion, roleArn },
    home: { region: homeRegion, roleArn },
    ownerId: pool.OwnerId,
    scopeId: pool.IpamScopeArn?.split('/').at(-1),
    isPrivate,
    canCascade: isPrivate || (pool.SourceResource?.ResourceId ?? '') !== '',
    state: pool.State ?? 'unknown',
  };
}

/** The account that calls EC2 there: the stack's, or that of the role to assume. */
export function callerOf({ roleArn }: Location, stackAccount: string): string {
  return roleArn?.split(':')[4] ?? stackAccount;
}

/**
 * Whether an allocation is the caller's to mean by its CIDR, its tag or as one of all. The pool's owner means all of them. Where the pool is
 * shared, EC2 lists what other accounts have, and the share lets the caller release that: only its own count. A47
 * @see https://docs.aws.amazon.com/vpc/latest/ipam/share-pool-ipam.html
 */
export function isOurs(pool: FoundPool, { ResourceOwner: owner }: Allocation, stackAccount: string): boolean {
  const caller = callerOf(pool.home, stackAccount);
  if (pool.ownerId === caller) return true;
  return owner === caller || (owner === undefined && pool.ownerId === undefined);
}

/** A locale is a Region, the border group of a Local Zone (us-west-2-lax-1), or "None". */
function regionOf(locale: string | undefined): string | undefined {
  return /^[a-z]{2,}(?:-[a-z]+)+-\d+/.exec(locale ?? '')?.[0];
}

export function keyOf(pool: ListedPool): string {
  return `${pool.poolId} ${placeKey(pool)}`;
}
