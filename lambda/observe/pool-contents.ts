import type { IpamPoolCidr } from '@aws-sdk/client-ec2';
import type { Verdict } from '../error-table';
import type { DeletePoolItem, EmptyPoolItem, PoolItem } from '../item';
import type { World } from '../world';
import { freeing, isManual, nameHolder } from './allocations';
import type { Cascades, Content } from './cascades';
import { existencesOf, holderKey, type Existence, type Holder } from './holders';
import { isIgnored } from './ignored';
import type { Listing } from './listing';
import { callerOf, type Allocation, type FoundPool, type Pools } from './pools';
import { blocked, waiting, type Target } from './sighting';

/** A resource that was just deleted may still be listed, and a list may flap: what stays must be seen for this long. */
const STAYS_AFTER = 15_000;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html */
const NO_CASCADE = blocked(
  'NoCascade',
  'EC2 cascades only for pools of a private scope and for those with a source resource',
  'list the pool without cascade, and what is in it, too',
);

/** What harms nobody: the pool stays, with what is in it. */
const ELSE_RETAIN = 'else delete the stack again and retain this resource and the pool';

const NOT_LISTED = blocked(
  'NotListed',
  'nobody releases this manual allocation',
  `if nobody uses its CIDR any more, release it and delete the stack again, or list it beforehand (IpamAllocation.allManual(pool) means every one); ${ELSE_RETAIN}`,
);

const NOT_RELEASED = blocked('NotReleased', 'it is listed, but its release failed', 'see there what stands in its way');

/** Something in a pool, and what it is for whoever would delete the pool with it. */
interface Found {
  readonly target: Target;
  readonly is: Content['is'];
}

/** What other items release. */
export interface ReleasedHere {
  /** The ids of addresses and pools: what they hold is not there to stay. */
  readonly ids: ReadonlySet<string>;
  /** What else is listed of each pool, by its id. */
  readonly listed: ReadonlyMap<string, readonly PoolItem[]>;
  /** The same of what failed. */
  readonly failed: ReadonlyMap<string, readonly PoolItem[]>;
}

/** Looks at what keeps a pool from being empty, or from being deleted. */
export class PoolContents {
  /** The pools that go with all that is in them, as far as the last look can tell. */
  readonly #aboutToGo = new Set<string>();
  /** What IPAM was told not to monitor. */
  readonly #ignored = new Set<string>();
  /** Since when a target has looked as if it would stay. */
  readonly #since = new Map<string, number>();
  #released: ReleasedHere = { ids: new Set(), listed: new Map(), failed: new Map() };

  constructor(
    private readonly world: World,
    private readonly pools: Pools,
    /** The stack's account: what others own can't be looked at. */
    private readonly account: string,
    /** Undefined where no pool may be deleted in cascade. */
    private readonly cascades: Cascades | undefined,
  ) {}

  /** Says what else is being released in this look. */
  expect(released: ReleasedHere): void {
    this.#released = released;
  }

