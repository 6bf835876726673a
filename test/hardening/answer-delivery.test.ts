import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { AnswerRefused, answerBody, giveAnswer } from '../../lambda/answer';
import type { World } from '../../lambda/world';
import { VirtualClock } from '../lambda/virtual-clock';

const ANSWER: CloudFormationCustomResourceResponse = {
  Status: 'FAILED',
  Reason: 'reason',
  PhysicalResourceId: 'AddressRelease-id',
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/id',
  RequestId: 'request',
  LogicalResourceId: 'AddressRelease',
};

interface Delivery {
  /** When each PUT was sent, in milliseconds after the first. */
  readonly putsAt: number[];
  readonly log: unknown[];
  readonly error: unknown;
}

/** Gives the answer while S3 answers like this, time after time; the last outcome stays. */
async function give(...outcomes: (number | Error)[]): Promise<Delivery> {
  const clock = new VirtualClock();
  const start = clock.now();
  const putsAt: number[] = [];
  const log: unknown[] = [];
  const world = {
    clock,
    put: () => {
      const outcome = outcomes[Math.min(putsAt.length, outcomes.length - 1)] ?? 200;
      putsAt.push(clock.now() - start);
      return typeof outcome === 'number' ? Promise.resolve(outcome) : Promise.reject(outcome);
    },
    log: (...record: unknown[]) => log.push(record),
  } as unknown as World;
  const error: unknown = await giveAnswer(world, 'https://url', ANSWER).catch((reason: unknown) => reason);
  return { putsAt, log, error };
}

describe('giving the answer', () => {
  test.each([200, 201, 204, 299])('a status of %d is an end', async (status) => {
    const { putsAt, log, error } = await give(status);
    expect({ putsAt, error }).toEqual({ putsAt: [0], error: undefined });
    expect(log).toEqual([['answered', { status: 'FAILED', reason: 'reason', bytes: answerBody(ANSWER).byteLength, attempt: 1 }]]);
  });

  test.each([400, 401, 403, 404, 412, 499])('a status of %d is a refusal: no repetition will help', async (status) => {
    const { putsAt, error } = await give(status);
    expect(putsAt).toEqual([0]);
    expect(error).toBeInstanceOf(AnswerRefused);
    expect(error).toMatchObject({ name: 'AnswerRefused', message: `CloudFormation did not accept the answer: HTTP status ${status}` });
  });

  test.each([100, 199, 300, 307, 399, 429, 500, 503])('a status of %d is tried again', async (status) => {
    const { putsAt, log, error } = await give(status, 200);
    expect({ putsAt, error }).toEqual({ putsAt: [0, 500], error: undefined });
    expect(log).toEqual([
      ['answer not accepted', { obstacle: `HTTP status ${status}`, attempt: 1 }],
      ['answered', { status: 'FAILED', reason: 'reason', bytes: answerBody(ANSWER).byteLength, attempt: 2 }],
    ]);
  });

  test('a network fault is tried again, and named by its code', async () => {
    const { putsAt, log, error } = await give(Object.assign(new Error('x'), { code: 'ECONNRESET' }), new DOMException('x', 'TimeoutError'), 200);
    expect({ putsAt, error }).toEqual({ putsAt: [0, 500, 1_500], error: undefined });
    expect(log.slice(0, 2)).toEqual([
      ['answer not accepted', { obstacle: 'ECONNRESET', attempt: 1 }],
      ['answer not accepted', { obstacle: 'no connection', attempt: 2 }],
    ]);
  });

  test('it is given six times at most, with pauses that double', async () => {
    const { putsAt, error } = await give(503);
    expect(putsAt).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500]);
    expect(error).toMatchObject({ name: 'AnswerRefused', message: 'CloudFormation did not accept the answer: HTTP status 503' });
  });
});

describe("the answer's body", () => {
  const room = 4096 - answerBody({ ...ANSWER, Reason: '' }).byteLength;

  test('a reason that just fits is whole; one byte more, and it is cut and says so', () => {
    const whole = answerBody({ ...ANSWER, Reason: 'x'.repeat(room) });
    expect(whole.byteLength).toBe(4096);
    expect(JSON.parse(Buffer.from(whole).toString())).toEqual({ ...ANSWER, Reason: 'x'.repeat(room) });
    const cut = answerBody({ ...ANSWER, Reason: 'x'.repeat(room + 1) });
    expect(cut.byteLength).toBe(4096);
    expect(JSON.parse(Buffer.from(cut).toString())).toEqual({ ...ANSWER, Reason: `${'x'.repeat(room - 3)}...` });
  });

  test('without a reason it has an empty one', () => {
    const without = { ...ANSWER, Reason: undefined };
    expect(JSON.parse(Buffer.from(answerBody({ ...without, Status: 'SUCCESS' })).toString())).toEqual({ ...ANSWER, Status: 'SUCCESS', Reason: '' });
  });
});
