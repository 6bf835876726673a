import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { AnswerRefused, answerBody, giveAnswer } from '../../lambda/answer';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

const URL_ = 'https://bucket.s3.amazonaws.com/key?X-Amz-Signature=secret';
const answer: CloudFormationCustomResourceResponse = {
  Status: 'FAILED',
  Reason: 'reason',
  PhysicalResourceId: 'AddressRelease-id',
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/id',
  RequestId: 'request',
  LogicalResourceId: 'AddressRelease',
};

/** Gives the answer while S3 answers with these statuses or errors, one after the other. */
async function give(...outcomes: (number | Error)[]): Promise<{ puts: number; log: string; error: unknown }> {
  const clock = new VirtualClock();
  let puts = 0;
  const log: unknown[] = [];
  const world = {
    clock,
    put: () => {
      const outcome = outcomes[Math.min(puts, outcomes.length - 1)] ?? 200;
      puts += 1;
      return typeof outcome === 'number' ? Promise.resolve(outcome) : Promise.reject(outcome);
    },
    log: (...record: unknown[]) => log.push(record),
  } as unknown as World;
  const error: unknown = await giveAnswer(world, URL_, answer).catch((reason: unknown) => reason);
  return { puts, log: JSON.stringify(log), error };
}

describe('the answer', () => {
  test.each(['', 'short', 'x'.repeat(10_000), 'ü€😀'.repeat(3_000), '"\\\n'.repeat(3_000), '\u0000'.repeat(5_000), '😀'.repeat(1_020)])(
    'fits into 4096 bytes, whatever the reason',
    (reason) => {
      const body = answerBody({ ...answer, Reason: reason });
      expect(body.byteLength).toBeLessThanOrEqual(4096);
      const parsed = JSON.parse(Buffer.from(body).toString('utf8')) as CloudFormationCustomResourceResponse;
      expect(parsed).toMatchObject({ ...answer, Reason: expect.any(String) as string });
      // Nothing is cut that would have fitted: a character takes at most 12 bytes here.
      if (parsed.Reason !== reason) expect(body.byteLength).toBeGreaterThan(4096 - 12);
    },
  );

  test('is made of whole characters, wherever it is cut', () => {
    for (let before = 0; before < 4; before += 1) {
      const { Reason } = JSON.parse(Buffer.from(answerBody({ ...answer, Reason: 'x'.repeat(before) + '😀'.repeat(2_000) })).toString('utf8')) as { Reason: string };
      expect(Reason).not.toMatch(/\p{Surrogate}/u);
    }
    expect(Buffer.from(answerBody({ ...answer, Reason: 'a\ud800b' })).toString('utf8')).toContain('a\ufffdb');
  });

  // Reported in aws-cloudformation/cloudformation-coverage-roadmap#1601: events with such a character can't be listed any more. They are what XML 1.0 has no place for.
  test('has no character that a list of events can\'t have, but its lines', () => {
    const body = answerBody({ ...answer, Reason: 'a\u0000b\u001b[31mc\u007f\u0085\uffff\ufffe d\r\n\te' });
    expect((JSON.parse(Buffer.from(body).toString('utf8')) as { Reason: string }).Reason).toBe('a\ufffdb\ufffd[31mc\ufffd\ufffd\ufffd\ufffd d\r\n\te');
  });

  test('is given once when it is accepted', async () => {
    expect(await give(200)).toMatchObject({ puts: 1, error: undefined });
  });

  test('is given again after a network fault and after a status of 500', async () => {
    expect(await give(new Error('socket hang up'), 503, 200)).toMatchObject({ puts: 3, error: undefined });
  });

  test('is not given again when it is refused', async () => {
    const { puts, error } = await give(403);
    expect(puts).toBe(1);
    expect(error).toBeInstanceOf(AnswerRefused);
    expect((error as Error).message).toBe('CloudFormation did not accept the answer: HTTP status 403');
  });

  test('leaves the response URL out of the log and out of errors, even when the network fault names it', async () => {
    const { log, error } = await give(new TypeError(`Failed to parse URL from ${URL_}`));
    expect(error).toBeInstanceOf(AnswerRefused);
    expect(String(error) + log).not.toContain('secret');
  });
});
