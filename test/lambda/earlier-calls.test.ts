import type { World } from '../../lambda/world';
import { callsSoFar } from '../../lambda/earlier-calls';
import { VirtualClock } from './virtual-clock';

const REQUEST = { RequestId: 'e2cf7c5c-0a3d-4b9f-8b6d-1e2f3a4b5c6d' };
const FIRST = { message: `{"timestamp":"t","message":"request","RequestId":"${REQUEST.RequestId}"}` };

/** What is counted where the log has these pages, and what else was said. */
async function count(...pages: (object | Error)[]): Promise<{ calls: number | undefined; inputs: Record<string, unknown>[]; log: unknown[] }> {
  const inputs: Record<string, unknown>[] = [];
  const log: unknown[] = [];
  const send = ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    const page = pages[Math.min(inputs.length, pages.length) - 1];
    return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
  };
  const world = { clock: new VirtualClock(), logs: { send }, log: (...record: unknown[]) => log.push(record) } as unknown as World;
  return { calls: await callsSoFar(world, REQUEST, '/aws/lambda/releaser'), inputs, log };
}

const BEGAN = Date.parse('2026-11-20T11:00:00Z');
const at = (...seconds: number[]) => ({ events: seconds.map((second) => ({ ...FIRST, timestamp: BEGAN + second * 1_000 })) });

describe('how often Lambda has called for a request', () => {
  test.each([
    [1, [0]],
    [2, [0, 960]],
    [3, [0, 960, 1_980]],
    [3, [1_980, 0, 960]],
    // One event that was delivered twice: no call was used up.
    [1, [0, 0]],
    [2, [0, 29.999, 60]],
    [2, [0, 30]],
  ])('is %d when its first records are of the seconds %j', async (calls, seconds) => {
    const counted = await count(at(...seconds));
    expect(counted.calls).toBe(calls);
    expect(counted.log).toEqual([['calls so far', { calls }]]);
  });

  test('is read of the last two hours of the own log, by the id of the request alone', async () => {
    const { inputs } = await count(at(0));
    expect(inputs).toEqual([{ logGroupName: '/aws/lambda/releaser', filterPattern: `"${REQUEST.RequestId}"`, startTime: new VirtualClock().now() - 7_200_000 }]);
  });

  test('counts first records only: what else has the id, or no time, is none', async () => {
    const others = [{ timestamp: 0 }, { ...FIRST, timestamp: undefined }, { message: `{"message":"failed","RequestId":"${REQUEST.RequestId}"}`, timestamp: 100_000 }];
    expect((await count({ events: [...others, { ...FIRST, timestamp: 500_000 }] })).calls).toBe(1);
    expect((await count({ events: others })).calls).toBeUndefined();
  });

  test('is read from all pages, of which some may be empty', async () => {
    const { calls, inputs } = await count({ ...at(0), nextToken: 'one' }, { events: [], nextToken: 'two' }, at(960));
    expect(calls).toBe(2);
    expect(inputs.map(({ nextToken }) => nextToken)).toEqual([undefined, 'one', 'two']);
    // An empty token is none.
    expect(await count({ ...at(0), nextToken: '' })).toMatchObject({ calls: 1, inputs: { length: 1 } });
  });

  test('is not known when the log does not even show this call, or cannot be read: then nobody may rely on it', async () => {
    expect((await count({ events: [] })).calls).toBeUndefined();
    const refused = await count(Object.assign(new Error('not yours'), { name: 'AccessDeniedException' }));
    expect(refused.calls).toBeUndefined();
    expect(refused.log).toEqual([['calls not counted', { name: 'AccessDeniedException', error: 'not yours' }]]);
  });

  test('is given up after ten pages: the time is kept for the answer', async () => {
    const { calls, inputs, log } = await count({ ...at(0), nextToken: 'more' });
    expect([calls, inputs.length]).toEqual([undefined, 10]);
    expect(log).toEqual([['calls not counted', { name: 'Error', error: 'what the log has of this request is on more than 10 pages' }]]);
  });
});
