import type { Item, ListedPool } from '../../../lambda/item';
import { explain } from '../../../lambda/report';
import type { World } from '../../../lambda/world';
import type { Aws } from '../aws';
import { Failure } from '../failure';
import { findAddress, findPool } from './find-region';
import { judgeAddress } from './judge-address';
import { judgePool, type PoolRole } from './judge-pool';
import { look } from './look';
import { allocationKey, ownersOf } from './owners';
import type { OwningStack, Plan, PlannedPool } from './plan';
import { verdictOf } from './verdict';

/** What is in one pool, and what keeps it from being deleted. */
export async function planPool(aws: Aws, world: World, poolId: string, isNamed: boolean): Promise<Plan> {
  const listed = await findPool(world, poolId, isNamed);
  const pool = await planListedPool(aws, world, listed, true);
  return verdictOf({ subject: 'pool', account: aws.account, region: listed.region, addressReleases: [], pools: [pool], addresses: [], notes: noteOn(pool.ofStack, `pool ${poolId}`) });
}

/** One Elastic IP, with what holds it. */
export async function planAddress(aws: Aws, world: World, idOrIp: string, isNamed: boolean): Promise<Plan> {
  const { region, address } = await findAddress(world, idOrIp, isNamed);
  const owner = (await ownersOf(aws.cloudFormation(region), [address.PublicIp])).get(address.PublicIp);
  const planned = judgeAddress(address, region, { owner });
  return verdictOf({ subject: 'address', account: aws.account, region, addressReleases: [], pools: [], addresses: [planned], notes: noteOn(owner, `Elastic IP ${idOrIp}`) });
}

/** A pool by itself: `isDeleted` when it is to be deleted, so that all that is in it is in the way. */
export async function planListedPool(aws: Aws, world: World, listed: ListedPool, isDeleted: boolean): Promise<PlannedPool> {
  const probe: Item = { kind: 'emptyPool', pool: listed, stopMonitoring: false, cascadeWhenUnused: false };
  const { pools, sightings } = await look(world, aws.account, [listed], [probe]);
  const seen = pools.get(listed.poolId);
  if (seen?.is !== 'seen') throw new Failure(`what is in pool ${listed.poolId} could not be seen (${seen === undefined ? 'it was not looked at' : explain(seen.verdict)})`, 'run it again');
  const sighting = sightings.get(probe);
  const obstacles = new Map((sighting?.is === 'seen' ? sighting.targets : []).map((target) => [target.id, target]));
  const owners = await ownersOf(aws.cloudFormation(seen.found.home.region), [listed.poolId, ...seen.allocations.map((allocation) => allocationKey(listed.poolId, allocation))]);
  const ofStack = owners.get(listed.poolId);
  const role: PoolRole = { logicalId: undefined, isDeleted, emptiedBy: undefined, listed: new Map(), obstacles, ofStack: () => undefined, ownerOf: (allocation) => owners.get(allocationKey(listed.poolId, allocation)) ?? ofStack };
  return { ...judgePool(seen, role), ofStack };
}

function noteOn(owner: OwningStack | undefined, what: string): string[] {
  return owner === undefined ? [] : [`${what} belongs to the stack ${owner.name}, which is ${owner.status}`];
}
