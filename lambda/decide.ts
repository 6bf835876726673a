import type { Verdict } from './error-table';
import type { AddressRelease, AllocationRelease, Sighting } from './observe';
import type { Item } from './properties';

/**
 * What to do about one listed item, decided from what was seen and tried. Pure: no time passes and nothing is called here.
 *
 * An item is `open` until it is `gone` (seen absent twice) or `failed` (blocked or fatal).
 */
export interface Track {
  readonly item: Item;
  readonly state: 'open' | 'gone' | 'failed';
  /** It was there once, or was released: from then on its absence means something. */
  readonly known: boolean;
  /** How many looks in a row did not show it, and when the first of them was. */
  readonly absentLooks: number;
  readonly absentSince: number;
  /** How often its release was tried, and when to try again at the earliest. */
  readonly attempts: number;
  readonly retryAt: number;
  /** Why it is still there, or why it will stay. */
  readonly verdict?: Verdict;
  /** How it can be released, as of the last look. */
  readonly release?: AllocationRelease | AddressRelease | undefined;
}

/** Lists lag: what was never seen is believed absent only after this long. */
const UNKNOWN_ABSENT_FOR = 10_000;

/** EC2 asks for a back-off from a couple of seconds on. */
const FIRST_BACK_OFF = 2_000;
const LONGEST_BACK_OFF = 60_000;

export function track(item: Item): Track {
  return { item, state: 'open', known: false, absentLooks: 0, absentSince: 0, attempts: 0, retryAt: 0 };
}

/** What a look tells of an item. */
export function afterLook(before: Track, sighting: Sighting, now: number): Track {
  const rest = { ...before, release: undefined };
  switch (sighting.is) {
    case 'present':
      return { ...rest, known: true, absentLooks: 0, release: sighting.release };
    case 'unclear':
      return { ...rest, absentLooks: 0, ...concluded(sighting.verdict) };
    case 'absent': {
      const absentLooks = before.absentLooks + 1;
      const absentSince = before.absentLooks === 0 ? now : before.absentSince;
      const believed = absentLooks >= 2 && (before.known || now - absentSince >= UNKNOWN_ABSENT_FOR);
      return { ...rest, absentLooks, absentSince, state: believed ? 'gone' : 'open' };
    }
  }
}

/** Whether to try the release now. */
export function isDue(track: Track, now: number): track is Track & { release: AllocationRelease | AddressRelease } {
  return track.state === 'open' && track.release !== undefined && now >= track.retryAt;
}

/** What an attempt tells of an item; without a verdict EC2 accepted the release. Only a listing ends it. */
export function afterAttempt(before: Track, verdict: Verdict | undefined, now: number): Track {
  const attempts = before.attempts + 1;
  const backOff = Math.min(FIRST_BACK_OFF * 2 ** before.attempts, LONGEST_BACK_OFF);
  return { ...before, attempts, retryAt: now + backOff, known: true, ...concluded(verdict ?? STILL_LISTED) };
}

const STILL_LISTED: Verdict = { meaning: 'gone', code: 'StillListed', message: 'EC2 accepted the release and still lists it' };

function concluded(verdict: Verdict): Pick<Track, 'verdict' | 'state'> {
  return { verdict, state: verdict.meaning === 'blocked' || verdict.meaning === 'fatal' ? 'failed' : 'open' };
}
