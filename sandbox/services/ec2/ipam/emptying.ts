import type { World } from '../../../world';
import type { PoolEntity } from '../entities';
import { ec2State } from '../state';
import { allocationsOf, removeAllocation } from './allocations';
import { poolsIn } from './pools';

/** The pools below a pool, the deepest first. */
export function nestedPools(world: World, { id }: PoolEntity): PoolEntity[] {
  return poolsIn(world, ({ sourcePoolId }) => sourcePoolId === id).flatMap((pool) => [...nestedPools(world, pool), pool]);
}

/** What a cascade does to a pool: its allocations and CIDRs are gone, the resources behind them stay as they are. */
export function emptyPool(world: World, { id }: PoolEntity): void {
  const { cidrs, allocations, spaces } = ec2State(world).contentOf(id);
  for (const allocation of [...allocations.all()]) removeAllocation(world, allocation);
  for (const cidr of [...cidrs.all()]) cidrs.delete(cidr.id);
  spaces.clear();
  for (const allocation of allocationsOf(world, id)) removeAllocation(world, allocation);
}
