import type { KnownError } from './errors';
import type { Mishap } from './transport';

/** Where something is: in the stack's account and Region, in another Region, or in another account, whose role is assumed. */
export type Place = 'here' | 'otherRegion' | 'otherAccount';

export interface PoolSpec {
  /** In the stack, or in a place that the stack knows nothing of; or of another account that shares it. */
  readonly owner: 'stack' | Place | 'sharer';
  /** Of Amazon's public addresses. */
  readonly isPublic: boolean;
  /** Takes its CIDR from the first pool, if that is a private one of the stack, too. */
  readonly isNested: boolean;
  /** May be allocated from in another Region than the IPAM's. */
  readonly isElsewhere: boolean;
  /** Has a second CIDR: only a private one outside the stack. */
  readonly hasMoreCidrs: boolean;
  /** Every manual allocation of it is listed. */
  readonly allManual: boolean;
  /** It has to be empty; `cascade`: or may go with what nobody uses, which only the stack's own can. */
  readonly empty: 'no' | 'wait' | 'stopMonitoring' | 'cascade';
  /** It is listed to be deleted: only outside the stack. */
  readonly remove: 'no' | 'delete' | 'cascade';
}

export interface AllocationSpec {
  /** The pool's place in the scenario. */
  readonly pool: number;
  /** `tag`: whatever its value; `tagEmpty`: with the value ''. `otherValue` has the tag with a value that nobody lists. */
  readonly listed: 'no' | 'id' | 'idAndCidr' | 'cidr' | 'tag' | 'tagValue' | 'tagEmpty' | 'otherValue';
  /** Of a shared pool's owner; otherwise of the account that lists it. */
  readonly isTheirs: boolean;
}

export interface AddressSpec {
  readonly place: Place;
  /** The place of the public pool it is taken from, if that can be. */
  readonly pool: number | undefined;
  readonly listed: 'no' | 'id' | 'ip' | 'tag' | 'tagValue' | 'tagEmpty' | 'otherValue';
  /** `serviceManaged`: AWS's own, for a load balancer that is deleted, or that stays. */
  readonly state: 'free' | 'interface' | 'defaultVpc' | 'natGateway' | 'reverseDns' | 'locked' | 'serviceManaged' | 'serviceManagedForGood';
  readonly disassociate: boolean;
  readonly resetReverseDns: boolean;
  /** Seconds after the start of the deletion when its NAT gateway or load balancer is deleted, or its interface goes. */
  readonly freedAfter: number;
}

/** A VPC with a CIDR of a pool. */
export interface VpcSpec {
  readonly pool: number;
  readonly inStack: boolean;
  /** Its further CIDR block alone: the VPC is there before and stays. */
  readonly isBlock: boolean;
  /** No VPC, but a pool below, of the same owner. */
  readonly isPool: boolean;
  /** Another account's, with which the pool is shared. */
  readonly isTheirs: boolean;
  /** Seconds after the start of the deletion, for one that is not in the stack; undefined: never. */
  readonly deletedAfter: number | undefined;
}

/** What others do in the middle of it all. */
export interface MeanwhileSpec {
  /** Seconds after the start of the deletion. */
  readonly after: number;
  readonly what: 'releaseAllocation' | 'releaseAddress' | 'giveAddressAway' | 'associate' | 'allocateTagged' | 'allocateUnlisted' | 'takeAddressTagged' | 'takeAddressUnlisted' | 'takeShareBack' | 'createVpc';
  /** The place, among those of its kind, of what it is done to. */
  readonly to: number;
}

/** Something that goes wrong between the function and AWS, for a while. */
export interface FaultSpec {
  readonly kind: 'error' | 'errorAfter' | 'drop' | 'dropAfter' | 'hang' | 'hangAfter' | 'slow' | Mishap;
  readonly error: KnownError;
  /** Only for this call; undefined: any. */
  readonly action: string | undefined;
  /** Seconds after the start of the deletion. */
  readonly from: number;
  readonly lasts: number;
  /** How many of the calls in that time it hits, in percent. */
  readonly percent: number;
}

export interface AnswerFaultSpec {
  readonly kind: 'unavailable' | 'refused' | 'drop' | 'slow' | 'hang';
  readonly times: number;
}

/** How the resource comes to be deleted. */
export type EndSpec = 'destroy' | 'remove' | 'removeWanted' | CreationEnd | 'forgedDelete';

/** By a creation that failed: rolled back; deleted at once; left as it was, or rolled back in part, and then deleted to be created anew. */
export type CreationEnd =
  | 'rollBackCreation'
  | 'rollBackCreationWanted'
  | 'deleteFailedCreation'
  | 'deleteFailedCreationWanted'
  | 'deleteFailedChangeSet'
  | 'deleteAfterFailedCreation'
  | 'deleteAfterFailedRollback';

export function isServiceManaged({ state }: Pick<AddressSpec, 'state'>): boolean {
  return state === 'serviceManaged' || state === 'serviceManagedForGood';
}

export const CREATION_ENDS: readonly CreationEnd[] = [
  'rollBackCreation',
  'rollBackCreationWanted',
  'deleteFailedCreation',
  'deleteFailedCreationWanted',
  'deleteFailedChangeSet',
  'deleteAfterFailedCreation',
  'deleteAfterFailedRollback',
];

export function isCreationEnd(end: EndSpec): end is CreationEnd {
  return CREATION_ENDS.some((other) => other === end);
}

