import { isFinal, UNKNOWN_STANDS, type Verdict } from './error-table';
import { isExact, type Item } from './item';
import type { Sighting, Target } from './observe/sighting';
import { isWhenUnused, type Step } from './steps';

/**
 * What to do about one listed item, decided from what was seen and tried. Pure: no time passes and nothing is called here.
 *
 * An item is `open` until it is `gone` (two looks do not show it, or one where EC2 accepted the release of the one thing that is meant) or `failed` (all that is left of it is blocked or fatal).
 */
export interface Track {
  readonly item: Item;
  readonly state: 'open' | 'gone' | 'failed';
  /** When the item was first looked for. */
  readonly since: number;
  /** It was there: from then on its absence means something. */
  readonly known: boolean;
  /** How many looks in a row did not show it. */
  readonly absentLooks: number;
  /** What the last look showed, with what was tried about it. */
  readonly targets: readonly TriedTarget[];
  /** Why the last look showed nothing, if it could not. */
  readonly verdict: Verdict | undefined;
  readonly unknown?: Unknown | undefined;
}

/** Something that is there, and what came of trying to release it. */
export interface TriedTarget extends Target {
  readonly attempts: number;
  /** When to try again at the earliest. */
  readonly retryAt: number;
  /** No attempt will help. */
  readonly failed: boolean;
  readonly unknown?: Unknown | undefined;
}

/** A refusal that may not be what it seems, given time and again. */
interface Unknown {
  readonly code: string;
  /** When it was first given. */
  readonly since: number;
  /** How often in a row. */
  readonly times: number;
}

/** Something whose release is to be tried now. */
export interface DueTarget extends TriedTarget {
  readonly step: Step;
}

/** Lists lag: what was not seen yet may turn up for this long. A37, A38, A40 */
const LISTS_LAG = 10_000;

/** EC2 asks for a back-off from a couple of seconds on. */
const FIRST_BACK_OFF = 2_000;
const LONGEST_BACK_OFF = 60_000;

/** So often, too, must have been given what nobody knows. */
const UNKNOWN_TIMES = 5;
const UNKNOWN_REMEDY = 'find out what the code means, then delete the stack again, and retain this resource if what it names has to stay';

export function track(item: Item, now: number): Track {
  return { item, state: 'open', since: now, known: false, absentLooks: 0, targets: [], verdict: undefined };
}

/** What a look that began then tells of an item. */
export function afterLook(before: Track, sighting: Sighting, lookedAt: number): Track {
  if (sighting.is === 'unclear') {
    const { verdict, unknown } = withPatience(before.unknown, sighting.verdict, lookedAt);
    return { ...before, state: isFinal(verdict) ? 'failed' : 'open', absentLooks: 0, targets: before.targets.map(withoutStep), verdict, unknown };
  }
  if (sighting.targets.length === 0) {
    const absentLooks = before.absentLooks + 1;
    // One thing that was there can't turn up again; of all others, and of what was never seen, there may be more than the lists show.
    const certain = (before.known && isExact(before.item)) || lookedAt - before.since >= LISTS_LAG;
    const confirmed = absentLooks >= 2 || isAccepted(before);
    return { ...before, state: confirmed && certain ? 'gone' : 'open', absentLooks, targets: before.targets.map(withoutStep), verdict: undefined, unknown: undefined };
  }
  const tried = new Map(before.targets.map((target) => [target.id, target]));
  const targets = sighting.targets.map((target) => merge(target, tried.get(target.id), lookedAt));
  const state = targets.every(({ failed }) => failed) ? 'failed' : 'open';
  return { ...before, state, known: true, absentLooks: 0, targets, verdict: undefined, unknown: undefined };
}

/** The targets whose release is to be tried now. */
export function due({ state, targets }: Track, now: number): DueTarget[] {
  const isDue = (target: TriedTarget): target is DueTarget => target.step !== undefined && !target.failed && now >= target.retryAt && !isOnlyWaitedFor(target);
  return state === 'open' ? targets.filter(isDue) : [];
}

/** IPAM was told once, and takes its time: what EC2 answers to whoever tells it again is documented nowhere. */
function isOnlyWaitedFor({ step, verdict }: TriedTarget): boolean {
  return step?.do === 'stopMonitoring' && verdict === STILL_LISTED;
}

/** One attempt at a target's release; without a verdict EC2 accepted it. */
export interface Attempt {
  readonly verdict: Verdict | undefined;
  readonly endedAt: number;
}

