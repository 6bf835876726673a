import { NOT_TRIED, type Track } from './decide';
import type { Verdict } from './error-table';
import { groupBy } from './group-by';
import { describeItem } from './item';

/** The longest part of a sentence: an answer has 4096 bytes, and CloudFormation shows about a quarter of it. */
const MESSAGE_LENGTH = 300;

/** A reason is read at once: more things and more obstacles than these are only counted. The log has them all. */
const NAMED_THINGS = 3;
const NAMED_OBSTACLES = 5;

/** What is left after so many milliseconds, why, and what to do: one sentence for each obstacle. Undefined when everything is gone. */
export function reportLeft(tracks: readonly Track[], elapsed: number): string | undefined {
  const left = tracks.filter(({ state }) => state !== 'gone');
  if (left.length === 0) return undefined;
  const waited = `after ${elapsed < 60_000 ? `${Math.max(1, Math.round(elapsed / 1000))} s` : `${Math.round(elapsed / 60_000)} min`}`;
  // What will not end by itself comes first.
  const obstacles = left.flatMap((each) => obstaclesOf(each, waited)).sort((a, b) => Number(a.mayPass) - Number(b.mayPass));
  const byObstacle = [...groupBy(obstacles, ({ obstacle }) => obstacle)].map(([obstacle, things]) => `${nameThings(things)}${obstacle}`);
  const more = byObstacle.length > NAMED_OBSTACLES ? ` And ${byObstacle.length - NAMED_OBSTACLES} more obstacles.` : '';
  return `${left.length} of ${tracks.length} listed items are left. ${byObstacle.slice(0, NAMED_OBSTACLES).join(' ')}${more}`;
}

/** Why one thing is left. */
interface Left {
  readonly name: string;
  readonly obstacle: string;
  readonly mayPass: boolean;
}

function obstaclesOf({ item, state, verdict, targets }: Track, waited: string): Left[] {
  if (verdict || targets.length === 0) return [describeLeft(describeItem(item), verdict, state === 'open' ? waited : undefined)];
  return targets.map((target) => describeLeft(target.name, target.verdict ?? NOT_TRIED, target.failed ? undefined : waited));
}

function describeLeft(name: string, verdict: Verdict | undefined, waited: string | undefined): Left {
  const why = verdict ? explain(verdict) : 'EC2 has not confirmed that it is gone';
  const remedy = verdict?.remedy ?? 'delete the stack again, or raise the timeout';
  return { name, obstacle: `${waited === undefined ? '' : ` ${waited}`}: ${why}; ${remedy}.`, mayPass: waited !== undefined };
}

/** What two items both mean is left once. */
function nameThings(things: readonly Left[]): string {
  const names = [...new Set(things.map(({ name }) => name))];
  const more = names.length > NAMED_THINGS ? ` and ${names.length - NAMED_THINGS} more` : '';
  return `${names.slice(0, NAMED_THINGS).join(', ')}${more}`;
}

/** A code, and what was said with it, if anything was. */
export function explain({ code, message }: Pick<Verdict, 'code' | 'message'>): string {
  const text = shorten(message);
  return text === '' ? code : `${code}: ${text}`;
}

/** In one line, and without what is long and tells nothing: who we are, the encoded part of an authorization failure, and the full stop. */
export function shorten(message: string, length = MESSAGE_LENGTH): string {
  const text = message
    .replaceAll(/\s+/g, ' ')
    .replace(/\s*Encoded authorization failure message:.*/s, '')
    .replace(/^You are not authorized to perform this operation\.\s*/, '')
    .replace(/^User: \S+ is /, 'the role is ')
    .replace(/\.?\s*$/, '');
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
