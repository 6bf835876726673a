import fc from 'fast-check';
import { address, allocation, fault, meanwhile, mostly, pool, vpc } from './parts';
import { rarity } from './rarities';
import { CREATION_ENDS, isCreationEnd, POOL, type AddressSpec, type EndSpec, type Scenario } from './scenario';
import { tagValueOf } from './tags';

const scenario: fc.Arbitrary<Scenario> = fc
  .record<Scenario>({
    seed: fc.nat(),
    end: fc.oneof(
      { weight: 20, arbitrary: fc.constant<EndSpec>('destroy') },
      { weight: 3, arbitrary: fc.constantFrom<EndSpec>('remove', 'removeWanted', 'removeWanted') },
      { weight: 6, arbitrary: fc.constantFrom<EndSpec>(...CREATION_ENDS) },
      { weight: 1, arbitrary: fc.constant<EndSpec>('forgedDelete') },
    ),
    timeoutMinutes: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 5, max: 12 }) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 45 }) }),
    preflight: mostly('FAIL' as const, 'WARN', 'SKIP'),
    dryRuns: fc.constant('refused'),
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
  .map(withGhosts);

/** Any life of any stack, with whatever may go wrong. */
export const anyScenario: fc.Arbitrary<Scenario> = fc
  .tuple(scenario, rarity)
  .map(([all, rare]) => ({ ...all, ...rare }))
  .map(withOneTag)
  .map(withTimeForManagedAddresses)
  .map(withTimeForVpcs)
  .map(withCarelessEndpoints);

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
  const ghost = { pool: 0, inStack: scenario.seed % 3 === 0, isBlock: scenario.seed % 5 === 0, isPool: false, isTheirs: false, deletedAfter: 0 };
  const pools = [pool, ...others.map((other) => ({ ...other, isNested: false }))];
  return { ...scenario, pools, vpcs: [ghost, ...scenario.vpcs], end: isCreationEnd(scenario.end) ? 'destroy' : scenario.end };
}

/** IPAM takes up to half an hour for them: most lives are to see the end of it. */
function withTimeForVpcs(scenario: Scenario): Scenario {
  return scenario.vpcs.some(({ isPool }) => !isPool) && scenario.seed % 4 !== 0 ? { ...scenario, timeoutMinutes: 45 } : scenario;
}

/** One life of about thirty is deployed at an endpoint that does not know DryRun. */
function withCarelessEndpoints(scenario: Scenario): Scenario {
  if (scenario.seed % 12 !== 7 || isCreationEnd(scenario.end)) return scenario;
  return { ...scenario, dryRuns: scenario.seed % 24 === 7 ? 'carriedOut' : 'changesCarriedOut' };
}

/** One tag is listed once: how addresses are released that have it is the same for all of them. */
function withOneTag(scenario: Scenario): Scenario {
  const isTagged = ({ listed }: AddressSpec) => tagValueOf(listed) !== undefined;
  const first = scenario.addresses.find(isTagged);
  if (!first) return scenario;
  const { disassociate, resetReverseDns } = first;
  return { ...scenario, addresses: scenario.addresses.map((one) => (isTagged(one) ? { ...one, disassociate, resetReverseDns } : one)) };
}