/** What CloudFormation's records show of the resource, as long as its stack is busy. */
export interface RecordsSpec {
  readonly resource: 'current' | 'minutesOld' | 'lastComplete' | 'onlyComplete';
  readonly deletionTime: boolean;
}

/** A life of a stack, as data: the same data is the same life, to the millisecond. */
export interface Scenario {
  readonly seed: number;
  readonly end: EndSpec;
  readonly timeoutMinutes: number;
  readonly preflight: 'FAIL' | 'WARN' | 'SKIP';
  /** Whether the endpoint that the list is deployed at knows DryRun: for all calls, for none, or not for those that change something. */
  readonly dryRuns: 'refused' | 'carriedOut' | 'changesCarriedOut';
  /** Over how many custom resources the list is spread. */
  readonly resources: 1 | 2;
  /** Seconds that lists are behind, at most. */
  readonly listLag: number;
  readonly longestPage: number;
  readonly isThrottled: boolean;
  /** What AWS does in the background takes as long as it is documented to take; otherwise no time. */
  readonly isSlow: boolean;
  /** Milliseconds of a call. */
  readonly latency: number;
  readonly pools: readonly PoolSpec[];
  readonly allocations: readonly AllocationSpec[];
  readonly addresses: readonly AddressSpec[];
  readonly vpcs: readonly VpcSpec[];
  readonly meanwhile: readonly MeanwhileSpec[];
  readonly faults: readonly FaultSpec[];
  readonly answerFaults: readonly AnswerFaultSpec[];
  /** After how many calls each invocation of the deletion is killed; 'itsTime' is Lambda's own time-out; undefined lets it live. */
  readonly killedAfter: readonly (number | 'itsTime' | undefined)[];
  /** Seconds that Lambda waits before its second and its third call. */
  readonly retryDelays: readonly [number, number];
  readonly deliveries: 1 | 2;
  /** The Delete is delivered once more, an hour after it was over. */
  readonly isDeliveredLate: boolean;
  /** Seconds that the function's clock is ahead of CloudFormation's. */
  readonly clockSkew: number;
  readonly records: RecordsSpec;
  /** EC2 accepts a cascade, and leaves the pool as it is. */
  readonly cascadesFail: boolean;
  /** CloudFormation takes a pool that is gone for deleted. */
  readonly toleratesMissingPools: boolean;
}

/** The least there can be: one address, and nothing goes wrong. */
export const CALM: Scenario = {
  seed: 1,
  end: 'destroy',
  timeoutMinutes: 10,
  preflight: 'FAIL',
  dryRuns: 'refused',
  resources: 1,
  listLag: 0,
  longestPage: 1000,
  isThrottled: false,
  isSlow: true,
  latency: 20,
  pools: [],
  allocations: [],
  addresses: [{ place: 'here', pool: undefined, listed: 'id', state: 'free', disassociate: true, resetReverseDns: false, freedAfter: 0 }],
  vpcs: [],
  meanwhile: [],
  faults: [],
  answerFaults: [],
  killedAfter: [],
  retryDelays: [60, 120],
  deliveries: 1,
  isDeliveredLate: false,
  clockSkew: 0,
  records: { resource: 'current', deletionTime: true },
  cascadesFail: false,
  toleratesMissingPools: true,
};

/** A pool of the stack with nothing special. */
export const POOL: PoolSpec = { owner: 'stack', isPublic: false, isNested: false, isElsewhere: false, hasMoreCidrs: false, allManual: false, empty: 'no', remove: 'no' };
/** One that nobody lists. */
export const ALLOCATION: AllocationSpec = { pool: 0, listed: 'no', isTheirs: false };
/** One that stays. */
export const VPC: VpcSpec = { pool: 0, inStack: false, isBlock: false, isPool: false, isTheirs: false, deletedAfter: undefined };
const [ADDRESS] = CALM.addresses as [AddressSpec];

/** A list with every kind of item, and unlisted things beside each. */
export const EVERY_KIND: Scenario = {
  ...CALM,
  timeoutMinutes: 45,
  pools: [
    { ...POOL, empty: 'wait' },
    { ...POOL, isNested: true, allManual: true },
    { ...POOL, owner: 'here', remove: 'delete', allManual: true },
    { ...POOL, owner: 'otherAccount', empty: 'stopMonitoring' },
    { ...POOL, owner: 'otherRegion', isElsewhere: true },
  ],
  allocations: [
    { ...ALLOCATION, pool: 0, listed: 'id' },
    { ...ALLOCATION, pool: 1 },
    { ...ALLOCATION, pool: 2 },
    { ...ALLOCATION, pool: 4, listed: 'idAndCidr' },
    { ...ALLOCATION, pool: 4, listed: 'cidr' },
    { ...ALLOCATION, pool: 4, listed: 'tagValue' },
    { ...ALLOCATION, pool: 4 },
  ],
  addresses: [
    ADDRESS,
    { ...ADDRESS, listed: 'no' },
    { ...ADDRESS, listed: 'no', state: 'interface' },
    { ...ADDRESS, listed: 'ip', state: 'interface' },
    { ...ADDRESS, listed: 'tag', state: 'reverseDns', resetReverseDns: true },
    { ...ADDRESS, place: 'otherAccount', state: 'defaultVpc' },
    { ...ADDRESS, place: 'otherRegion', state: 'natGateway', freedAfter: 5 },
  ],
  vpcs: [{ ...VPC, pool: 3 }],
};
