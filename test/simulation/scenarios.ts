import fc from 'fast-check';
import { ERRORS } from './errors';
import { CREATION_ENDS, isCreationEnd, POOL, type AddressSpec, type AllocationSpec, type EndSpec, type FaultSpec, type MeanwhileSpec, type Place, type PoolSpec, type Scenario, type VpcSpec } from './scenario';

/** The calls that the function makes. */
export const ACTIONS = [
  'DescribeStacks',
  'DescribeStackEvents',
  'DescribeStackResource',
  'AssumeRole',
  'DescribeIpamPools',
  'GetIpamPoolAllocations',
  'GetIpamPoolCidrs',
  'GetIpamResourceCidrs',
  'DescribeIpamPoolAllocations',
  'DescribeAddresses',
  'DescribeVpcs',
  'ReleaseIpamPoolAllocation',
  'DisassociateAddress',
  'ReleaseAddress',
  'ResetAddressAttribute',
  'ModifyIpamResourceCidr',
  'DeprovisionIpamPoolCidr',
  'DeleteIpamPool',
] as const;

/** The first ones much more often than the others, and what shrinking tends to. */
function mostly<T>(often: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(often) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));
}

const place = mostly<Place>('here', 'otherRegion', 'otherAccount');

const pool: fc.Arbitrary<PoolSpec> = fc.record({
  owner: fc.constantFrom('stack', 'stack', 'here', 'otherRegion', 'otherAccount', 'sharer'),
  isPublic: mostly(false, true),
  isNested: fc.boolean(),
  isElsewhere: mostly(false, true),
  allManual: mostly(false, true),
  empty: mostly('no' as const, 'wait', 'stopMonitoring', 'cascade', 'cascade'),
  remove: mostly('no' as const, 'delete', 'cascade'),
});

const allocation: fc.Arbitrary<AllocationSpec> = fc.record({
  pool: fc.nat(2),
  listed: fc.constantFrom('no', 'id', 'idAndCidr', 'cidr', 'tag', 'tagValue'),
  isTheirs: fc.boolean(),
});

const address: fc.Arbitrary<AddressSpec> = fc.record({
  place,
  pool: fc.option(fc.nat(2), { nil: undefined }),
  listed: fc.constantFrom('no', 'id', 'id', 'ip', 'tag'),
  state: mostly('free' as const, 'interface', 'defaultVpc', 'natGateway', 'reverseDns', 'locked', 'serviceManaged', 'serviceManagedForGood'),
  disassociate: mostly(true, false),
  resetReverseDns: fc.boolean(),
  freedAfter: fc.nat(120),
});

const vpc: fc.Arbitrary<VpcSpec> = fc.record({
  pool: fc.nat(2),
  inStack: fc.boolean(),
  isBlock: fc.boolean(),
  isTheirs: mostly(false, true),
  deletedAfter: fc.option(mostly(0, 5, 60), { nil: undefined, freq: 3 }),
});

const meanwhile: fc.Arbitrary<MeanwhileSpec> = fc.record({
  after: fc.oneof(fc.nat(5), fc.nat(120)),
  what: fc.constantFrom(
    'releaseAllocation',
    'releaseAddress',
    'giveAddressAway',
    'associate',
    'allocateTagged',
    'allocateUnlisted',
    'takeAddressTagged',
    'takeAddressUnlisted',
    'takeShareBack',
    'createVpc',
  ),
  to: fc.nat(5),
});

/** That something is gone when it is not, EC2 says for a moment at most. */
const fault: fc.Arbitrary<FaultSpec> = fc
  .record({
    kind: fc.constantFrom('error', 'error', 'error', 'error', 'errorAfter', 'drop', 'dropAfter', 'hang', 'hangAfter', 'slow', 'cut', 'notSuccessful', 'noList', 'noList', 'emptyElements'),
    error: fc.constantFrom(...ERRORS),
    action: fc.option(fc.constantFrom(...ACTIONS), { nil: undefined, freq: 4 }),
    from: fc.oneof(fc.constant(0), fc.nat(60)),
    lasts: fc.oneof(fc.constant(3), fc.nat(20), fc.nat(150)),
    percent: fc.oneof(fc.constant(100), fc.integer({ min: 5, max: 100 })),
  })
  .map((spec) => (spec.kind === 'error' && spec.error.is === 'gone' && !/^(Release|Disassociate)/.test(spec.action ?? '') ? { ...spec, lasts: Math.min(spec.lasts, 1) } : spec));

