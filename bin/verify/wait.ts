import type { Clock } from '../../lambda/world';

export interface Patience {
  /** Milliseconds. */
  readonly every: number;
  readonly atMost: number;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** Looks again and again. Gives what was seen at last, and how long that took; undefined when it was never seen. */
export async function waitFor<T>(clock: Clock, { every, atMost }: Patience, look: () => Promise<T | undefined>): Promise<{ readonly value: T; readonly after: number } | undefined> {
  const since = clock.now();
  for (;;) {
    const asked = clock.now();
    const value = await look();
    // It was so when we asked, at the latest when we were answered.
    if (value !== undefined) return { value, after: asked - since };
    if (clock.now() - since >= atMost) return undefined;
    await clock.sleep(every);
  }
}

/** The same for what has to come: without it the probe can't go on. */
export async function need<T>(clock: Clock, patience: Patience, what: string, look: () => Promise<T | undefined>): Promise<T> {
  const seen = await waitFor(clock, patience, look);
  if (seen === undefined) throw new Error(`${what} did not come within ${sayTime(patience.atMost)}`);
  return seen.value;
}

export function sayTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 100) / 10;
  return seconds < 90 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
