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
  test('fifty calls at once, as many as the bucket holds; then five in a second, however many wait', async () => {
    expect(await turns(56)).toEqual([...atOnce(50), 200, 400, 600, 800, 1_000, 1_200]);
  });

  test('the bucket fills up while nobody calls, but never beyond fifty', async () => {
    await turns(50);
    await pass(4_000);
    expect(await turns(21)).toEqual([...atOnce(20), 200]);
    await pass(3_600_000);
    expect(await turns(51)).toEqual([...atOnce(50), 200]);
  });

  test.each([
    ['with tokens left', 10],
    ['without', 50],
  ])('throttled once, %s, it only counted wrong: the bucket is empty, and fills as fast', async (_name, count) => {
    await turns(count);
    pace.throttled();
    expect(await turns(3)).toEqual([200, 400, 600]);
  });

  test.each([1_000, 9_999])('throttled again %d ms later, it shares the bucket, and slows down by half', async (later) => {
    pace.throttled();
    await pass(later);
    pace.throttled();
    expect(await turns(2)).toEqual([400, 800]);
  });

  test('throttled again ten seconds later, it has counted wrong once more', async () => {
    pace.throttled();
    await pass(10_000);
    pace.throttled();
    expect(await turns(2)).toEqual([200, 400]);
  });

  test('what is throttled within a second is one reason to slow down; a second later it is another', async () => {
    pace.throttled();
    await pass(1_000);
    pace.throttled();
    await pass(999);
    pace.throttled();
    expect(await turns(1)).toEqual([400]);
    pace.throttled();
    expect(await turns(1)).toEqual([800]);
  });

  test('it never slows down below one call in two seconds', async () => {
    await turns(50);
    for (let times = 0; times < 30; times += 1) {
      pace.throttled();
      await turns(1);
      await pass(1);
      pace.throttled();
      await turns(4);
    }
    pace.throttled();
    const [first = 0, second = 0] = await turns(2);
    expect(second - first).toBe(2_000);
  });

  test('each call that is accepted speeds it up again by one in twenty seconds, and never beyond five in a second', async () => {
    pace.throttled();
    await pass(1_000);
    pace.throttled();
    for (let times = 0; times < 5; times += 1) pace.accepted();
    const slower = await turns(2);
    expect(slower.map((at) => Math.round(at))).toEqual([364, 728]);
    for (let times = 0; times < 100; times += 1) pace.accepted();
    const [first = 0, second = 0] = await turns(2);
    expect(second - first).toBe(200);
  });

  test('when the time is up nobody gets a turn, and nobody waits for one', async () => {
    await turns(50);
    isOver = true;
    expect(await pace.turn()).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('when the time runs out while somebody waits, the turn is lost', async () => {
    await turns(50);
    const [first, second] = [pace.turn(), pace.turn()];
    await pass(100);
    isOver = true;
    await jest.runAllTimersAsync();
    expect([await first, await second]).toEqual([false, false]);
  });

  test('a turn that was lost costs nothing: the next pass has it', async () => {
    await turns(50);
    isOver = true;
    const lost = [pace.turn(), pace.turn(), pace.turn()];
    await pass(200);
    expect(await Promise.all(lost)).toEqual([false, false, false]);
    isOver = false;
    expect(await turns(1)).toEqual([0]);
  });
});