/** What the attempts of a pass that is over now tell of the targets with these ids. Only a listing ends one. */
export function afterAttempts(before: Track, attempts: ReadonlyMap<string, Attempt>, now: number): Track {
  const targets = before.targets.map((target) => {
    const attempt = attempts.get(target.id);
    if (!attempt) return target;
    const answer = attempt.verdict ?? STILL_LISTED;
    const untilListsTell = mayBeGone(before, answer);
    const { verdict, unknown } = untilListsTell ? { verdict: answer, unknown: given(target.unknown, answer, attempt.endedAt) } : withPatience(target.unknown, answer, attempt.endedAt);
    // Whoever was throttled to the end of its pass has waited already; a cascade, on the word of a look, can't wait in a pass.
    const hasWaited = verdict.meaning === 'throttled' && !(target.step && isWhenUnused(target.step));
    const backOff = hasWaited ? 0 : Math.min(FIRST_BACK_OFF * 2 ** target.attempts, LONGEST_BACK_OFF);
    // A pass may take a minute: what was refused at its beginning has waited that long; what was accepted at its end is listed as long as lists lag.
    const from = verdict.meaning === 'gone' ? now : attempt.endedAt;
    return { ...target, attempts: target.attempts + 1, retryAt: from + backOff, verdict, failed: isFinal(verdict) && !untilListsTell, unknown };
  });
  return { ...before, targets, state: targets.length > 0 && targets.every(({ failed }) => failed) ? 'failed' : before.state };
}

/** What the next look needs to know. It finds by itself what only waits for its turn: that may be thousands of things. */
export function withoutUntried(before: Track): Track {
  return { ...before, targets: before.targets.filter(({ step, attempts }) => step === undefined || attempts > 0) };
}

/** No attempt at all: its turn did not come in time. */
export const NOT_TRIED: Verdict = { meaning: 'retry', code: 'NotTried', message: 'there was no time left to release it' };

/** Like an answer that it is gone: it is for the next listing to say so. */
const STILL_LISTED: Verdict = { meaning: 'gone', code: 'StillListed', message: 'EC2 accepted the release and still lists it' };

/** What was tried about a target stays with it; what the look says of it comes first. */
function merge(seen: Target, tried: TriedTarget | undefined, lookedAt: number): TriedTarget {
  const { attempts = 0, retryAt = 0, failed = false, verdict, unknown } = tried ?? {};
  if (seen.verdict) return { ...seen, attempts, retryAt, failed: isFinal(seen.verdict) };
  const stands = verdict !== undefined && isFinal(verdict) && unknown !== undefined && lookedAt - unknown.since >= LISTS_LAG;
  return { ...seen, attempts, retryAt, failed: failed || stands, verdict: attempts > 0 ? verdict : undefined, unknown };
}

/** What an answer comes to: one that nobody knows is an obstacle only when nothing else was given for minutes. */
function withPatience(before: Unknown | undefined, verdict: Verdict, now: number): { readonly verdict: Verdict; readonly unknown: Unknown | undefined } {
  if (verdict.meaning !== 'unknown') return { verdict, unknown: undefined };
  const unknown = given(before, verdict, now);
  const stands = now - unknown.since >= UNKNOWN_STANDS && unknown.times >= UNKNOWN_TIMES;
  return { verdict: stands ? { ...verdict, meaning: 'blocked', remedy: UNKNOWN_REMEDY } : verdict, unknown };
}

/** The same refusal again, or a first one. */
function given(before: Unknown | undefined, { code }: Verdict, now: number): Unknown {
  const { since, times } = before?.code === code ? before : { since: now, times: 0 };
  return { code, since, times: times + 1 };
}

/**
 * What is found by its tag or its public IP is released under a condition of the role's policy, and what is gone meets no condition: EC2 does not
 * permit to release it twice, after an answer that was lost, say, or beside another call of the function. Such a refusal stands once a list
 * that had the time to lose it still shows it.
 */
function mayBeGone({ item }: Track, { obstacle }: Verdict): boolean {
  return obstacle === 'permission' && item.kind === 'addresses' && !isExact(item);
}

/** EC2 said that it released the one thing that is meant: a listing need only agree. */
export function isAccepted({ item, targets }: Track): boolean {
  return isExact(item) && targets.length > 0 && targets.every(({ verdict }) => verdict === STILL_LISTED);
}

/** Nothing is released on the word of an older look. */
function withoutStep(target: TriedTarget): TriedTarget {
  return { ...target, step: undefined };
}
