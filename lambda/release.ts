import { Actor } from './act';
import { afterAttempts, afterLook, due, isAccepted, NOT_TRIED, track, withoutUntried, type Attempt, type DueTarget, type Track } from './decide';
import { isFinal, type Verdict } from './error-table';
import { groupBy } from './group-by';
import { Unfinished, type Invocation } from './invocation';
import { describeItem, isExact, type Item } from './item';
import { Observer } from './observe/observer';
import { progressOf } from './progress';
import { isWhenUnused, type Step } from './steps';
import type { World } from './world';

/** When EC2 accepted everything and a listing need only agree, the next look may be the last: most releases show at once. */
const CONFIRMING_LOOK = 150;

/** Otherwise the first looks follow each other closely, but what EC2 says wrongly for a second spoils only one of two. */
const SOONEST_LOOK = 1_000;

/** Later looks are further apart, since IPAM takes up to half an hour to notice some things; but each only by half as much again. */
const LATEST_LOOK = 10_000;

/** A pool that goes in cascade is gone within a minute. */
const LATEST_LOOK_AT_CASCADE = 3_000;
const FURTHER_APART = 1.5;

/** One pass takes no longer: with thousands of things to release, looks and what is due again have their turn in between. */
const LONGEST_PASS = 60_000;

/** More than an API takes in one pass; what more is due stays for the next, and memory does not grow with it. */
const MOST_OF_A_PASS = 400;

/** How long after the deadline it is still looked whether what was released is gone: as long as lists lag, and a few looks. */
const LAST_LOOKS = 20_000;

/** What a release is about. */
export interface Task {
  readonly items: readonly Item[];
  /** When it has to be over; milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether Lambda may not call again. */
  readonly isLastCall: () => Promise<boolean>;
  /** The stack's account. */
  readonly account: string;
  /** Whether the pools of the stack are being deleted, too. */
  readonly mayCascade: boolean;
  /** Whether the last preflight of the resource passed: it found the pools. */
  readonly poolsWereFound: () => Promise<boolean>;
}

/**
 * Releases the items: looks what is there, tries to release it, looks again, until EC2 lists none of them any more.
 * Gives every item's end; an item that is still `open` then has run out of time.
 *
 * Nothing is remembered from one invocation to the next: EC2 is the only state.
 * Throws Unfinished when the invocation's time is up, the deadline is not, and Lambda will call again.
 */
export async function releaseAll(world: World, invocation: Invocation, task: Task): Promise<readonly Track[]> {
  const release = new Release(world, invocation, task);
  for (;;) {
    const ended = await release.round();
    if (ended) return ended;
    await release.pause();
  }
}

class Release {
  readonly #observer: Observer;
  readonly #actor: Actor;
  #tracks: readonly Track[];
  #pause = SOONEST_LOOK;
  #passEndsAt = Number.POSITIVE_INFINITY;
  /** When the first look after the deadline began. */
  #lateSince: number | undefined;

  constructor(
    private readonly world: World,
    private readonly invocation: Invocation,
    private readonly task: Task,
  ) {
    const { clock } = world;
    this.#observer = new Observer(world, task.account, task.mayCascade, task.poolsWereFound);
    this.#actor = new Actor(world, () => clock.now() >= this.#passEndsAt || invocation.isOver || this.#isLate);
    this.#tracks = task.items.map((item) => track(item, clock.now()));
  }

