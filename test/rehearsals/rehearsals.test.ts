import fc from 'fast-check';
import type { Snapshot, SnapshotPool, SnapshotRegion } from '../../bin/cli/rehearse/snapshot/snapshot';
import { CALM, POOL, VPC, type Scenario } from '../simulation/scenario';
import { compare } from './compare';
import { seenBefore } from './scenarios';
import { verdictOn, verdicts } from './tally';

const RUNS = 2;

test('random stacks end as they were rehearsed, also those that are stuck', async () => {
  const found = await verdicts(10_001, RUNS, 8);
  expect(found.filter(({ isSame }) => !isSame)).toEqual([]);
  expect(new Set(found.map(({ stack }) => stack))).toEqual(new Set(['at rest', 'in the middle of things', 'stuck']));
}, 60_000);

test('nothing happens to the account but what a rehearsal can know of', () => {
  for (const { faults, meanwhile, addresses } of fc.sample(seenBefore, { seed: 1, numRuns: 100 })) {
    expect([...faults, ...meanwhile, ...addresses.filter(({ state }) => state === 'locked')]).toEqual([]);
  }
});

/** A CIDR, a VPC of the stack, an address that is free, and one that a NAT gateway keeps. */
const SCENARIO: Scenario = {
  ...CALM,
  seed: 2,
  timeoutMinutes: 2,
  pools: [{ ...POOL, empty: 'wait' }],
  allocations: [{ pool: 0, listed: 'id', isTheirs: false }],
  addresses: [...CALM.addresses, ...CALM.addresses.map((address) => ({ ...address, state: 'natGateway' as const, listed: 'ip' as const }))],
  vpcs: [{ ...VPC, inStack: true }],
};

const inRegions = (change: (region: SnapshotRegion) => SnapshotRegion) => (snapshot: Snapshot): Snapshot => ({ ...snapshot, regions: snapshot.regions.map(change) });
const inPools = (change: (pool: SnapshotPool) => SnapshotPool) => inRegions((region) => ({ ...region, pools: region.pools.map(change) }));

describe('a rehearsal that overlooks something differs', () => {
  test.each<readonly [string, (snapshot: Snapshot) => Snapshot]>([
    ['what is in pools', inPools((pool) => ({ ...pool, allocations: [] }))],
    ['that a VPC is of a pool', inPools((pool) => ({ ...pool, allocations: pool.allocations.filter(({ ResourceType }) => ResourceType !== 'vpc') }))],
    ['addresses', inRegions((region) => ({ ...region, addresses: [] }))],
    ['who has an address', inRegions((region) => ({ ...region, natGateways: [], addresses: region.addresses.map(({ address: { AssociationId: _, ...address } }) => ({ address })) }))],
    ['what the AddressRelease lists', (snapshot) => ({ ...snapshot, stack: { ...snapshot.stack, resources: snapshot.stack.resources.filter(({ type }) => type !== 'Custom::AddressRelease') } })],
  ])('%s', async (_, shown) => {
    const [first] = await compare(SCENARIO, 'everyday', RUNS, shown);
    expect(first && verdictOn(first)).toMatchObject({ isSame: false });
  });

  test('and one that overlooks nothing does not', async () => {
    const [first] = await compare(SCENARIO, 'everyday', RUNS);
    expect(first && verdictOn(first)).toMatchObject({ isSame: true });
  });
});

describe('what is going away when the snapshot is taken goes on', () => {
  const seen: Snapshot[] = [];
  const shown = (snapshot: Snapshot) => {
    seen.push(snapshot);
    return snapshot;
  };
  const justNow = { ...CALM, seed: 35, timeoutMinutes: 12 };

  test('a NAT gateway that is being deleted, which frees its address', async () => {
    const [first] = await compare({ ...justNow, addresses: CALM.addresses.map((address) => ({ ...address, state: 'natGateway' as const })) }, 'everyday', RUNS, shown);
    expect(seen.at(-1)?.regions.flatMap(({ natGateways }) => natGateways.map(({ State }) => State))).toEqual(['deleting']);
    expect(first && verdictOn(first)).toMatchObject({ isSame: true });
    expect(first?.real).toMatchObject({ resources: '', things: expect.stringMatching(/^eipalloc-\w+ released$/) as string });
  });

  test('an address that AWS had for a load balancer, which AWS takes back: nobody releases it', async () => {
    const [first] = await compare({ ...justNow, addresses: CALM.addresses.map((address) => ({ ...address, state: 'serviceManaged' as const })) }, 'everyday', RUNS, shown);
    expect(seen.at(-1)?.regions.flatMap(({ addresses }) => addresses.map(({ address }) => [address.ServiceManaged, address.AssociationId]))).toContainEqual(['alb', undefined]);
    expect(first && verdictOn(first)).toMatchObject({ isSame: true });
    expect(first?.real).toMatchObject({ resources: '', things: expect.stringMatching(/^eipalloc-\w+ gone/) as string });
  });
});

test('what is listed in another account is left out, and a note says so', async () => {
  const [found] = await compare({ ...CALM, seed: 2, addresses: [...CALM.addresses, ...CALM.addresses.map((address) => ({ ...address, place: 'otherAccount' as const }))] }, 'everyday', 1);
  expect(found?.real.things).toMatch(/^eipalloc-\w+ released, eipalloc-\w+ released$/);
  expect(found?.rehearsed).toMatchObject([{ resources: '', things: expect.stringMatching(/^eipalloc-\w+ released$/) as string }]);
  expect(found?.notes).toEqual(expect.arrayContaining(['1 listed with a role could not be seen: the rehearsal leaves them out']));
});
