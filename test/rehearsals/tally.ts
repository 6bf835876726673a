import fc from 'fast-check';
import { compare, type Comparison, type Weather } from './compare';
import { seenBefore } from './scenarios';

/** As many scenarios are drawn from one seed. */
export const BATCH = 10;

/** How the rehearsals of one stack compare to its destroy. */
export interface Verdict extends Pick<Comparison, 'stack'> {
  /** `seed/index` of the scenario. */
  readonly scenario: string;
  readonly weather: Weather;
  /** Whether what was deleted, released and left is what one of the rehearsals had. */
  readonly isSame: boolean;
  /** Whether all rehearsals ended the same. */
  readonly isCertain: boolean;
  /** Whether the destroy took a time between the shortest and the longest rehearsal, which tell tenths of a second. */
  readonly isInRange: boolean;
  /** What each end was, and each time, where they differ. */
  readonly difference?: string;
}

/** Of the first scenarios of a seed, so many rehearsals each; every third in the worst weather. */
export async function verdicts(seed: number, runs: number, count = BATCH): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for (const [index, scenario] of fc.sample(seenBefore, { seed, numRuns: count }).entries()) {
    const weather = index % 3 === 2 ? 'worst-case' : 'everyday';
    for (const comparison of await compare(scenario, weather, runs)) all.push({ scenario: `${seed}/${index}`, weather, ...verdictOn(comparison) });
  }
  return all;
}

export function verdictOn({ stack, real, rehearsed, notes }: Comparison): Omit<Verdict, 'scenario' | 'weather'> {
  const ends = new Set(rehearsed.map(endOf));
  const times = rehearsed.map(({ seconds }) => seconds);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const isSame = ends.has(endOf(real));
  const isInRange = real.seconds >= least - 0.05 && real.seconds <= most + 0.05;
  const difference = isSame ? `${real.seconds} s, rehearsed ${least} to ${most} s` : `${endOf(real)}; rehearsed ${[...ends].join('; or ')}; notes: ${notes.join('; ')}`;
  return { stack, isSame, isInRange, isCertain: ends.size === 1, ...(isSame && isInRange ? {} : { difference }) };
}

function endOf({ resources, things }: Comparison['real']): string {
  return `[${resources || 'all deleted'}] ${things}`;
}