  /** One look, and a pass over what is due. Gives every item's end when nothing more is to be done. What it saw is forgotten with it: thousands of things. */
  async round(): Promise<readonly Track[] | undefined> {
    const { world, invocation, task } = this;
    if (this.#isLate) this.#lateSince ??= world.clock.now();
    const looked = await look(world, this.#observer, this.#tracks);
    const open = looked.filter(({ state }) => state === 'open');
    if (open.length === 0) return looked;
    if (this.#lateSince !== undefined) {
      // Nothing is released any more; but what may be gone gets the looks that it takes to be sure of it.
      if (!open.some(mayBeGone) || world.clock.now() - this.#lateSince >= LAST_LOOKS || invocation.isOver) return looked;
      this.#tracks = looked;
      this.#pause = SOONEST_LOOK;
      return undefined;
    }
    if (invocation.isOver) {
      if (await task.isLastCall()) return looked;
      throw new Unfinished(`${open.length} of ${looked.length} items are not released yet; the next call carries on`, true);
    }
    this.#passEndsAt = world.clock.now() + LONGEST_PASS;
    const tried = await tryDue(world, this.#actor, this.#observer, looked);
    const now = world.clock.now();
    const untilDeadline = Math.max(0, task.deadline - now);
    this.#pause = Math.min(nextPause(this.#tracks, tried, this.#pause, now, this.#observer.isCascading ? LATEST_LOOK_AT_CASCADE : LATEST_LOOK), untilDeadline);
    world.log('looking again', { ...progressOf(tried, now), nextLookMilliseconds: Math.round(this.#pause), untilDeadlineSeconds: Math.round(untilDeadline / 1000) });
    this.#tracks = tried.map(withoutUntried);
    return undefined;
  }

  /** Until the next look. */
  async pause(): Promise<void> {
    await this.invocation.sleep(this.#pause);
  }

  get #isLate(): boolean {
    return this.world.clock.now() >= this.task.deadline;
  }
}

/** Soon, as long as something happens or more is due; then each pause is longer than the one before. */
function nextPause(before: readonly Track[], after: readonly Track[], pause: number, now: number, latest: number): number {
  const isMoreDue = after.some((each) => due(each, now).length > 0);
  if (!isMoreDue && !isProgress(before, after)) return Math.min(pause * FURTHER_APART, latest);
  return after.every((each) => each.state !== 'open' || isAccepted(each)) ? CONFIRMING_LOOK : SOONEST_LOOK;
}

/** Looks at what is not finished; also, as long as anything is not, at what is gone but may turn up anew: of all that has a tag, say. */
async function look(world: World, observer: Observer, tracks: readonly Track[]): Promise<Track[]> {
  const mayChange = tracks.filter(({ state, item }) => state === 'open' || (state === 'gone' && !isExact(item)));
  const failed = tracks.filter(({ state }) => state === 'failed');
  const lookedAt = world.clock.now();
  const sightings = await observer.look(mayChange.map(({ item }) => item), failed.map(({ item }) => item));
  return tracks.map((before) => {
    const sighting = sightings.get(before.item);
    if (!sighting || (before.state === 'gone' && sighting.is === 'unclear')) return before;
    const after = afterLook(before, sighting, lookedAt);
    const item = describeItem(after.item);
    if (after.state === 'gone' && before.state === 'open') world.log('gone', { item });
    if (after.state === 'failed') for (const { name, verdict } of failures(after)) world.log('blocked', { item, target: name, ...why(verdict) });
    return after;
  });
}

function failures({ verdict, targets, item }: Track): readonly { readonly name: string; readonly verdict?: Verdict | undefined }[] {
  return verdict ? [{ name: describeItem(item), verdict }] : targets;
}

/** Tries whatever is due, all at once; what two items mean, only once. What had no turn counts as not tried. */
async function tryDue(world: World, actor: Actor, observer: Observer, tracks: readonly Track[]): Promise<Track[]> {
  const dueNow = new Map<string, DueTarget>();
  for (const target of tracks.flatMap((each) => due(each, world.clock.now()))) {
    if (!dueNow.has(target.id) || doesMore(target.step)) dueNow.set(target.id, target);
  }
  const inThisPass = [...groupBy([...dueNow.values()], ({ step }) => step.do).values()].flatMap((alike) => alike.slice(0, MOST_OF_A_PASS));
  const attempts = new Map<string, Attempt>();
  await Promise.all(inThisPass.map(async (target) => {
    const verdict = await tryOne(world, actor, target);
    if (verdict === NOT_TRIED) return;
    attempts.set(target.id, { verdict, endedAt: world.clock.now() });
    const isRefused = verdict !== undefined && verdict.meaning !== 'gone' && verdict.meaning !== 'throttled';
    if (isRefused && isWhenUnused(target.step)) observer.cascadeFailed(target.step.poolId, verdict);
  }));
  return tracks.map((before) => afterAttempts(before, attempts, world.clock.now()));
}

/** Of two items that mean the same address, one may allow more. */
function doesMore(step: Step): boolean {
  return step.do === 'releaseAddress' && step.resetReverseDns;
}

async function tryOne(world: World, actor: Actor, { name, step, attempts }: DueTarget): Promise<Verdict | undefined> {
  const from = world.clock.now();
  const verdict = await actor.take(step);
  if (verdict === NOT_TRIED) return verdict;
  const message = verdict === undefined ? 'released' : isFinal(verdict) ? 'refused' : 'not yet';
  const milliseconds = Math.round(world.clock.now() - from);
  world.log(message, { item: name, step: step.do, region: step.at.region, attempt: attempts + 1, milliseconds, ...why(verdict) });
  return verdict;
}

/** A verdict as the log names it: a record's own message is not EC2's. */
function why(verdict: Verdict | undefined): Record<string, unknown> {
  return verdict ? { meaning: verdict.meaning, code: verdict.code, error: verdict.message, remedy: verdict.remedy } : {};
}

/** All that is open of it is a confirmation, though a look may have failed to give it. */
function mayBeGone({ absentLooks, targets }: Track): boolean {
  return absentLooks > 0 || (targets.length > 0 && targets.every(({ attempts, verdict }) => attempts > 0 && verdict?.meaning === 'gone'));
}

/** Something was released, or is seen absent for the first time: it pays to look again soon. */
function isProgress(before: readonly Track[], after: readonly Track[]): boolean {
  return after.some((now, index) => {
    const then = before[index];
    return (now.absentLooks === 1 && then?.absentLooks === 0) || releases(now) > releases(then);
  });
}

function releases(track: Track | undefined): number {
  return track?.targets.filter(({ verdict, attempts }) => attempts > 0 && verdict?.meaning === 'gone').length ?? 0;
}