/** Any life of any stack, with whatever may go wrong. */
export const anyScenario: fc.Arbitrary<Scenario> = fc
  .record<Scenario>({
    seed: fc.nat(),
    end: mostly<EndSpec>(
      'destroy',
      'remove',
      'removeWanted',
      ...CREATION_ENDS,
      'forgedDelete',
    ),
    timeoutMinutes: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 5, max: 12 }) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 45 }) }),
    preflight: mostly('FAIL' as const, 'WARN', 'SKIP'),
    resources: mostly(1 as const, 2),
    listLag: fc.nat(3),
    longestPage: mostly(1000, 1, 2),
    isThrottled: fc.boolean(),
    isSlow: fc.constant(true),
    latency: fc.integer({ min: 0, max: 400 }),
    pools: fc.array(pool, { maxLength: 3 }),
    allocations: fc.array(allocation, { maxLength: 5 }),
    addresses: fc.array(address, { maxLength: 4 }),
    vpcs: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(vpc, { maxLength: 2 }) }),
    meanwhile: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(meanwhile, { maxLength: 3 }) }),
    faults: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(fault, { maxLength: 3 }) }),
    answerFaults: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.record({ kind: fc.constantFrom('unavailable', 'refused', 'drop', 'slow', 'hang'), times: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 2 }) },
    ),
    killedAfter: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.option(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 20 }) }, { weight: 1, arbitrary: fc.constant('itsTime' as const) }), { nil: undefined }), { minLength: 1, maxLength: 3 }) }),
    retryDelays: fc.oneof({ weight: 2, arbitrary: fc.constant([60, 120] as const) }, { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 45, max: 240 }), fc.integer({ min: 60, max: 240 })) }),
    deliveries: mostly(1 as const, 2),
    isDeliveredLate: mostly(false, true),
    clockSkew: mostly(0, -30, -5, 5, 30),
    records: fc.record({ resource: mostly('current' as const, 'minutesOld', 'lastComplete', 'onlyComplete'), deletionTime: fc.boolean() }),
    cascadesFail: mostly(false, true),
    toleratesMissingPools: mostly(true, false),
  })
  .map(withOneTag)
  .map(withGhosts)
  .map(withTimeForManagedAddresses)
  .map(withTimeForVpcs);

/** Such an address stays for up to ten minutes: with less time, all that could be seen is that the deletion fails. */
function withTimeForManagedAddresses(scenario: Scenario): Scenario {
  const isManaged = scenario.addresses.some(({ state }) => state === 'serviceManaged');
  return isManaged ? { ...scenario, timeoutMinutes: Math.min(45, scenario.timeoutMinutes + 15) } : scenario;
}

/** In one life of four the first pool may go in cascade, and has something in it that IPAM does not notice to be gone: by chance that is rare. */
function withGhosts(scenario: Scenario): Scenario {
  if (scenario.seed % 4 !== 0) return scenario;
  const [first, ...others] = scenario.pools;
  const pool = { ...(first ?? POOL), owner: 'stack', isPublic: false, isElsewhere: false, isNested: false, empty: 'cascade' } as const;
  const ghost = { pool: 0, inStack: scenario.seed % 3 === 0, isBlock: scenario.seed % 5 === 0, isTheirs: false, deletedAfter: 0 };
  const pools = [pool, ...others.map((other) => ({ ...other, isNested: false }))];
  return { ...scenario, pools, vpcs: [ghost, ...scenario.vpcs], end: isCreationEnd(scenario.end) ? 'destroy' : scenario.end };
}

/** IPAM takes up to half an hour for them: most lives are to see the end of it. */
function withTimeForVpcs(scenario: Scenario): Scenario {
  return scenario.vpcs.length > 0 && scenario.seed % 4 !== 0 ? { ...scenario, timeoutMinutes: 45 } : scenario;
}

/** One tag is listed once: how addresses are released that have it is the same for all of them. */
function withOneTag(scenario: Scenario): Scenario {
  const first = scenario.addresses.find(({ listed }) => listed === 'tag');
  if (!first) return scenario;
  const { disassociate, resetReverseDns } = first;
  return { ...scenario, addresses: scenario.addresses.map((one) => (one.listed === 'tag' ? { ...one, disassociate, resetReverseDns } : one)) };
}
