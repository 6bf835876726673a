import { Releaser } from './act';
import { afterAttempt, afterLook, isDue, track, type Track } from './decide';
import { Unfinished, type Invocation } from './invocation';
import { Observer } from './observe';
import type { Item } from './properties';
import { describeItem } from './report';
import type { World } from './world';

/** The first looks follow each other closely: most releases show at once. */
const SOONEST_LOOK = 750;

/** Later looks are further apart: IPAM takes up to half an hour to notice some things. */
const LATEST_LOOK = 12_000;

/**
 * Releases the items: looks what is there, tries to release it, looks again, until EC2 lists none of them any more.
 * Gives every item's end; an item that is still `open` then has run out of time.
 *
 * Nothing is remembered from one invocation to the next: EC2 is the only state.
 * Throws Unfinished when the invocation's time is up, the deadline is not, and Lambda will call again.
 */
export async function releaseAll(
  world: World,
  invocation: Invocation,
  items: readonly Item[],
  deletion: { readonly startedAt: number; readonly deadline: number },
): Promise<readonly Track[]> {
  const { clock } = world;
  const isLate = () => clock.now() >= deletion.deadline;
  const observer = new Observer(world);
  const releaser = new Releaser(world, () => invocation.isOver || isLate());
  let tracks: readonly Track[] = items.map(track);
  let pause = SOONEST_LOOK;
  for (;;) {
    const lastLook = isLate();
    const looked = await lookAtOpen(world, observer, tracks);
    const open = looked.filter(({ state }) => state === 'open');
    if (open.length === 0 || lastLook) return looked;
    if (invocation.isOver) {
      if (invocation.isLastFor(deletion.startedAt)) return looked;
      throw new Unfinished(`${open.length} of ${looked.length} items are not released yet; the next call carries on`);
    }
    const tried = await Promise.all(looked.map(async (each) => (isDue(each, clock.now()) ? tryRelease(world, releaser, each) : each)));
    pause = isProgress(tracks, tried) ? SOONEST_LOOK : Math.min(pause * 2, LATEST_LOOK);
    tracks = tried;
    const untilDeadline = Math.max(0, deletion.deadline - clock.now());
    world.log('looking again', { ...count(tracks), inMilliseconds: pause, untilDeadlineSeconds: Math.round(untilDeadline / 1000) });
    await invocation.sleep(Math.min(pause, untilDeadline));
  }
}

async function lookAtOpen(world: World, observer: Observer, tracks: readonly Track[]): Promise<Track[]> {
  const sightings = await observer.look(tracks.filter(({ state }) => state === 'open').map(({ item }) => item));
  return tracks.map((before) => {
    const sighting = sightings.get(before.item);
    if (!sighting) return before;
    const after = afterLook(before, sighting, world.clock.now());
    if (after.state === 'gone') world.log('gone', { item: describeItem(after.item), attempts: after.attempts });
    if (after.verdict && after.verdict !== before.verdict) world.log('not clear', { item: describeItem(after.item), ...after.verdict });
    return after;
  });
}

async function tryRelease(world: World, releaser: Releaser, due: Track & { release: NonNullable<Track['release']> }): Promise<Track> {
  const from = world.clock.now();
  const verdict = await releaser.release(due.release);
  const now = world.clock.now();
  const after = afterAttempt(due, verdict, now);
  const message = verdict ? (after.state === 'failed' ? 'refused' : 'not yet') : 'released';
  world.log(message, {
    item: describeItem(due.item),
    region: due.release.region,
    attempt: after.attempts,
    milliseconds: Math.round(now - from),
    ...verdict,
  });
  return after;
}

/** Something was released, or is seen absent for the first time: it pays to look again soon. */
function isProgress(before: readonly Track[], after: readonly Track[]): boolean {
  return after.some((now, index) => {
    const then = before[index];
    return (now.absentLooks === 1) || (now.attempts > (then?.attempts ?? 0) && now.verdict?.meaning === 'gone');
  });
}

function count(tracks: readonly Track[]): Record<Track['state'], number> {
  const counts = { open: 0, gone: 0, failed: 0 };
  for (const { state } of tracks) counts[state] += 1;
  return counts;
}
