import type { Track } from './decide';

/** How many things a log record names: the rest is a number. */
const NAMED = 5;

/** How far a release is, as the log says it: counts by state, and what is waited for, since when. */
export function progressOf(tracks: readonly Track[], now: number): Record<string, unknown> {
  const counts = { open: 0, gone: 0, failed: 0 };
  for (const { state } of tracks) counts[state] += 1;
  const waitingFor = tracks
    .filter(({ state }) => state === 'open')
    .flatMap(({ targets, verdict, since }) => {
      const seconds = Math.round((now - since) / 1000);
      if (verdict) return [{ for: 'EC2', why: verdict.code, seconds }];
      return targets.filter(({ failed }) => !failed).map(({ name, verdict: why, attempts }) => ({ for: name, why: why?.code ?? (attempts === 0 ? 'its turn' : 'confirmation'), seconds }));
    });
  return { ...counts, waitingFor: waitingFor.slice(0, NAMED), waitingForMore: Math.max(0, waitingFor.length - NAMED) };
}
