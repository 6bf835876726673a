import { longest, releaseTime, sayRange, stackTime, total } from './durations';
import type { Plan, Planned, PlannedPool, Range, Verdict } from './plan';

/** A plan whose things are judged, and which has yet to be summed up. */
type Judged = Omit<Plan, 'schemaVersion' | 'verdict' | 'summary' | 'seconds' | 'monthlyUsd'>;

/** What all of it comes to. */
export function verdictOf(judged: Judged): Plan {
  const { pools, addresses, stack } = judged;
  const contents = pools.flatMap((pool) => pool.contents);
  // An address that is in a pool is one thing.
  const inPools = new Set(contents.map(({ resourceId }) => resourceId));
  const things: readonly Planned[] = [...contents, ...addresses.filter(({ allocationId }) => !inPools.has(allocationId))];
  const isDeleted = stack?.status === 'DELETE_COMPLETE';
  const verdict = verdictOn(things);
  const seconds = isDeleted || stack === undefined ? { least: 0, most: 0 } : secondsOf(pools, things);
  const monthlyUsd = addresses.reduce((sum, address) => sum + (address.fate === 'stays' ? address.monthlyUsd : 0), 0);
  const plan = { ...judged, schemaVersion: '1' as const, verdict, seconds, monthlyUsd };
  return { ...plan, summary: summaryOf(plan, things) };
}

export function verdictOn(things: readonly Planned[]): Verdict {
  if (things.some(needsSomebody)) return 'blocked';
  return things.some(({ fate }) => fate === 'released' || fate === 'waitedFor' || fate === 'blocks') ? 'pending' : 'clear';
}

/** It blocks, and no release without --force changes that. */
export function needsSomebody({ fate, releasable }: Planned): boolean {
  return fate === 'blocks' && (releasable === undefined || releasable === 'force');
}

function secondsOf(pools: readonly PlannedPool[], things: readonly Planned[]): Range {
  const released = things.filter(({ fate, releasable }) => fate === 'released' || releasable === 'release').length;
  const waits = pools.map(({ contents }) => longest(contents.flatMap(({ seconds }) => (seconds ? [seconds] : []))));
  // Pools below each other are waited for one after the other, others together: which of both it is, only the deletion shows.
  const waiting = { least: longest(waits).least, most: total(waits).most };
  return total([stackTime(), releaseTime(released), waiting]);
}

function summaryOf({ subject, stack, verdict, seconds, pools, addresses }: Omit<Plan, 'summary'>, things: readonly Planned[]): string {
  const count = (test: (thing: Planned) => boolean, what: string) => {
    const number = things.filter(test).length;
    return number === 0 ? [] : [`${number} ${what}`];
  };
  const name = stack?.name ?? { stack: 'the stack', pool: `pool ${pools[0]?.poolId ?? ''}`, address: `Elastic IP ${addresses[0]?.publicIp ?? ''}`, account: 'what belongs to no stack' }[subject];
  const stays = addresses.filter(({ fate }) => fate === 'stays').length;
  const left = stays === 0 ? '' : ` ${stays} Elastic IP${stays === 1 ? '' : 's'} stay${stays === 1 ? 's' : ''} behind.`;
  if (stack?.status === 'DELETE_COMPLETE') return `${name} is deleted: nothing is in the way.${left}`;
  if (subject === 'account') return accountSummary(pools, addresses, things);
  if (verdict === 'clear') return `Nothing is in the way of ${name}${subject === 'stack' && pools.length === 0 ? ', which has no IPAM pools' : ''}.${left}`;
  const parts = [
    ...count(needsSomebody, 'in the way that somebody has to decide on'),
    ...count(({ fate, releasable }) => fate === 'blocks' && releasable === 'release', 'in the way that release can release'),
    ...count(({ fate, releasable }) => fate === 'blocks' && releasable === 'wait', 'in the way that will go by themselves'),
    ...count(({ fate }) => fate === 'released', 'released by the stack'),
    ...count(({ fate }) => fate === 'waitedFor', 'waited for'),
  ];
  const fails = things.some(({ fate }) => fate === 'blocks');
  return `Deleting ${name} ${fails ? 'fails as it stands' : `takes about ${sayRange(seconds)}`}: ${parts.join(', ')}.${left}`;
}

function accountSummary(pools: Plan['pools'], addresses: Plan['addresses'], things: readonly Planned[]): string {
  if (pools.length === 0 && addresses.length === 0) return 'No pool and no Elastic IP is without a stack.';
  const blocking = things.filter(({ fate }) => fate === 'blocks').length;
  const stuck = blocking === 0 ? '' : ` ${blocking} of what is in the pools keep${blocking === 1 ? 's' : ''} a stack from being deleted.`;
  return `${pools.length} pool${pools.length === 1 ? '' : 's'} and ${addresses.length} Elastic IP${addresses.length === 1 ? '' : 's'} belong to no stack, or to one that is being deleted or could not be.${stuck}`;
}
