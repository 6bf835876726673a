import type { IpamPoolAllocation, IpamPoolCidr } from '@aws-sdk/client-ec2';
import type { DeletePoolItem, EmptyPoolItem, Item, Location } from '../item';
import type { World } from '../world';
import { holderOf, isManual } from './allocations';
import { existenceOf } from './holders';
import type { Listing } from './listing';
import type { FoundPool, Pools } from './pools';
import { blocked, waiting, type Target } from './sighting';

/** A resource that was just deleted may still be listed, and a list may flap: what stays must be seen for this long. */
const STAYS_AFTER = 15_000;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html */
const NO_CASCADE = blocked(
  'NoCascade',
  'EC2 cascades only for pools of a private scope and for those with a source resource',
  'list the pool without cascade, and what is in it, too',
);

/** Looks at what keeps a pool from being empty, or from being deleted. */
export class PoolContents {
  /** Since when a target has looked as if it would stay. */
  readonly #since = new Map<string, number>();
  /** The ids of the addresses and pools that other items release: what they hold is not there to stay. */
  #releasedHere: ReadonlySet<string> = new Set();

  constructor(
    private readonly world: World,
    private readonly pools: Pools,
    /** The stack's account: what others own can't be looked at. */
    private readonly account: string,
  ) {}

  /** Says what else is being released in this look. */
  expect(releasedHere: ReadonlySet<string>): void {
    this.#releasedHere = releasedHere;
  }

  /** What is in the pool. `ofPool` are all items that are listed of it: some release what is in it. */
  async targets(item: EmptyPoolItem | DeletePoolItem, pool: FoundPool, listing: Listing, ofPool: readonly Item[]): Promise<Target[]> {
    if (item.kind === 'emptyPool' || (listing.allocations.length > 0 && !item.cascade)) return this.#contents(pool, listing, ofPool);
    return this.#deletion(item, pool);
  }

  async #contents(pool: FoundPool, listing: Listing, ofPool: readonly Item[]): Promise<Target[]> {
    const meant = new Set(ofPool.flatMap((item) => (item.kind === 'allocations' ? listing.meantBy(item) : [])));
    const stopMonitoring = ofPool.some((item) => item.kind === 'emptyPool' && item.stopMonitoring);
    return Promise.all(
      listing.allocations.map(async (allocation) =>
        isManual(allocation) ? this.#manual(pool, allocation, meant.has(allocation)) : this.#held(pool, allocation, stopMonitoring),
      ),
    );
  }

  /** A manual allocation: another item releases it, or nobody does. */
  #manual(pool: FoundPool, allocation: IpamPoolAllocation, isMeant: boolean): Target {
    const identity = identify(pool, allocation);
    if (isMeant) return { ...identity, verdict: waiting('Listed', 'it is being released') };
    const remedy = 'list it in ipamAllocations, where IpamAllocation.allManual(pool) means every one';
    return this.#stays(identity, blocked('NotListed', 'nobody releases this manual allocation', remedy));
  }

  /** An allocation that only IPAM can release, once its resource is gone and IPAM has noticed. */
  async #held(pool: FoundPool, allocation: IpamPoolAllocation, stopMonitoring: boolean): Promise<Target> {
    const identity = identify(pool, allocation);
    const holder = holderOf(allocation);
    const { ResourceType: type = '', ResourceId: resourceId = '', ResourceRegion: resourceRegion = pool.locale.region } = allocation;
    const { roleArn } = pool.home;
    if (allocation.ResourceOwner !== undefined && allocation.ResourceOwner !== (roleArn?.split(':')[4] ?? this.account)) {
      return { ...identity, verdict: waiting('OtherAccount', `${holder} has it; whether that still exists can't be seen from here`) };
    }
    const at: Location = { region: type === 'ipam-pool' ? pool.home.region : resourceRegion, roleArn };
    const existence = await existenceOf(this.world, at, type, resourceId);
    if (typeof existence !== 'string') return { ...identity, verdict: existence };
    if (existence === 'no') return this.#passes(identity, `IPAM has not noticed yet that ${holder} is gone`);
    if (existence === 'unknown') return { ...identity, verdict: waiting('Unknown', `${holder} has it; whether that still exists could not be seen`) };
    if (this.#releasedHere.has(resourceId)) return this.#passes(identity, `${holder} is being released, too`);
    if (stopMonitoring && pool.isPrivate) {
      const resource = { resourceId, resourceCidr: allocation.Cidr ?? '', resourceRegion, scopeId: pool.scopeId };
      return { ...identity, step: { do: 'stopMonitoring', at: pool.home, ...resource } };
    }
    return this.#stays(identity, blocked('StillInUse', `${holder} still exists`, `delete ${holder}`));
  }

  /** Deprovisions the CIDRs of an empty pool, then deletes it. */
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

  #cidr({ poolId, home }: FoundPool, { Cidr: cidr = '', State: state }: IpamPoolCidr): Target {
    const identity = { id: `${poolId} ${cidr}`, name: `CIDR ${cidr} of pool ${poolId}` };
    if (state === 'pending-deprovision' || state === 'pending-provision') return this.#passes(identity, `it is ${state}`);
    return { ...identity, step: { do: 'deprovisionCidr', at: home, poolId, cidr } };
  }

  #passes(identity: { id: string; name: string }, message: string): Target {
    this.#since.delete(identity.id);
    return { ...identity, verdict: waiting('Waiting', message) };
  }

  #stays(identity: { id: string; name: string }, verdict: Target['verdict'] & object): Target {
    const now = this.world.clock.now();
    const since = this.#since.get(identity.id) ?? now;
    this.#since.set(identity.id, since);
    return { ...identity, verdict: now - since >= STAYS_AFTER ? verdict : { ...verdict, meaning: 'retry' } };
  }
}

function identify({ poolId }: FoundPool, { Cidr = '', IpamPoolAllocationId = '' }: IpamPoolAllocation): { id: string; name: string } {
  return { id: `${poolId} ${IpamPoolAllocationId}`, name: `IPAM allocation ${IpamPoolAllocationId} (${Cidr}) of ${poolId}` };
}
