import fc from 'fast-check';
import { ERRORS } from './errors';
import { address, allocation, mostly, pool, vpc } from './parts';
import type { AddressSpec, AllocationSpec, FaultSpec, PoolSpec, Scenario, VpcSpec } from './scenario';

/** What chance alone hardly ever puts together: half of all lives have one of these, in the midst of whatever else befalls them. `npm run soak -- --coverage` tells. */

type Rarity = fc.Arbitrary<Partial<Scenario>>;

const first = (more: { readonly [Name in keyof PoolSpec]?: fc.Arbitrary<PoolSpec[Name]> }): fc.Arbitrary<PoolSpec[]> =>
  fc.tuple(pool, fc.record(more), fc.array(pool, { maxLength: 1 })).map(([any, special, others]) => [{ ...any, isNested: false, ...special }, ...others]);
const inFirst = (listed: readonly AllocationSpec['listed'][], minLength: number): fc.Arbitrary<AllocationSpec[]> =>
  fc.array(fc.tuple(allocation, fc.constantFrom(...listed)).map(([any, as]) => ({ ...any, pool: 0, listed: as })), { minLength, maxLength: minLength + 2 });
const addresses = (minLength: number, maxLength: number, more: { readonly [Name in keyof AddressSpec]?: fc.Arbitrary<AddressSpec[Name]> }): fc.Arbitrary<AddressSpec[]> =>
  fc.array(fc.tuple(address, fc.record(more)).map(([any, special]) => ({ ...any, ...special })), { minLength, maxLength });
const inPool = (more: { readonly [Name in keyof VpcSpec]?: fc.Arbitrary<VpcSpec[Name]> }): fc.Arbitrary<VpcSpec[]> =>
  fc.tuple(vpc, fc.record(more)).map(([any, special]) => [{ ...any, pool: 0, ...special }]);
const fails = (action: string, of: (error: (typeof ERRORS)[number]) => boolean, ...lasts: number[]): fc.Arbitrary<FaultSpec[]> =>
  fc.record({ kind: fc.constant('error' as const), error: fc.constantFrom(...ERRORS.filter(of)), action: fc.constant(action), from: fc.constant(0), lasts: fc.constantFrom(...lasts), percent: fc.constant(100) }).map((one) => [one]);

const ANY_LISTING = ['id', 'idAndCidr', 'cidr', 'tag', 'tagValue', 'tagEmpty'] as const;
const KILL = fc.integer({ min: 1, max: 12 });

/** An address becomes free in the second call or the third, or not before the last has to answer; and the log may not tell which call it is. */
const lastCalls: Rarity = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(fc.tuple(KILL, KILL), fc.constant(20)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom([], ['itsTime' as const], [3], [1, 'itsTime' as const]), fc.constant(46)) },
  )
  .chain(([killedAfter, minutes]) =>
    fc.record({
      end: fc.constantFrom('destroy', 'destroy', 'removeWanted'),
      timeoutMinutes: fc.constant(45),
      pools: fc.constant([]),
      vpcs: fc.constant([]),
      addresses: addresses(1, 1, {
        state: fc.constant('natGateway'),
        listed: fc.constantFrom('id', 'ip', 'tag'),
        disassociate: fc.constant(true),
        freedAfter: fc.integer({ min: 2 * 60, max: minutes * 60 }),
      }),
      faults: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fails('FilterLogEvents', () => true, 3_600) }),
      killedAfter: fc.constant(killedAfter),
    }),
  );

const elsewhere: Rarity = fc.record({
  pools: first({ owner: fc.constantFrom('otherAccount', 'otherRegion', 'here'), isPublic: fc.constant(false), isElsewhere: fc.boolean() }),
  allocations: inFirst(['no', ...ANY_LISTING], 1),
  addresses: addresses(1, 2, { place: fc.constantFrom('otherAccount', 'otherRegion') }),
  vpcs: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: inPool({}) }),
});

/** Beside things with the same tag and other values. */
const tagValues: Rarity = fc.record({
  pools: first({ isPublic: fc.constant(false), allManual: fc.constant(false), empty: mostly('no' as const, 'wait', 'cascade') }),
  allocations: inFirst(['tagEmpty', 'tagEmpty', 'tagValue', 'tag', 'otherValue'], 2),
  addresses: addresses(2, 3, { place: fc.constant('here'), listed: fc.constantFrom('tagEmpty', 'tagEmpty', 'tagValue', 'tag', 'otherValue') }),
});

/** Of everything, and of the CIDRs of a pool to delete. */
const pages: Rarity = fc.record({
  longestPage: fc.constantFrom(1, 2),
  pools: first({ owner: fc.constantFrom('here', 'otherRegion', 'otherAccount'), isPublic: fc.constant(false), hasMoreCidrs: fc.constant(true), allManual: fc.boolean(), remove: fc.constantFrom('delete', 'cascade') }),
  allocations: inFirst(['no', ...ANY_LISTING], 2),
});

/** For a moment or for minutes. */
const refusedCascades: Rarity = fc.record({
  end: fc.constant('destroy' as const),
  pools: first({ owner: fc.constant('stack'), isPublic: fc.constant(false), isElsewhere: fc.constant(false), empty: fc.constant('cascade') }),
  vpcs: inPool({ isPool: fc.constant(false), isTheirs: fc.constant(false), deletedAfter: fc.constant(0) }),
  faults: fails('DeleteIpamPool', ({ is }) => is !== 'gone', 3, 150, 600),
});

const poolsBelow: Rarity = fc.record({
  pools: first({ isPublic: fc.constant(false), empty: fc.constantFrom('no', 'wait', 'stopMonitoring', 'cascade', 'cascade') }),
  allocations: inFirst(['no', ...ANY_LISTING], 0),
  vpcs: inPool({ isPool: fc.constant(true) }),
});

const sharesTakenBack: Rarity = fc.record({
  end: fc.constant('destroy' as const),
  pools: first({ owner: fc.constant('sharer') }),
  allocations: inFirst(ANY_LISTING, 1),
  meanwhile: fc.record({ after: fc.nat(20), what: fc.constant('takeShareBack' as const), to: fc.constant(0) }).map((one) => [one]),
});

const publicPools: Rarity = fc.record({
  pools: first({ isPublic: fc.constant(true), owner: fc.constantFrom('stack', 'here', 'otherRegion', 'otherAccount'), empty: fc.constantFrom('wait', 'wait', 'cascade'), remove: mostly('no' as const, 'delete') }),
  addresses: addresses(1, 2, { pool: fc.constant(0) }),
});

/** What nobody knows is an obstacle after three minutes. */
const unknownErrors: Rarity = fc
  .constantFrom('ReleaseAddress', 'ReleaseIpamPoolAllocation', 'DescribeAddresses', 'GetIpamPoolAllocations', 'DescribeStacks', 'DescribeIpamPools')
  .chain((action) => fc.record({ faults: fails(action, ({ is }) => is === 'unknown', 100, 300, 600) }));

/** What is special about a life, in the place of what chance gave it. Shrinking tends to nothing. */
export const rarity: Rarity = fc.oneof(
  { withCrossShrink: true },
  { weight: 9, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: unknownErrors },
  { weight: 1, arbitrary: tagValues },
  { weight: 1, arbitrary: elsewhere },
  { weight: 1, arbitrary: pages },
  { weight: 1, arbitrary: publicPools },
  { weight: 1, arbitrary: sharesTakenBack },
  { weight: 1, arbitrary: poolsBelow },
  { weight: 1, arbitrary: refusedCascades },
  { weight: 1, arbitrary: lastCalls },
);
