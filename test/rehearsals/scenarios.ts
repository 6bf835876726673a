import type fc from 'fast-check';
import { CALM, type Scenario } from '../simulation/scenario';
import { anyScenario } from '../simulation/scenarios';

const { end, dryRuns, retryDelays, deliveries, isDeliveredLate, clockSkew, records, cascadesFail, toleratesMissingPools } = CALM;

/**
 * Stacks that the user destroys, with everything in and around them. What nobody can know beforehand does not happen: that something breaks,
 * or what others do meanwhile; no address is locked, which EC2 tells of only when it is released; and nothing is in another account, unless it
 * stays, which nobody here sees.
 */
export const seenBefore: fc.Arbitrary<Scenario> = anyScenario.map((scenario) => ({
  ...scenario,
  ...{ end, dryRuns, retryDelays, deliveries, isDeliveredLate, clockSkew, records, cascadesFail, toleratesMissingPools },
  meanwhile: [],
  faults: [],
  answerFaults: [],
  killedAfter: [],
  pools: scenario.pools.map((pool) => (pool.owner === 'otherAccount' ? { ...pool, owner: 'here' } : pool)),
  vpcs: scenario.vpcs.map((vpc) => (vpc.isTheirs ? { ...vpc, deletedAfter: undefined } : vpc)),
  addresses: scenario.addresses.map(({ place, state, ...address }) => ({ ...address, place: place === 'otherAccount' ? 'here' : place, state: state === 'locked' ? 'free' : state })),
}));
