import type { Deletion } from './deletion';
import type { Measured, ReleaseSpeed, Series } from './release-measurements';
import type { Goal } from './section';
import { decimal, whole } from './table';

const OURS: readonly Series[] = ['allocations', 'Elastic IPs', 'both', 'all manual'];

/** What was to be reached, and what was: the worst of what was measured counts. */
export function goalsOf({ measured, shared, lateWithoutLag, lateAfter }: ReleaseSpeed): Goal[] {
  const ours = measured.filter(({ series }) => OURS.includes(series));
  const counts = [...new Set(ours.map(({ count }) => count))].filter((count) => count >= 100);
  const one = (series: Series, secondsOf: (deletion: Deletion) => number) =>
    measured.filter((each) => each.series === series && each.count === 1).map(({ deletion }) => secondsOf(deletion))[0] ?? Number.NaN;
  const asFast = (what: string, secondsOf: (deletion: Deletion) => number) =>
    atMost(`1 allocation: ${what}, beside AwsCustomResource`, one('AwsCustomResource', secondsOf), one('allocations', secondsOf), 's');
  const waits = lateAfter.filter(({ waited }) => !isBetweenInvocations(waited)).map(({ late }) => late);
  return [
    ...counts.map((count) => timesLimit(ours, count)),
    ...ours.filter(({ count }) => count === 1000).map(({ series, deletion }) => atMost(`1,000 ${series}: the answer`, 200, deletion.answered, 's')),
    asFast('EC2 has accepted the release', ({ released }) => released),
    asFast('the answer', ({ answered }) => answered),
    fewCalls('mutating calls, throttled ones included', ours, '1.1 x what is needed + 10', ({ deletion }) => deletion.mutating, (each) => 1.1 * callsNeeded(each) + 10),
    fewCalls('reads grow with pages', ours, '30, and 20 for each further page', ({ deletion }) => deletion.reads, (each) => 30 + 20 * (pagesOf(each) - 1)),
    atLeast('what is left of a shared bucket: our part of it', 0.9, shared.share),
    atLeast('what the other client gets of what it asks for', 0.9, shared.others / shared.asked),
    ...ours.filter(({ series }) => series === 'all manual').map(({ count, deletion }) => atMost(`peak memory of the function with ${whole(count)} allocations`, 128, deletion.maxMemoryMb, 'MB')),
    atMost('the answer, once the lists show nothing any more: late by', 2, Math.max(...ours.map(({ deletion }) => lateness(deletion))), 's'),
    atMost('the answer after a wait of about half an hour: late by', 15, Math.max(...waits), 's'),
    atMost('the answer to a release without lag: late by', 2, lateWithoutLag, 's'),
  ];
}

/** Elastic IPs in use take two calls: they are disassociated first. */
export function callsNeeded({ series, count }: Measured): number {
  return { allocations: 1, 'Elastic IPs': 2, both: 3, 'all manual': 1, AwsCustomResource: 1, 'sequential handler': 1 }[series] * count;
}

/** In how many pages EC2 lists them, or how many calls ask for them by a filter. */
function pagesOf({ series, count }: Measured): number {
  const allocations = series === 'Elastic IPs' ? 0 : Math.ceil(count / 1000);
  const addresses = series === 'Elastic IPs' || series === 'both' ? Math.ceil(count / 200) : 0;
  return allocations + addresses;
}

/** Lambda pauses for two minutes before its third call, which is half an hour after the first: then nobody looks. */
export function isBetweenInvocations(seconds: number): boolean {
  return seconds > 1770 && seconds < 1890;
}

/** How long the answer came after the lists; it may come before all of them agree. */
function lateness({ answered, shown = answered }: Deletion): number {
  return Math.max(0, answered - shown);
}

/** Of several series of that size the slowest counts. */
function timesLimit(ours: readonly Measured[], count: number): Goal {
  const ratioOf = ({ deletion, limit }: Measured) => deletion.released / limit;
  const slowest = worst(ours.filter((each) => each.count === count), ratioOf);
  return {
    name: `${whole(count)} items: EC2 has accepted the last release`,
    toReach: 'at most 1.05 x the limit',
    reached: `${decimal(ratioOf(slowest))} x (${slowest.series})`,
    isReached: ratioOf(slowest) <= 1.05,
  };
}

function fewCalls(name: string, ours: readonly Measured[], formula: string, callsOf: (each: Measured) => number, mostOf: (each: Measured) => number): Goal {
  const each = worst(ours, (candidate) => callsOf(candidate) / mostOf(candidate));
  return { name, toReach: `at most ${formula}`, reached: `${whole(callsOf(each))} for ${whole(each.count)} ${each.series}`, isReached: callsOf(each) <= mostOf(each) };
}

function worst(candidates: readonly Measured[], measureOf: (each: Measured) => number): Measured {
  return candidates.reduce((one, other) => (measureOf(other) > measureOf(one) ? other : one));
}

function atMost(name: string, most: number, got: number, unit: string): Goal {
  return { name, toReach: `at most ${decimal(most)} ${unit}`.trim(), reached: `${decimal(got)} ${unit}`.trim(), isReached: got <= most };
}

function atLeast(name: string, least: number, got: number): Goal {
  return { name, toReach: `at least ${decimal(least)}`, reached: decimal(got), isReached: got >= least };
}
