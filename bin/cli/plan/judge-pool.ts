import type { Verdict } from '../../../lambda/error-table';
import { isManual, nameHolder } from '../../../lambda/observe/allocations';
import type { Allocation } from '../../../lambda/observe/pools';
import type { Target } from '../../../lambda/observe/sighting';
import { CASCADE, lagOf } from './durations';
import type { SeenPool } from './look';
import { isGoing } from './owners';
import type { OwningStack, Planned, PlannedAllocation, PlannedPool } from './plan';

/** What the stack means for a pool and for what is in it. */
export interface PoolRole {
  readonly logicalId: string | undefined;
  /** Deleting the stack deletes it, and fails while anything is in it. */
  readonly isDeleted: boolean;
  /** The AddressRelease that holds its deletion until it is empty, and whether it may go in cascade. */
  readonly emptiedBy: { readonly by: string; readonly cascade: boolean } | undefined;
  /** What the handler's look shows of each thing in it: by the release that lists it, or as an obstacle of the pool. */
  readonly listed: ReadonlyMap<string, { readonly by: string; readonly target: Target }>;
  readonly obstacles: ReadonlyMap<string, Target>;
  /** The logical id of what has an allocation, if that goes with the stack; `retained` if it stays. */
  readonly ofStack: (allocation: Allocation) => { readonly logicalId: string; readonly isRetained: boolean } | undefined;
  /** Another stack that has it. */
  readonly ownerOf: (allocation: Allocation) => OwningStack | undefined;
}

type Seen = Extract<SeenPool, { is: 'seen' }>;

export function judgePool({ found, listed, allocations }: Seen, role: PoolRole): PlannedPool {
  const { poolId, state, isPrivate, locale, home } = found;
  return {
    poolId: listed.poolId,
    logicalId: role.logicalId,
    state,
    scope: isPrivate ? 'private' : 'public',
    locale: locale.region,
    homeRegion: home.region,
    emptiedBy: role.emptiedBy?.by,
    contents: allocations.map((allocation) => {
      const id = `${poolId} ${allocation.IpamPoolAllocationId}`;
      const planned = isManual(allocation) ? judgeManual(allocation, role, id) : judgeHeld(allocation, role, role.obstacles.get(id)?.verdict, role.obstacles.get(id)?.step !== undefined);
      return { ...describe(allocation, locale.region, role, id), ofStack: role.ownerOf(allocation), ...planned };
    }),
  };
}

function describe(allocation: Allocation, region: string, role: PoolRole, id: string): Omit<PlannedAllocation, keyof Planned> {
  const { IpamPoolAllocationId: allocationId, Cidr: cidr, ResourceType, ResourceId: resourceId, ResourceRegion: resourceRegion, ResourceOwner: owner, Description: description, Tags = [] } = allocation;
  return {
    allocationId,
    cidr,
    is: isManual(allocation) ? 'manual' : kindOf(role.obstacles.get(id)?.verdict, role.ofStack(allocation) !== undefined),
    resourceType: ResourceType ?? 'unknown',
    resourceId,
    resourceRegion,
    owner,
    description,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    region,
  };
}

function kindOf(verdict: Verdict | undefined, isOfStack: boolean): PlannedAllocation['is'] {
  switch (verdict?.code ?? '') {
    case 'Waiting':
      return 'ghost';
    case 'NotSeen':
    case 'OtherAccount':
      return isOfStack ? 'resource' : 'unseen';
    default:
      return 'resource';
  }
}

/** Whether whatever is in the pool is in somebody's way. */
function mustBeEmpty({ isDeleted, emptiedBy }: PoolRole): boolean {
  return isDeleted || emptiedBy !== undefined;
}

function judgeManual(allocation: Allocation, role: PoolRole, id: string): Planned {
  const own = role.ofStack(allocation);
  if (own) return own.isRetained ? keeps(role, `${own.logicalId} of the stack is retained`) : { fate: 'deleted', by: own.logicalId };
  const listed = role.listed.get(id);
  if (listed) {
    const { by, target } = listed;
    const { verdict } = target;
    if (!verdict) return { fate: 'released', by };
    return { fate: 'blocks', by, why: verdict.message, remedy: verdict.remedy };
  }
  if (!mustBeEmpty(role)) return { fate: 'stays' };
  const verdict = role.obstacles.get(id)?.verdict;
  // Nobody here can say how long another account needs it.
  if (verdict?.code === 'OtherAccount') return { fate: 'blocks', why: verdict.message, remedy: `ask that account to release it (aws ec2 release-ipam-pool-allocation), or list it by its id` };
  const owner = role.ownerOf(allocation);
  if (owner && !isGoing(owner)) return { fate: 'blocks', why: `the stack ${owner.name} has it, which is ${owner.status}`, remedy: `delete ${owner.name}, or release it with --force if nobody needs it`, releasable: 'force' };
  return { fate: 'blocks', why: 'nobody releases this manual allocation', remedy: 'release it, or list it in an AddressRelease', releasable: 'release' };
}

/** What only goes when its resource is gone, and IPAM has noticed. */
function judgeHeld(allocation: Allocation, role: PoolRole, verdict: Verdict | undefined, isIgnoredLater: boolean): Planned {
  const own = role.ofStack(allocation);
  const holder = nameHolder(allocation);
  const { message: why = `${holder} has it`, remedy } = verdict ?? {};
  if (own?.isRetained === true) return keeps(role, `${own.logicalId} of the stack is retained and has it`);
  if (own) return goes(allocation, role, `${own.logicalId} of the stack has it, and IPAM notices only some time after that is gone`);
  if (!mustBeEmpty(role)) return { fate: 'stays', why: verdict?.message };
  if (isIgnoredLater) return { fate: 'waitedFor', by: role.emptiedBy?.by, why: `IPAM is told not to monitor ${allocation.Cidr} of ${holder} any more`, seconds: lagOf('') };
  switch (verdict?.code ?? '') {
    case 'Waiting':
    case 'ServiceManaged':
      return goes(allocation, role, why);
    case 'StillInUse': {
      const isAddress = (allocation.ResourceType as string | undefined) === 'eip';
      const owner = role.ownerOf(allocation);
      return { fate: 'blocks', why, remedy, releasable: !isAddress ? undefined : owner && !isGoing(owner) ? 'force' : 'release' };
    }
    default:
      return { fate: 'blocks', why, remedy: remedy ?? `make sure that ${holder} is deleted` };
  }
}

/** It goes by itself; but CloudFormation alone does not wait for that. */
function goes({ ResourceType }: Allocation, role: PoolRole, why: string): Planned {
  const { emptiedBy } = role;
  if (emptiedBy) return { fate: 'waitedFor', by: emptiedBy.by, why, seconds: emptiedBy.cascade ? CASCADE : lagOf(ResourceType ?? '') };
  if (!role.isDeleted) return { fate: 'stays', why };
  return { fate: 'blocks', why: `${why}; CloudFormation does not wait for it`, remedy: 'wait until it is gone and delete the stack again, or list the pool in emptyPools of an AddressRelease', releasable: 'wait', seconds: lagOf(ResourceType ?? '') };
}

function keeps(role: PoolRole, why: string): Planned {
  return mustBeEmpty(role) ? { fate: 'blocks', why, remedy: 'retain the pool, too, or delete what is retained by hand' } : { fate: 'stays', why };
}
