import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { World } from './world';

/**
 * CloudFormation accepts an answer of at most this many bytes. A7
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const MAX_BYTES = 4096;

const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 8_000;
const ATTEMPTS = 6;

/**
 * Half of a surrogate pair, and what else XML has no place for: with it in a reason, nobody can list the stack's events any more, and a later
 * deletion could not tell why it came. A114
 */
const UNREADABLE = /[\p{Surrogate}\ufffe\uffff]|[^\P{Cc}\t\n\r]/gu;

/** CloudFormation does not take the answer. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** The answer's body, with as much of its reason as fits. */
export function answerBody(answer: CloudFormationCustomResourceResponse): Uint8Array {
  const reason = answer.Reason ?? '';
  const bodyWith = (text: string) => Buffer.from(JSON.stringify({ ...answer, Reason: text.replaceAll(UNREADABLE, '\ufffd') }));
  const cutAt = (length: number) => bodyWith(`${reason.slice(0, length)}...`);
  const whole = bodyWith(reason);
  if (whole.byteLength <= MAX_BYTES) return whole;
  let fits = 0;
  let tooLong = reason.length;
  while (tooLong - fits > 1) {
    const length = Math.floor((fits + tooLong) / 2);
    if (cutAt(length).byteLength <= MAX_BYTES) fits = length;
    else tooLong = length;
  }
  return cutAt(fits);
}

/**
 * Gives CloudFormation its answer: again while it can't be reached, once it was accepted never again.
 * Throws AnswerRefused; the URL is a credential and stays out of it.
 */
export async function giveAnswer(world: World, url: string, answer: CloudFormationCustomResourceResponse): Promise<void> {
  const body = answerBody(answer);
  let obstacle = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const status = await world.put(url, body);
      if (status >= 200 && status < 300) {
        world.log('answered', { status: answer.Status, reason: answer.Reason, bytes: body.byteLength, attempt });
        return;
      }
      obstacle = `HTTP status ${status}`;
      if (status >= 400 && status < 500 && status !== 429) break;
    } catch (error) {
      // An abort's code is a number.
      const { code } = error as { code?: unknown };
      obstacle = typeof code === 'string' ? code : 'no connection';
    }
    world.log('answer not accepted', { obstacle, attempt });
    // The time that is kept at the end of an invocation is kept for this.
    await world.clock.sleep(Math.min(FIRST_BACK_OFF * 2 ** (attempt - 1), LONGEST_BACK_OFF));
  }
  throw new AnswerRefused(`CloudFormation did not accept the answer: ${obstacle}`);
}
