import { understand, type Verdict } from '../error-table';
import type { AllocationsItem, Item, ListedPool, PoolItem } from '../item';
import { BURST } from '../pace';
import type { World } from '../world';
import { lookAtAddresses } from './addresses';
import { allocationTarget } from './allocations';
import { Cascades } from './cascades';
import { Listing } from './listing';
import { groupBy, type NonEmpty } from '../group-by';
import { PoolContents } from './pool-contents';
import { callerOf, isOurs, keyOf, Pools, type FoundPool } from './pools';
import { SecondWitness } from './second-witness';
import { NOTHING, waiting, type Sighting, type Target } from './sighting';

/** Looks at EC2 for listed items. */
export class Observer {
  readonly #pools: Pools;
  readonly #contents: PoolContents;
  readonly #cascades: Cascades | undefined;
  readonly #secondWitness: SecondWitness;

  constructor(
    private readonly world: World,
    private readonly account: string,
    /** Whether pools may be deleted with what is in them once nobody uses that: only while the stack, and so the pools, are being deleted. */
    mayCascade = false,
    /** Whether a preflight found the pools that are taken for known. */
    private readonly wereFound: () => Promise<boolean> = () => Promise.resolve(true),
  ) {
    this.#secondWitness = new SecondWitness(world);
    this.#pools = new Pools(world);
    this.#cascades = mayCascade ? new Cascades(world) : undefined;
    this.#contents = new PoolContents(world, this.#pools, account, this.#cascades);
  }

  /** One look at each of the items. What failed is not looked at again, but tells why something is still in its pool. */
  async look(items: readonly Item[], failed: readonly Item[] = []): Promise<Map<Item, Sighting>> {
    const sightings = new Map<Item, Sighting>();
    const inPools = items.filter(isInPool);
    const addresses = items.filter((item) => item.kind === 'addresses');
    // What a pool holds may be an address that is listed itself.
    const addressesSeen = lookAtAddresses(this.world, addresses, sightings).then(() => {
      this.#contents.expect({ ids: beingReleased(items, sightings), listed: byPool(inPools), failed: byPool(failed.filter(isInPool)) });
    });
    await Promise.all([addressesSeen, ...[...groupBy(inPools, ({ pool }) => keyOf(pool)).values()].map(async (ofPool) => this.#lookAtPool(ofPool, sightings, addressesSeen))]);
    return sightings;
  }

  /** Whether a pool is about to go with all that is in it. */
  get isCascading(): boolean {
    return this.#contents.isAnyAboutToGo;
  }

  /** EC2 did not delete a pool that nobody uses. */
  cascadeFailed(poolId: string, verdict: Verdict): void {
    this.#cascades?.failed(poolId, verdict);
  }

  /** The pool, if a look has found it. */
  found(pool: ListedPool): FoundPool | undefined {
    return this.#pools.found(pool);
  }

  /** One look at everything that is listed of one pool; what else is in it is judged once the addresses were seen. */
  async #lookAtPool(items: Readonly<NonEmpty<PoolItem>>, sightings: Map<Item, Sighting>, addressesSeen: Promise<void>): Promise<void> {
    const [first] = items;
    try {
      // What a pool's state is counts where it is deleted.
      const isToBeDeleted = items.some((item) => item.kind === 'deletePool' || (item.kind === 'emptyPool' && item.cascadeWhenUnused));
      const pool = isToBeDeleted ? await this.#pools.describe(first.pool) : await this.#pools.find(first.pool);
      const lookedAt = this.world.clock.now();
      const listing = new Listing(await this.#pools.allocations(pool), (allocation) => isOurs(pool, allocation, this.account));
      await addressesSeen;
      // Whether the pool will go with what is in it comes first.
      for (const item of [...items].sort((a, b) => Number(b.kind === 'emptyPool') - Number(a.kind === 'emptyPool'))) {
        const targets = item.kind === 'allocations' ? this.#allocations(item, pool, listing) : await this.#contents.targets(item, pool, listing, lookedAt);
        sightings.set(item, { is: 'seen', targets });
      }
    } catch (error) {
      const verdict = understand(error);
      if (verdict.meaning === 'gone') this.#contents.went(first.pool.poolId);
      const unseen = items.filter((item) => !sightings.has(item));
      for (const item of unseen) sightings.set(item, verdict.meaning === 'gone' ? await this.#missing(item, items, verdict) : { is: 'unclear', verdict });
    }
  }

  /** What the item means; where that takes EC2 longer than to delete the pool with it, and that is what comes, it is left to that. */
  #allocations(item: AllocationsItem, pool: FoundPool, listing: Listing): Target[] {
    const targets = listing.meantBy(item).map((allocation) => allocationTarget(item, pool, allocation));
    if (targets.length <= BURST || !this.#contents.isAboutToGo(pool)) return targets;
    return targets.map(({ id, name }) => ({ id, name, verdict: waiting('GoesWithPool', 'it goes with its pool') }));
  }

  /**
   * EC2 does not find the pool. That is only an end if it was there once, in this Region and account: a wrong one looks the same. And if
   * it is the caller's own: a share that was taken back looks the same, too.
   */
  async #missing(item: PoolItem, ofPool: readonly PoolItem[], verdict: Verdict): Promise<Sighting> {
    const { pool } = item;
    const found = this.#pools.found(pool);
    try {
      if (!found && !pool.inApp && !(pool.known && (await this.wereFound()))) return notThere(pool, verdict);
      // Nobody but its owner can delete a pool; and what an app makes belongs to the account of its stack.
      const caller = callerOf(pool, this.account);
      const isOwn = found ? found.ownerId === caller : pool.inApp && caller === this.account;
      if (isOwn || ofPool.some(({ kind }) => kind === 'deletePool')) return NOTHING;
      return await this.#secondWitness.ask(item, found?.locale ?? pool);
    } catch (error) {
      return { is: 'unclear', verdict: understand(error) };
    }
  }
}

function notThere(pool: ListedPool, verdict: Verdict): Sighting {
  const remedy = `name the pool's home Region or locale (it was looked for in ${pool.region}) and, in another account, a role to assume; or, if it was deleted, take it off the list; where the stack can't be updated any more, delete it again and retain this resource`;
  return { is: 'unclear', verdict: { ...verdict, meaning: 'blocked', remedy } };
}

function isInPool(item: Item): item is PoolItem {
  return item.kind !== 'addresses';
}

function byPool(items: readonly PoolItem[]): ReadonlyMap<string, readonly PoolItem[]> {
  return groupBy(items, ({ pool }) => pool.poolId);
}

/** The ids of the addresses that were seen, and of the pools that are to be deleted. */
function beingReleased(items: readonly Item[], sightings: ReadonlyMap<Item, Sighting>): Set<string> {
  const ids = items.flatMap((item) => {
    if (item.kind === 'deletePool') return [item.pool.poolId];
    const sighting = sightings.get(item);
    return sighting?.is === 'seen' ? sighting.targets.map(({ holderId }) => holderId ?? '') : [];
  });
  return new Set(ids);
}
