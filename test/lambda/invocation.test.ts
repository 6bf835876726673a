import { Invocation, Unfinished } from '../../lambda/invocation';
import { VirtualClock } from './virtual-clock';

const MINUTE = 60_000;

describe('the time of one invocation', () => {
  test('45 seconds at its end are kept for calls under way and for the answer', async () => {
    const clock = new VirtualClock();
    const invocation = new Invocation(clock, 15 * MINUTE);
    const state = () => [invocation.timeLeft, invocation.isOver];
    expect(state()).toEqual([14 * MINUTE + 15_000, false]);
    await clock.sleep(14 * MINUTE + 14_999);
    expect(state()).toEqual([1, false]);
    await clock.sleep(1);
    expect(state()).toEqual([0, true]);
    await clock.sleep(MINUTE);
    expect(state()).toEqual([0, true]);
  });

  test('nobody sleeps beyond its end', async () => {
    const clock = new VirtualClock();
    const start = clock.now();
    const invocation = new Invocation(clock, 55_000);
    await invocation.sleep(4_000);
    expect(clock.now() - start).toBe(4_000);
    await invocation.sleep(60_000);
    expect(clock.now() - start).toBe(10_000);
  });
});

describe('whether Lambda may not call again', () => {
  // The first call takes 15 minutes less what is kept; then Lambda waits 1 minute, and 2 more after the second: about.
  const LAST = 15 * MINUTE - 45_000 + 3 * MINUTE - 30_000;

  test('a call that starts before 16:45 minutes have passed is not the third', () => {
    const clock = new VirtualClock();
    expect(new Invocation(clock, 15 * MINUTE).isLastFor(clock.now())).toBe(false);
    expect(new Invocation(clock, 15 * MINUTE).isLastFor(clock.now() - LAST + 1)).toBe(false);
  });

  test('one that starts later may be, whatever time has passed since it started', async () => {
    const clock = new VirtualClock();
    const invocation = new Invocation(clock, 15 * MINUTE);
    expect(LAST).toBe(16 * MINUTE + 45_000);
    expect(invocation.isLastFor(clock.now() - LAST)).toBe(true);
    const early = new Invocation(clock, 15 * MINUTE);
    const startedAt = clock.now() - MINUTE;
    await clock.sleep(LAST);
    expect(early.isLastFor(startedAt)).toBe(false);
  });
});

test('what is unfinished is named so in the log of the function', () => {
  expect(new Unfinished('x')).toMatchObject({ name: 'Unfinished', message: 'x' });
});
