import { DescribeAddressesCommand, type Address } from '@aws-sdk/client-ec2';
import { understand, type Verdict } from '../../../lambda/error-table';
import type { Item, ListedPool } from '../../../lambda/item';
import { listOf, type With } from '../../../lambda/list-of';
import { Observer } from '../../../lambda/observe/observer';
import { Pools, type Allocation, type FoundPool } from '../../../lambda/observe/pools';
import type { Sighting } from '../../../lambda/observe/sighting';
import type { World } from '../../../lambda/world';

export type KnownAddress = With<Address, 'AllocationId' | 'PublicIp'>;

/** A pool and what EC2 lists in it; or why that can't be seen. */
export type SeenPool =
  | { readonly is: 'seen'; readonly listed: ListedPool; readonly found: FoundPool; readonly allocations: readonly Allocation[] }
  | { readonly is: 'unclear'; readonly listed: ListedPool; readonly verdict: Verdict };

/** One look at everything that a plan is about. */
export interface Look {
  readonly pools: ReadonlyMap<string, SeenPool>;
  /** What the handler's own look shows of each item. */
  readonly sightings: ReadonlyMap<Item, Sighting>;
}

/** Looks at the pools and the items as the handler does: it decides nothing else than what the handler will. */
export async function look(world: World, account: string, pools: readonly ListedPool[], items: readonly Item[]): Promise<Look> {
  const here = items.filter((item) => placeOf(item).roleArn === undefined);
  const [sightings, ...seen] = await Promise.all([new Observer(world, account).look(here), ...pools.map(async (pool) => seePool(world, pool))]);
  return { sightings, pools: new Map(seen.map((pool) => [pool.listed.poolId, pool])) };
}

/** Where an item is looked for. */
export function placeOf(item: Item): { readonly region: string; readonly roleArn: string | undefined } {
  return item.kind === 'addresses' ? item.at : item.pool;
}

/** All Elastic IPs of the Region. */
export async function addressesIn(world: World, region: string): Promise<KnownAddress[]> {
  const answer = await world.ec2({ region, roleArn: undefined }).send(new DescribeAddressesCommand({}));
  return listOf(answer, 'Addresses', 'AllocationId', 'PublicIp');
}

async function seePool(world: World, listed: ListedPool): Promise<SeenPool> {
  try {
    const pools = new Pools(world);
    const found = await pools.describe(listed);
    return { is: 'seen', listed, found, allocations: await pools.allocations(found) };
  } catch (error) {
    return { is: 'unclear', listed, verdict: understand(error) };
  }
}
