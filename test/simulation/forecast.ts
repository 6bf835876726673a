import { isServiceManaged, type AllocationSpec, type FaultSpec, type PoolSpec, type Scenario } from './scenario';
import type { Surroundings } from './surroundings';
import { isMeant, listedTag, tagValueOf, type ListedTag } from './tags';

/** What a scenario has to end in. */
export interface Forecast {
  /** All that is in the way passes early enough: the first deletion must release everything. */
  readonly oneDestroyReleases: boolean;
}

const IPAM_NOTICES = { vpc: 30 * 60, eip: 5 * 60 };
const NAT_GATEWAY_GOES = 90;
/** Ten seconds to be sure, forty that EC2 takes. */
const CASCADE = 60;
/** After its load balancer is deleted. */
const MANAGED_ADDRESS_GOES = 10 * 60;

/** Back-offs, looks that are twelve seconds apart, the SDK's time-outs. */
const SLACK = 240;

/** Errors that nobody knows are tried again for three minutes, and what comes between two tries does not end it. */
const UNKNOWN_PASSES = 120;

/** Says what must happen, from the scenario alone: it knows nothing of how the handler works. */
export function forecast(scenario: Scenario, surroundings: Surroundings): Forecast {
  if (scenario.end === 'forgedDelete') return { oneDestroyReleases: false };
  const releases = scenario.end === 'destroy' || scenario.end.endsWith('Wanted');
  const seconds = [0, ...scenario.meanwhile.map(({ after }) => after)];
  let isBlocked = false;
  // What nobody knows is an obstacle after three minutes, and several faults may follow each other.
  const unknown = scenario.faults.filter(({ kind, error }) => kind === 'error' && error.is === 'unknown').reduce((sum, { lasts }) => sum + lasts, 0);
  if (unknown > UNKNOWN_PASSES) isBlocked = true;
  // Nobody can release from a pool that is out of sight.
  if (surroundings.pools.some(({ spec }) => spec.owner === 'sharer') && scenario.meanwhile.some(({ what }) => what === 'takeShareBack')) isBlocked = true;
  for (const { from, lasts, kind, error, action } of scenario.faults) {
    seconds.push(from + lasts);
    isBlocked ||= mayEndTheRelease({ kind, error, action });
  }
  if (releases) {
    for (const { listed, state, disassociate, resetReverseDns, freedAfter } of scenario.addresses) {
      if (listed === 'no') continue;
      if (state === 'locked' || state === 'serviceManagedForGood' || (state === 'reverseDns' && !resetReverseDns)) isBlocked = true;
      if (state === 'serviceManaged') seconds.push(freedAfter + MANAGED_ADDRESS_GOES);
      if (state === 'natGateway') seconds.push(freedAfter + NAT_GATEWAY_GOES);
      if ((state === 'interface' || state === 'defaultVpc') && !disassociate) seconds.push(freedAfter);
      if (!disassociate && (state === 'natGateway' || scenario.meanwhile.some(({ what }) => what === 'associate'))) isBlocked = true;
    }
    for (const pool of surroundings.pools) {
      const isEmptied = surroundings.mustBeEmpty(pool);
      const isDeleted = surroundings.mustBeDeleted(pool);
      if (!isEmptied && !isDeleted) continue;
      // Once it is deleted, it looks like a pool that was never there.
      if (isDeleted && !surroundings.knowsItsPools) isBlocked = true;
      // What is in a pool that must be empty, by somebody else's hand, may be in the way for ever.
      const index = surroundings.pools.indexOf(pool);
      const inPool = scenario.allocations.filter((allocation) => allocation.pool === index);
      const tag = listedTag(inPool.map(({ listed }) => listed));
      const isUnlistedIn = inPool.some((allocation) => !isListed(allocation, pool.spec, tag));
      const cascades = isDeleted && pool.spec.remove === 'cascade' && !pool.spec.isPublic;
      if (cascades && scenario.cascadesFail) isBlocked = true;
      if (cascades) continue;
      if (isDeleted && pool.spec.remove === 'cascade') isBlocked = true;
      if (isUnlistedIn || scenario.meanwhile.some(({ what }) => what === 'allocateUnlisted' || what === 'allocateTagged')) isBlocked = true;
      if (pool.spec.isPublic) {
        const ofPool = scenario.addresses.filter(({ pool: of }) => of === index);
        const isTagged = ofPool.some(({ listed }) => tagValueOf(listed) !== undefined);
        // Which of them the tag means depends on what else is listed where they are.
        const values = scenario.addresses.map(({ listed }) => tagValueOf(listed)).filter((value) => value !== undefined);
        if (isTagged && new Set(values).size > 1) isBlocked = true;
        if (ofPool.some((one) => ((one.listed === 'no' || one.listed === 'otherValue') && !isServiceManaged(one)) || one.state === 'serviceManagedForGood')) isBlocked = true;
        for (const { state, freedAfter } of ofPool) if (state === 'serviceManaged') seconds.push(freedAfter + MANAGED_ADDRESS_GOES);
        // Of two that both empty pools, the one with this pool waits fifteen seconds for what the one with the tag is kept from.
        const isFirstEmptying = surroundings.pools.some((other, at) => at % scenario.resources === 0 && (surroundings.mustBeEmpty(other) || surroundings.mustBeDeleted(other)));
        const isOfOther = index % scenario.resources !== 0 && isFirstEmptying && scenario.addresses.some(({ pool: of, listed }) => of === index && tagValueOf(listed) !== undefined);
        if (isOfOther && scenario.killedAfter.length + scenario.faults.length > 0) isBlocked = true;
        seconds.push(Math.max(...seconds) + IPAM_NOTICES.eip);
      }
      if (scenario.meanwhile.some(({ what }) => what === 'createVpc')) isBlocked = true;
      for (const { pool: of, deletedAfter, inStack, isPool, isTheirs } of scenario.vpcs) {
        // The stack deletes its own first; IPAM can only be told not to monitor what is still there.
        const isDeletedBefore = inStack && pool.inStack && !isPool;
        const canBeIgnored = !pool.spec.isPublic && pool.spec.owner !== 'sharer' && !isTheirs && !isPool;
        const isLetGo = isEmptied && pool.spec.empty === 'stopMonitoring' && canBeIgnored && deletedAfter === undefined && !isDeletedBefore;
        if (of !== index) continue;
        // Its owner deletes it in cascade.
        if (isPool && scenario.cascadesFail) isBlocked = true;
        // Fifteen seconds are as long as a resource that is still there is waited for.
        if (!isLetGo && !isDeletedBefore && (deletedAfter === undefined || deletedAfter > 0)) isBlocked = true;
        // What another account has, only IPAM can tell to be gone.
        const goesInCascade = scenario.end === 'destroy' && surroundings.mayCascade(pool) && !isTheirs && !isPool && !scenario.cascadesFail && scenario.faults.length === 0;
        seconds.push((deletedAfter ?? 0) + (goesInCascade ? CASCADE : IPAM_NOTICES.vpc));
      }
    }
  }
  const kills = scenario.killedAfter.filter((calls) => calls !== undefined && calls !== 'itsTime').length;
  const refused = scenario.answerFaults.filter(({ kind }) => kind === 'refused').reduce((sum, { times }) => sum + times, 0);
  const failed = scenario.answerFaults.reduce((sum, { times }) => sum + times, 0);
  // What becomes free while Lambda waits is seen by its next call.
  const pause = Math.max(0, ...scenario.retryDelays.map((delay, index) => delay - (index + 1) * 60));
  // A call that is killed at its start leaves all its work to the next.
  const lastCallBegins = scenario.retryDelays.slice(0, kills + refused).reduce((sum, delay) => sum + delay, 0);
  const free = Math.max(Math.max(...seconds) + pause, lastCallBegins) + Math.abs(scenario.clockSkew) + SLACK;
  const deadline = scenario.timeoutMinutes * 60;
  // Of an event that is delivered twice, calls that do not end together are counted as two from then on: the third that is counted is the last.
  const isCountedTwice = scenario.deliveries > 1 && scenario.killedAfter.includes('itsTime');
  const workingTime = kills + refused === 0 && !isCountedTwice ? 44 * 60 : kills + refused <= 1 ? 30 * 60 : 15 * 60;
  // Three invocations with six attempts each; one that is refused has no other.
  const isSlow = scenario.answerFaults.some(({ kind }) => kind === 'hang' || kind === 'slow');
  // What is free only in the third has that one alone to tell it.
  const invocationsLeft = 3 - kills - refused - Math.floor(free / (15 * 60));
  const canBeTold = kills + refused <= 2 && failed < (isSlow ? 5 : 6 * Math.max(1, invocationsLeft));
  return { oneDestroyReleases: !isBlocked && canBeTold && free <= deadline && free <= workingTime };
}

/** Whether it is to be released: what another account has in a pool that it shares, only by its id. */
function isListed({ listed, isTheirs }: AllocationSpec, { owner, allManual }: PoolSpec, tag: ListedTag | undefined): boolean {
  if (listed === 'id' || listed === 'idAndCidr') return true;
  return !(isTheirs && owner === 'sharer') && (isMeant(listed, tag) || allManual);
}

/** Whether the handler may take the error for one that will not pass. */
function mayEndTheRelease({ kind, error, action }: Pick<FaultSpec, 'kind' | 'error' | 'action'>): boolean {
  if (kind !== 'error' || error.is === 'retry' || error.is === 'throttled' || error.is === 'unknown') return false;
  // That something is gone is no end for whoever looks again; a list that says so has to be believed at some time.
  return !(error.is === 'gone' && /^(Release|Disassociate)/.test(action ?? ''));
}
