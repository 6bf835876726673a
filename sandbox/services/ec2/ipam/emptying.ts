import type { World } from '../../../world';
import type { PoolEntity } from '../entities';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';
import { allocationsOf, removeAllocation } from './allocations';
import { poolsIn } from './pools';

/** The pools below a pool, the deepest first. */
export function nestedPools(world: World, { id }: PoolEntity): PoolEntity[] {
  return poolsIn(world, ({ sourcePoolId }) => sourcePoolId === id).flatMap((pool) => [...nestedPools(world, pool), pool]);
}

/**
 * Deletes a pool with its CIDRs, its allocations and the pools below it. To deprovision the CIDRs and to delete a pool takes its time here, too.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html
 */
export function cascade(world: World, pool: PoolEntity): void {
  const { random, unkindness } = world;
  const state = ec2State(world);
  const below = nestedPools(world, pool);
  for (const one of [...below, pool]) {
    state.pools.put({ ...one, state: 'delete-in-progress', stateMessage: undefined });
    const { cidrs } = state.contentOf(one.id);
    for (const cidr of [...cidrs.all()]) if (cidr.state !== 'deprovisioned') cidrs.put({ ...cidr, state: 'pending-deprovision', failureReason: undefined });
  }
  const fails = unkindness.failedCascades > 0 && random.between(1, 1000) <= unkindness.failedCascades * 1000;
  afterAWhile(world, unkindness.poolCidrTransition, () => {
    afterAWhile(world, unkindness.ipamTransition, () => {
      for (const one of below) remove(world, one);
      if (fails) keep(world, pool);
      else remove(world, pool);
    });
  });
}

/** What a failed cascade leaves of the pool that was to be deleted: everything. The texts are made up. */
function keep(world: World, pool: PoolEntity): void {
  const state = ec2State(world);
  const { cidrs } = state.contentOf(pool.id);
  const failureReason = { Code: 'cidr-not-available', Message: 'The CIDR has one or more allocations.' } as const;
  for (const cidr of [...cidrs.all()]) if (cidr.state === 'pending-deprovision') cidrs.put({ ...cidr, state: 'failed-deprovision', failureReason });
  state.pools.put({ ...pool, state: 'delete-failed', stateMessage: 'The pool could not be deleted with the resources in it.' });
}

function remove(world: World, pool: PoolEntity): void {
  emptyPool(world, pool);
  buryPool(world, pool);
}

/** A deleted pool is still listed as delete-complete for a moment before it is not found any more. */
export function buryPool(world: World, pool: PoolEntity): void {
  const { pools } = ec2State(world);
  pools.put({ ...pool, state: 'delete-complete', stateMessage: undefined });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    pools.delete(pool.id);
  });
}

/**
 * What a cascade does to a pool: its allocations and CIDRs are gone, the resources behind them stay as they are, and no pool manages them. What
 * the pool itself holds of its source pool goes as when it gives a CIDR back: once IPAM has noticed.
 */
export function emptyPool(world: World, { id }: PoolEntity): void {
  const { cidrs, allocations, spaces } = ec2State(world).contentOf(id);
  for (const allocation of [...allocations.all()]) removeAllocation(world, allocation);
  for (const cidr of [...cidrs.all()]) cidrs.delete(cidr.id);
  spaces.clear();
  const held = allocationsOf(world, id);
  if (held.length === 0) return;
  afterAWhile(world, world.unkindness.ipamLag.pool, () => {
    for (const allocation of held) removeAllocation(world, allocation);
  });
}
