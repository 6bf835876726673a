import type { Clock } from '../../lambda/world';
import type { Place } from './account';
import { belongingsIn, type Belonging } from './belongings';
import { MINUTE, SECOND } from './wait';

/** Lists lag: what was made a moment ago may not be in them yet. */
const NOTHING_LEFT = { times: 2, apart: 10 * SECOND };
const AT_MOST = 50 * MINUTE;
/** What is still there after that takes its time: an address's pool, say. */
const SOON = 3 * MINUTE;
const LATER_APART = 60 * SECOND;

export interface Cleaned {
  readonly removed: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly string[];
}

/** Removes what runs made, or what this one made, until lists show nothing of it. */
export async function clean(places: readonly Place[], clock: Clock, ofRun: string | undefined, say: (text: string) => void): Promise<Cleaned> {
  const removed = new Set<string>();
  const began = clock.now();
  let empty = 0;
  let told = '';
  for (;;) {
    const found = (await Promise.all(places.map((place) => belongingsIn(place, ofRun)))).flat();
    empty = found.length === 0 ? empty + 1 : 0;
    if (empty === NOTHING_LEFT.times) return { removed: [...removed], left: [] };
    const obstacles = await removeAll(found);
    for (const { what } of found) removed.add(what);
    const telling = found.map(({ what }) => what).join(', ');
    if (telling !== told && telling !== '') say(`removing ${telling}`);
    told = telling;
    if (clock.now() - began > AT_MOST) return { removed: [...removed].filter((what) => !found.some((each) => each.what === what)), left: found.map(({ what }) => `${what}: ${obstacles.get(what) ?? 'it goes by itself'}`) };
    await clock.sleep(clock.now() - began < SOON ? NOTHING_LEFT.apart : LATER_APART);
  }
}

/** One after the other: what can't go yet is tried again in the next pass. Gives what was in the way. */
async function removeAll(found: readonly Belonging[]): Promise<Map<string, string>> {
  const obstacles = new Map<string, string>();
  for (const { what, remove } of found) {
    await remove().catch((error: unknown) => obstacles.set(what, (error as Error).message));
  }
  return obstacles;
}
