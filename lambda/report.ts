import type { Track } from './decide';
import type { Verdict } from './error-table';
import { describeItem } from './item';

/** The longest part of a sentence: an answer has 4096 bytes, and CloudFormation shows about a quarter of it. */
const MESSAGE_LENGTH = 300;

/** What is left, why, and what to do, one sentence for each thing. Empty when everything is gone. */
export function reportLeft(tracks: readonly Track[], timeoutSeconds: number): string | undefined {
  const left = tracks.filter(({ state }) => state !== 'gone');
  if (left.length === 0) return undefined;
  // What will not end by itself comes first: a reason has little room.
  const sentences = left.flatMap((each) => sentencesOf(each, timeoutSeconds)).sort((a, b) => Number(a.mayPass) - Number(b.mayPass));
  return `${left.length} of ${tracks.length} listed items are left. ${[...new Set(sentences.map(({ text }) => text))].join(' ')}`;
}

interface Sentence {
  readonly text: string;
  readonly mayPass: boolean;
}

function sentencesOf({ item, state, verdict, targets }: Track, timeoutSeconds: number): Sentence[] {
  const waited = `after ${Math.round(timeoutSeconds / 60)} min`;
  const isOver = state === 'open';
  if (verdict || targets.length === 0) return [sentence(describeItem(item), verdict, isOver ? waited : '')];
  return targets.map((target) => sentence(target.name, target.verdict, target.failed ? '' : waited));
}

function sentence(name: string, verdict: Verdict | undefined, waited: string): Sentence {
  const why = verdict ? `${verdict.code}: ${shorten(verdict.message)}` : 'EC2 has not confirmed that it is gone';
  const remedy = verdict?.remedy ?? 'delete the stack again, or raise the timeout';
  return { text: `${name}${waited === '' ? '' : ` ${waited}`}: ${why}; ${remedy}.`, mayPass: waited !== '' };
}

/** Without what is long and tells nothing: who we are, the encoded part of an authorization failure, and the full stop. */
export function shorten(message: string): string {
  const text = message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replace(/^You are not authorized to perform this operation\.\s*/, '')
    .replace(/^User: \S+ is /, 'the role is ')
    .replace(/\.?\s*$/, '');
  return text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}...` : text;
}
