import { Pace } from '../../lambda/pace';

let isOver: boolean;
let pace: Pace;
beforeEach(() => {
  jest.useFakeTimers();
  isOver = false;
  const clock = { now: () => Date.now(), sleep: async (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) };
  pace = new Pace(clock, () => isOver);
});
afterEach(() => {
  jest.useRealTimers();
});

/** Asks for this many turns at once. When each was given, in milliseconds from now. */
async function turns(count: number): Promise<number[]> {
  const from = Date.now();
  const given = Array.from({ length: count }, async () => {
    expect(await pace.turn()).toBe(true);
    return Date.now() - from;
  });
  await jest.runAllTimersAsync();
  return Promise.all(given);
}

async function pass(milliseconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(milliseconds);
}

const atOnce = (count: number) => Array<number>(count).fill(0);

describe('the pace of one API', () => {
  test('almost as many calls at once as the bucket holds; then five in a second, three at a time, however many wait', async () => {
    expect(await turns(56)).toEqual([...atOnce(49), 500, 500, 500, 1_100, 1_100, 1_100, 1_300]);
  });

  test('who waits alone waits for one turn only', async () => {
    await turns(49);
    expect([...(await turns(1)), ...(await turns(1))]).toEqual([100, 200]);
  });

  test('the bucket fills up while nobody calls, but never quite to the brim', async () => {
    await turns(49);
    await pass(3_900);
    expect(await turns(21)).toEqual([...atOnce(20), 200]);
    await pass(3_600_000);
    expect(await turns(50)).toEqual([...atOnce(49), 100]);
  });

  test.each([
    ['with tokens left', 10],
    ['without', 49],
  ])('throttled once, %s, it only counted wrong: the bucket is empty, and fills as fast', async (_name, count) => {
    await turns(count);
    pace.throttled();
    expect(await turns(5)).toEqual([700, 700, 700, 1_100, 1_100]);
  });

  test.each([1_000, 9_999])('throttled again %d ms later, it shares the bucket, and slows down by half', async (later) => {
    pace.throttled();
    await pass(later);
    pace.throttled();
    expect(await turns(1)).toEqual([600]);
  });

  test('throttled again ten seconds later, it has counted wrong once more', async () => {
    pace.throttled();
    await pass(10_000);
    pace.throttled();
    expect(await turns(1)).toEqual([300]);
  });

  test('what is throttled within a second is one reason to slow down; a second later it is another', async () => {
    pace.throttled();
    await pass(1_000);
    pace.throttled();
    await pass(999);
    pace.throttled();
    expect(await turns(1)).toEqual([600]);
    pace.throttled();
    expect(await turns(1)).toEqual([1_177]);
  });

  test('once it shares the bucket, it slows down whenever it is throttled, however long after', async () => {
    pace.throttled();
    await pass(1_000);
    pace.throttled();
    await pass(3_600_000);
    pace.throttled();
    expect(await turns(1)).toEqual([1_200]);
  });

  test('it never slows down below one call in two seconds', async () => {
    for (let times = 0; times < 30; times += 1) {
      pace.throttled();
      await pass(1_000);
    }
    pace.throttled();
    expect(await turns(1)).toEqual([3_000]);
  });

  test('each turn that is waited for speeds it up again by one in twenty seconds, up to five in a second', async () => {
    pace.throttled();
    await pass(1_000);
    pace.throttled();
    await turns(6);
    expect(await turns(1)).toEqual([357]);
    await turns(60);
    expect(await turns(3)).toEqual([600, 600, 600]);
  });

  test('after sixty turns without a refusal it is tried whether there is more: each turn is one in five seconds faster', async () => {
    await turns(49 + 57);
    expect(await turns(3)).toEqual([600, 600, 600]);
    expect(await turns(3)).toEqual([536, 536, 536]);
    expect(await turns(3)).toEqual([484, 484, 484]);
  });

  test('throttled when it is faster, it goes back by a quarter, and speeds up slowly', async () => {
    await turns(49 + 60 + 60);
    pace.throttled();
    expect(await turns(3)).toEqual([266, 266, 266]);
    expect(await turns(3)).toEqual([224, 224, 224]);
  });

  test('there is no more than what is documented: it goes back to that, and tries again after twice as many turns', async () => {
    await turns(49 + 60);
    pace.throttled();
    expect(await turns(1)).toEqual([300]);
    await turns(116);
    expect(await turns(3)).toEqual([600, 600, 600]);
    expect(await turns(3)).toEqual([536, 536, 536]);
    await pass(1_000);
    pace.throttled();
    expect(await turns(1)).toEqual([300]);
    await turns(236);
    expect(await turns(3)).toEqual([600, 600, 600]);
    expect(await turns(3)).toEqual([536, 536, 536]);
  });

  test('the faster the bucket fills, the more it holds', async () => {
    await turns(49 + 60 + 51);
    await pass(3_600_000);
    const more = await turns(200);
    expect(more.filter((at) => at === 0)).toHaveLength(157);
  });

  test('when the time is up nobody gets a turn, and nobody waits for one', async () => {
    await turns(49);
    isOver = true;
    expect(await pace.turn()).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('when the time runs out while somebody waits, the turn is lost', async () => {
    await turns(49);
    const [first, second] = [pace.turn(), pace.turn()];
    await pass(100);
    isOver = true;
    await jest.runAllTimersAsync();
    expect([await first, await second]).toEqual([false, false]);
  });

  test('a turn that was lost costs nothing: the next pass has it', async () => {
    await turns(49);
    isOver = true;
    const lost = [pace.turn(), pace.turn(), pace.turn()];
    await pass(200);
    expect(await Promise.all(lost)).toEqual([false, false, false]);
    isOver = false;
    expect(await turns(1)).toEqual([0]);
  });

  test('turns that are lost are no sign that there is more', async () => {
    await turns(49);
    isOver = true;
    await Promise.all(Array.from({ length: 200 }, async () => pace.turn()));
    isOver = false;
    expect(await turns(3)).toEqual([500, 500, 500]);
    expect(await turns(3)).toEqual([600, 600, 600]);
  });
});
