import type { IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../aws-error';
import type { World } from '../../../world';
import { addressBits, contains, formatCidr, overlaps, type Cidr } from '../cidr';
import type { AllocationEntity, PoolEntity } from '../entities';
import { invalidCombination, invalidValue, madeUp } from '../errors';
import type { FilterValues } from '../filters';
import type { PageBounds } from '../pagination';
import { IPAM_POOL_ALLOCATION } from '../resource-ids';
import { ec2State } from '../state';
import { tagList } from '../tags';
import { checkPoolIsStable } from './pools';

export interface CidrRequest {
  /** This one, or ... */
  readonly cidr?: Cidr;
  /** ... the next free one of this length. @default - the pool's default length */
  readonly netmaskLength?: number;
  readonly allowed?: readonly Cidr[];
  readonly disallowed?: readonly Cidr[];
}

/** Takes a CIDR of a pool; refuses when it is not free or the pool's rules do not allow it. */
export function allocate(world: World, pool: PoolEntity, request: CidrRequest, holder: Omit<AllocationEntity, 'id' | 'poolId' | 'cidr'>): AllocationEntity {
  checkPoolIsStable(pool);
  const cidr = chooseCidr(world, pool, request);
  const { allocations, spaces } = ec2State(world).contentOf(pool.id);
  for (const space of spaces.values()) {
    if (space.take(cidr)) break;
  }
  return allocations.put({ ...holder, id: `${IPAM_POOL_ALLOCATION.prefix}-${world.random.hex(33)}`, poolId: pool.id, cidr });
}

/** The CIDR that `allocate` would take. */
export function chooseCidr(world: World, pool: PoolEntity, request: CidrRequest): Cidr {
  return request.cidr ? checkedCidr(world, pool, request.cidr) : nextFreeCidr(world, pool, request);
}

function checkedCidr(world: World, pool: PoolEntity, cidr: Cidr): Cidr {
  checkRules(pool, cidr.netmaskLength);
  const spaces = [...ec2State(world).contentOf(pool.id).spaces.values()];
  if (!spaces.some((space) => contains(space.cidr, cidr))) {
    throw invalidValue(formatCidr(cidr), 'cidr', `The CIDR is not within a CIDR provisioned to the IPAM pool ${pool.id}.`);
  }
  if (!spaces.some((space) => space.isFree(cidr))) {
    throw invalidValue(formatCidr(cidr), 'cidr', `The CIDR overlaps with an existing allocation in the IPAM pool ${pool.id}.`);
  }
  return cidr;
}

/** As reported in terraform-aws-modules/terraform-aws-vpc#1135. */
const NEITHER_CIDR_NOR_LENGTH =
  'The request cannot contain empty CIDR and Netmask Length for a pool with no default allocation netmask length set. Exactly one of them should be provided.';

const TOO_BIG = 'The allocation size is too big for the pool.';

/** As reported in hashicorp/terraform-provider-aws#39046, also by whoever asked for no more than the pool once had. */
function poolIsFull(): AwsError {
  return new AwsError('InvalidParameterValue', TOO_BIG);
}

/** Whether an allocation was refused because the pool has no room for it. */
export function saysPoolIsFull(error: unknown): boolean {
  return error instanceof AwsError && error.message === TOO_BIG;
}

function nextFreeCidr(world: World, pool: PoolEntity, { netmaskLength = pool.defaultNetmaskLength, allowed = [], disallowed = [] }: CidrRequest): Cidr {
  if (netmaskLength === undefined) throw invalidCombination(NEITHER_CIDR_NOR_LENGTH);
  if (netmaskLength < 0 || netmaskLength > addressBits(pool.family)) throw invalidValue(netmaskLength, 'netmaskLength');
  checkRules(pool, netmaskLength);
  const isAcceptable = (cidr: Cidr) =>
    (allowed.length === 0 || allowed.some((other) => (cidr.netmaskLength < netmaskLength ? overlaps(other, cidr) : contains(other, cidr)))) &&
    !disallowed.some((other) => (cidr.netmaskLength < netmaskLength ? contains(other, cidr) : overlaps(other, cidr)));
  for (const space of ec2State(world).contentOf(pool.id).spaces.values()) {
    const cidr = space.firstFree(netmaskLength, isAcceptable);
    if (cidr) return cidr;
  }
  throw poolIsFull();
}

function checkRules({ minNetmaskLength, maxNetmaskLength }: PoolEntity, length: number): void {
  if (minNetmaskLength !== undefined && length < minNetmaskLength) {
    throw madeUp('InvalidParameterCombination', `The netmask length ${length} is less than the pool's minimum netmask length ${minNetmaskLength}.`);
  }
  if (maxNetmaskLength !== undefined && length > maxNetmaskLength) {
    throw madeUp('InvalidParameterCombination', `The netmask length ${length} is greater than the pool's maximum netmask length ${maxNetmaskLength}.`);
  }
}

/** Gives an allocation's CIDR back to its pool. */
export function removeAllocation(world: World, { id, poolId, cidr }: AllocationEntity): void {
  const { allocations, spaces } = ec2State(world).contentOf(poolId);
  if (!allocations.get(id)) return;
  allocations.delete(id);
  for (const space of spaces.values()) {
    if (contains(space.cidr, cidr)) space.giveBack(cidr);
  }
}

/** Every allocation that a resource holds, in whichever pool. */
export function allocationsOf(world: World, resourceId: string): AllocationEntity[] {
  const state = ec2State(world);
  return [...state.pools.all()].flatMap((pool) =>
    [...state.contentOf(pool.id).allocations.all()].filter((allocation) => allocation.resourceId === resourceId),
  );
}

/** The allocation with this id, in whichever pool. */
export function allocationWithId(world: World, id: string): AllocationEntity | undefined {
  for (const { allocations } of ec2State(world).contents()) {
    const allocation = allocations.get(id);
    if (allocation) return allocation;
  }
  return undefined;
}

export const ALLOCATION_PAGES: PageBounds = { min: 1000, max: 100_000, unasked: 1000 };

/** The names of the filters are documented nowhere: these are made up after the members of the answer. */
export const ALLOCATION_FILTERS: FilterValues<AllocationEntity> = {
  cidr: ({ cidr }) => formatCidr(cidr),
  'ipam-pool-allocation-id': ({ id }) => id,
  'resource-id': ({ resourceId }) => resourceId,
  'resource-owner': ({ owner }) => owner,
  'resource-region': ({ resourceRegion }) => resourceRegion,
  'resource-type': ({ resourceType }) => resourceType,
};

/** An allocation as GetIpamPoolAllocations shows it. */
export function describeAllocation(allocation: AllocationEntity): IpamPoolAllocation {
  return {
    Cidr: formatCidr(allocation.cidr),
    IpamPoolAllocationId: allocation.id,
    Description: allocation.description,
    ResourceId: allocation.resourceId,
    ResourceType: allocation.resourceType,
    ResourceRegion: allocation.resourceRegion,
    ResourceOwner: allocation.owner,
    Tags: tagList(allocation.tags),
  };
}
