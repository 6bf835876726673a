import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { Invocation } from './invocation';
import type { World } from './world';

/**
 * CloudFormation accepts an answer of at most this many bytes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const MAX_BYTES = 4096;

const FIRST_BACK_OFF = 500;
const ATTEMPTS = 6;

/** CloudFormation does not take the answer. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** The answer's body, its reason cut so that the whole fits. */
export function answerBody(answer: CloudFormationCustomResourceResponse): Uint8Array {
  const whole = answer.Reason ?? '';
  let length = whole.length;
  for (;;) {
    const Reason = length < whole.length ? `${whole.slice(0, length)}...` : whole;
    const body = Buffer.from(JSON.stringify({ ...answer, Reason }));
    const excess = body.byteLength - MAX_BYTES;
    if (excess <= 0 || length === 0) return body;
    // A character takes one byte or more: cutting as many characters as there are bytes too many may cut too much, never too little.
    length = Math.max(0, Math.min(length, whole.length) - Math.max(excess, 1) - 3);
  }
}

/**
 * Gives CloudFormation its answer: again while it can't be reached, once it was accepted never again.
 * Throws AnswerRefused; the URL is a credential and stays out of it.
 */
export async function giveAnswer(world: World, invocation: Invocation, url: string, answer: CloudFormationCustomResourceResponse): Promise<void> {
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
      obstacle = (error as { code?: string }).code ?? 'no connection';
    }
    world.log('answer not accepted', { obstacle, attempt });
    await invocation.sleep(FIRST_BACK_OFF * 2 ** (attempt - 1));
  }
  throw new AnswerRefused(`CloudFormation did not accept the answer: ${obstacle}`);
}