  /** What is in the pool. */
  async targets(item: EmptyPoolItem | DeletePoolItem, pool: FoundPool, listing: Listing, lookedAt: number): Promise<Target[]> {
    if (item.kind === 'emptyPool' && this.mayCascade(item, pool)) return this.#unlessUnused(pool, await this.#contents(pool, listing), lookedAt);
    if (item.kind === 'emptyPool' || (listing.allocations.length > 0 && !item.cascade)) return (await this.#contents(pool, listing)).map(({ target }) => target);
    return this.#deletion(item, pool);
  }

  /** Whether the pool may go in cascade once nobody uses it: one of the stack's own, in its own account, where EC2 can do that. */
  mayCascade({ cascadeWhenUnused, pool: { inApp } }: EmptyPoolItem, pool: FoundPool): boolean {
    return this.cascades !== undefined && cascadeWhenUnused && inApp && pool.canCascade && pool.ownerId === callerOf(pool.home, this.account);
  }

  /** Whether all that is in it will go with it, as the last look shows it. */
  isAboutToGo({ poolId }: FoundPool): boolean {
    return this.#aboutToGo.has(poolId);
  }

  /** EC2 does not find the pool any more. */
  went(poolId: string): void {
    this.#aboutToGo.delete(poolId);
  }

  get isAnyAboutToGo(): boolean {
    return this.#aboutToGo.size > 0;
  }

  /** What is in a pool: the pool itself when it can go with all of that. */
  async #unlessUnused(pool: FoundPool, contents: readonly Found[], lookedAt: number): Promise<Target[]> {
    const { poolId, home } = pool;
    const identity = { id: poolId, name: `pool ${poolId}` };
    this.#aboutToGo.delete(poolId);
    if (pool.state === 'delete-in-progress' || pool.state === 'delete-complete') {
      this.#aboutToGo.add(poolId);
      return pool.state === 'delete-complete' ? [] : [this.#passes(identity, 'it is being deleted with what is in it')];
    }
    const cascade = await this.cascades?.judge(pool, contents.map(({ target: { id }, is }) => ({ id, is })), lookedAt);
    if (cascade !== undefined && cascade !== 'no') this.#aboutToGo.add(poolId);
    if (typeof cascade === 'object') return [{ ...identity, step: { do: 'deletePool', at: home, poolId, cascade: true, ...cascade } }];
    const refusal = this.cascades?.refusalOf(pool);
    return contents.map(({ target, is }) => (is === 'ghost' && refusal !== undefined ? withRefusal(target, refusal) : target));
  }

  async #contents(pool: FoundPool, listing: Listing): Promise<Found[]> {
    const listed = this.#released.listed.get(pool.poolId) ?? [];
    const released = meantBy(listed, listing);
    const notReleased = meantBy(this.#released.failed.get(pool.poolId) ?? [], listing);
    const stopMonitoring = listed.some((item) => item.kind === 'emptyPool' && item.stopMonitoring);
    const visible = listing.allocations.filter((allocation) => !isManual(allocation) && allocation.ResourceId !== undefined && !this.#isOthers(pool, allocation));
    const existences = await existencesOf(this.world, visible.map((allocation) => holderIn(pool, allocation)));
    const existenceOf = (allocation: Allocation) => existences.get(holderKey(holderIn(pool, allocation)));
    if (stopMonitoring && pool.isPrivate) await this.#findIgnored(pool, visible.filter((allocation) => existenceOf(allocation) === 'yes'));
    return listing.allocations.map((allocation): Found => {
      const identity = identify(pool, allocation);
      if (!isManual(allocation)) {
        const existence = existenceOf(allocation);
        return { target: this.#held(pool, allocation, existence, stopMonitoring), is: this.#isGhost(pool, allocation, existence) ? 'ghost' : 'somebodys' };
      }
      if (released.has(allocation)) return { target: { ...identity, verdict: waiting('Listed', 'it is being released') }, is: 'listed' };
      return { target: this.#unlisted(pool, allocation, notReleased.has(allocation)), is: 'somebodys' };
    });
  }

  #unlisted(pool: FoundPool, allocation: Allocation, isFailed: boolean): Target {
    const identity = identify(pool, allocation);
    if (isFailed) return { ...identity, verdict: NOT_RELEASED };
    // Nobody here can say how long another account needs it.
    if (this.#isOthers(pool, allocation)) return { ...identity, verdict: waiting('OtherAccount', `account ${allocation.ResourceOwner ?? ''} has it, and it is not listed`) };
    return this.#stays(identity, NOT_LISTED);
  }

  /**
   * Whether nobody has it any more, without a doubt: where EC2 does not say whose and where the resource is, it may be somewhere else. A pool
   * below would go with this one, whether it gave its block back or not.
   */
  #isGhost(pool: FoundPool, { ResourceOwner, ResourceRegion, ResourceType }: Allocation, existence: Existence | Verdict | undefined): boolean {
    const isPool = (ResourceType as string | undefined) === 'ipam-pool';
    const isInSight = ResourceOwner === callerOf(pool.home, this.account) && (isPool || ResourceRegion !== undefined);
    return isInSight && (existence === 'no' || (existence === 'withoutCidr' && !isPool));
  }

  /** Finds out which of them IPAM was told not to monitor, by this invocation or an earlier one. */
  async #findIgnored(pool: FoundPool, allocations: readonly Allocation[]): Promise<void> {
    const unknown = allocations.filter((allocation) => !this.#ignored.has(identify(pool, allocation).id));
    const answers = await Promise.all(unknown.map(async (allocation) => [identify(pool, allocation).id, await isIgnored(this.world, pool, allocation)] as const));
    for (const [id, ignored] of answers) if (ignored) this.#ignored.add(id);
  }

  /** Whether another account has it. */
  #isOthers(pool: FoundPool, { ResourceOwner: owner }: Allocation): boolean {
    return owner !== undefined && owner !== callerOf(pool.home, this.account);
  }

  /** An allocation that only IPAM can release, once its resource is gone and IPAM has noticed. */
  #held(pool: FoundPool, allocation: Allocation, existence: Existence | Verdict | undefined, stopMonitoring: boolean): Target {
    const identity = identify(pool, allocation);
    const holder = nameHolder(allocation);
    const { ResourceId: resourceId, ResourceRegion: resourceRegion = pool.locale.region, Cidr: resourceCidr } = allocation;
    if (resourceId === undefined) return { ...identity, verdict: waiting('NotSeen', `EC2 does not say which ${holder} has it`) };
    if (existence === undefined) return { ...identity, verdict: waiting('OtherAccount', `${holder} has it; whether that still exists can't be seen from here`) };
    if (typeof existence !== 'string') return { ...identity, verdict: existence };
    if (existence === 'no') return this.#passes(identity, `IPAM has not noticed yet that ${holder} is gone`);
    if (existence === 'leaving') return this.#passes(identity, `${holder} is being deleted`);
    if (existence === 'withoutCidr') return this.#passes(identity, `IPAM has not noticed yet that ${holder} has ${resourceCidr} no more`);
    if (existence === 'unknown') return { ...identity, verdict: waiting('NotSeen', `${holder} has it; whether that still exists could not be seen`) };
    if (this.#released.ids.has(resourceId)) return this.#passes(identity, `${holder} is being released, too`);
    if (this.#ignored.has(identity.id)) return this.#passes(identity, `IPAM was told to ignore ${resourceCidr} of ${holder}, and has yet to do so`);
    if (stopMonitoring && pool.isPrivate && pool.scopeId !== undefined) {
      return { ...identity, step: { do: 'stopMonitoring', at: pool.home, resourceId, resourceCidr, resourceRegion, scopeId: pool.scopeId } };
    }
    return this.#stays(identity, blocked('StillInUse', `${holder} has ${resourceCidr}`, remedyFor(allocation)));
  }

  /** Deprovisions the CIDRs of an empty pool (A62), then deletes it (A61). */
  async #deletion({ cascade }: DeletePoolItem, pool: FoundPool): Promise<Target[]> {
    const { poolId, home } = pool;
    const identity = { id: poolId, name: `pool ${poolId}` };
    if (pool.state === 'delete-complete') return [];
    if (pool.state === 'delete-in-progress') return [this.#passes(identity, 'it is being deleted')];
    if (cascade && !pool.canCascade) return [{ ...identity, verdict: NO_CASCADE }];
    const cidrs = cascade ? [] : (await this.pools.cidrs(pool)).filter(({ State }) => State !== 'deprovisioned' && State !== 'failed-provision');
    if (cidrs.length > 0) return cidrs.map((cidr) => this.#cidr(pool, cidr));
    return [{ ...identity, step: { do: 'deletePool', at: home, poolId, cascade } }];
  }

  #cidr({ poolId, home }: FoundPool, { Cidr: cidr, State: state }: IpamPoolCidr): Target {
    const identity = { id: `${poolId} ${cidr ?? ''}`, name: `CIDR ${cidr ?? 'that has yet to be chosen'} of pool ${poolId}` };
    if (cidr === undefined || state === 'pending-deprovision' || state === 'pending-provision') return this.#passes(identity, `it is ${state ?? 'in an unknown state'}`);
    return { ...identity, step: { do: 'deprovisionCidr', at: home, poolId, cidr } };
  }

  #passes(identity: { id: string; name: string }, message: string): Target {
    this.#since.delete(identity.id);
    return { ...identity, verdict: waiting('Waiting', message) };
  }

  #stays(identity: { id: string; name: string }, verdict: Verdict): Target {
    const now = this.world.clock.now();
    const since = this.#since.get(identity.id) ?? now;
    this.#since.set(identity.id, since);
    return { ...identity, verdict: now - since >= STAYS_AFTER ? verdict : { ...verdict, meaning: 'retry' } };
  }
}

/** Why the pool is not gone already. */
function withRefusal(target: Target, refusal: string): Target {
  const { verdict } = target;
  return verdict ? { ...target, verdict: { ...verdict, message: `${verdict.message}, and it could not be deleted with its pool (${refusal})` } } : target;
}

/** The smallest thing that helps: somebody may live in what holds the CIDR block. */
function remedyFor(allocation: Allocation): string {
  return `if nobody uses ${allocation.Cidr} any more, ${freeing(allocation)}; ${ELSE_RETAIN}`;
}

/** The allocations that the items mean. */
function meantBy(items: readonly PoolItem[], listing: Listing): ReadonlySet<Allocation> {
  return new Set(items.flatMap((item) => (item.kind === 'allocations' ? listing.meantBy(item) : [])));
}

/** The resource behind an allocation. Pools are in IPAM's home Region. */
function holderIn({ home, locale }: FoundPool, { ResourceType, ResourceId: id = '', ResourceRegion, Cidr }: Allocation): Holder {
  const type: string = ResourceType ?? '';
  return { at: { region: type === 'ipam-pool' ? home.region : (ResourceRegion ?? locale.region), roleArn: home.roleArn }, type, id, cidr: Cidr };
}

function identify({ poolId }: FoundPool, { Cidr, IpamPoolAllocationId }: Allocation): { id: string; name: string } {
  return { id: `${poolId} ${IpamPoolAllocationId}`, name: `IPAM allocation ${IpamPoolAllocationId} (${Cidr}) of ${poolId}` };
}
