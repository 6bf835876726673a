import type { IpamPool, IpamPoolAllocation } from '@aws-sdk/client-ec2';
import type { AddressesItem, AllocationsItem, DeletePoolItem, EmptyPoolItem, Item, ListedPool, Location } from '../../lambda/item';
import { Observer } from '../../lambda/observe/observer';
import type { Sighting } from '../../lambda/observe/sighting';
import type { ScriptedWorld } from './scripted-ec2';

/** The stack's account, and one of somebody else. */
export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/releaser`;

export const HERE: Location = { region: 'us-east-1', roleArn: undefined };

/** A pool that was there once, in the stack's Region and account. */
export const POOL: ListedPool = { ...HERE, poolId: 'ipam-pool-0123456789abcdef0', inApp: false, known: true };

export const ADDRESS: AddressesItem = { kind: 'addresses', at: HERE, allocationId: 'eipalloc-64d5890a', publicIp: undefined, tag: undefined, disassociate: true, resetReverseDns: false };
export const TAGGED: AddressesItem = { ...ADDRESS, allocationId: undefined, tag: { key: 'stage', value: undefined } };
export const EVERY_MANUAL: AllocationsItem = { kind: 'allocations', pool: POOL, cidr: undefined, allocationId: undefined, tag: undefined };
export const EMPTY_POOL: EmptyPoolItem = { kind: 'emptyPool', pool: POOL, stopMonitoring: false, cascadeWhenUnused: false };
export const DELETE_POOL: DeletePoolItem = { kind: 'deletePool', pool: POOL, cascade: false };

/** How DescribeIpamPools shows that pool. */
export const DESCRIBED: Partial<IpamPool> = {
  OwnerId: ACCOUNT,
  IpamPoolId: POOL.poolId,
  IpamScopeArn: `arn:aws:ec2::${ACCOUNT}:ipam-scope/ipam-scope-0123456789abcdef0`,
  IpamScopeType: 'private',
  IpamRegion: 'us-east-1',
  Locale: 'us-east-1',
  State: 'create-complete',
};

/** How GetIpamPoolAllocations shows an allocation. */
export const ALLOCATION: IpamPoolAllocation = {
  IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}1`,
  Cidr: '10.0.0.0/24',
  ResourceType: 'custom',
  ResourceOwner: ACCOUNT,
};

/** A VPC's. */
export const OF_A_VPC: IpamPoolAllocation = { ...ALLOCATION, ResourceType: 'vpc', ResourceId: 'vpc-0123456789abcdef0', ResourceRegion: 'us-east-1' };

/** One after the other has a look, as the same handler. */
export function lookingIn(scripted: ScriptedWorld): (item: Item, ...others: Item[]) => Promise<Sighting | undefined> {
  const observer = new Observer(scripted.world, ACCOUNT);
  return async (item, ...others) => (await observer.look([item, ...others])).get(item);
}

/** One look at an item. */
export async function look(scripted: ScriptedWorld, item: Item, ...others: Item[]): Promise<Sighting | undefined> {
  return lookingIn(scripted)(item, ...others);
}
