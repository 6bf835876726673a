import fc from 'fast-check';
import { ERRORS } from './errors';
import type { AddressSpec, AllocationSpec, FaultSpec, MeanwhileSpec, Place, PoolSpec, VpcSpec } from './scenario';

/** The calls that the function makes. */
const ACTIONS = [
  'DescribeStacks',
  'DescribeStackEvents',
  'DescribeStackResource',
  'FilterLogEvents',
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
export function mostly<T>(often: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(often) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));
}

const place = mostly<Place>('here', 'otherRegion', 'otherAccount');

export const pool: fc.Arbitrary<PoolSpec> = fc.record({
  owner: fc.constantFrom('stack', 'stack', 'here', 'otherRegion', 'otherAccount', 'sharer'),
  isPublic: mostly(false, true),
  isNested: fc.boolean(),
  isElsewhere: mostly(false, true),
  hasMoreCidrs: mostly(false, true),
  allManual: mostly(false, true),
  empty: mostly('no' as const, 'wait', 'stopMonitoring', 'cascade', 'cascade'),
  remove: mostly('no' as const, 'delete', 'cascade'),
});

export const allocation: fc.Arbitrary<AllocationSpec> = fc.record({
  pool: fc.nat(2),
  listed: fc.constantFrom('no', 'id', 'idAndCidr', 'cidr', 'tag', 'tagValue', 'tagEmpty', 'otherValue'),
  isTheirs: fc.boolean(),
});

export const address: fc.Arbitrary<AddressSpec> = fc.record({
  place,
  pool: fc.option(fc.nat(2), { nil: undefined }),
  listed: fc.constantFrom('no', 'id', 'id', 'id', 'ip', 'ip', 'tag', 'tagValue', 'tagEmpty', 'otherValue'),
  state: mostly('free' as const, 'interface', 'defaultVpc', 'natGateway', 'reverseDns', 'locked', 'serviceManaged', 'serviceManagedForGood'),
  disassociate: mostly(true, false),
  resetReverseDns: fc.boolean(),
  freedAfter: fc.nat(120),
});

export const vpc: fc.Arbitrary<VpcSpec> = fc.record({
  pool: fc.nat(2),
  inStack: fc.boolean(),
  isBlock: fc.boolean(),
  isPool: mostly(false, true),
  isTheirs: mostly(false, true),
  deletedAfter: fc.option(mostly(0, 5, 60), { nil: undefined, freq: 3 }),
});

export const meanwhile: fc.Arbitrary<MeanwhileSpec> = fc.record({
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
export const fault: fc.Arbitrary<FaultSpec> = fc
  .record({
    kind: fc.constantFrom('error', 'error', 'error', 'error', 'errorAfter', 'drop', 'dropAfter', 'hang', 'hangAfter', 'slow', 'cut', 'notSuccessful', 'noList', 'noList', 'emptyElements'),
    error: fc.constantFrom(...ERRORS),
    action: fc.option(fc.constantFrom(...ACTIONS), { nil: undefined, freq: 4 }),
    from: fc.oneof(fc.constant(0), fc.nat(60)),
    lasts: fc.oneof(fc.constant(3), fc.nat(20), fc.nat(150)),
    percent: fc.oneof(fc.constant(100), fc.integer({ min: 5, max: 100 })),
  })
  .map((spec) => (spec.kind === 'error' && spec.error.is === 'gone' && !/^(Release|Disassociate)/.test(spec.action ?? '') ? { ...spec, lasts: Math.min(spec.lasts, 1) } : spec));
