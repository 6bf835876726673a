import { afterAttempts, afterLook, due, isAccepted, NOT_TRIED, track, withoutUntried, type Track } from '../../lambda/decide';
import type { Verdict } from '../../lambda/error-table';
import type { AddressesItem } from '../../lambda/item';
import type { Sighting, Target } from '../../lambda/observe/sighting';

const at = { region: 'us-east-1', roleArn: undefined };
const item: AddressesItem = {
  kind: 'addresses',
  at,
  allocationId: 'eipalloc-64d5890a',
  publicIp: undefined,
  tag: undefined,
  disassociate: true,
  resetReverseDns: false,
};
const tagged: AddressesItem = { ...item, allocationId: undefined, tag: { key: 'env', value: undefined } };

const target = (id: string): Target => ({
  id,
  name: id,
  step: { do: 'releaseAddress', at, allocationId: id, associationId: undefined, networkBorderGroup: undefined, resetReverseDns: false },
});
const seen = (...targets: Target[]): Sighting => ({ is: 'seen', targets });
const present = seen(target('a'));
const absent = seen();
const retry: Verdict = { meaning: 'retry', code: 'IncorrectState', message: 'wait' };
const fatal: Verdict = { meaning: 'fatal', code: 'UnauthorizedOperation', message: 'no' };
const blocked: Verdict = { meaning: 'blocked', code: 'InvalidAddress.Locked', message: 'locked' };
const unclear = (verdict: Verdict): Sighting => ({ is: 'unclear', verdict });

/** The state of an item after looks at these times. */
function looks(of: AddressesItem, ...seenAt: [at: number, sighting: Sighting][]): Track {
  return seenAt.reduce((before, [time, sighting]) => afterLook(before, sighting, time), track(of, 0));
}

const afterAttempt = (before: Track, id: string, verdict: Verdict | undefined, now: number) => afterAttempts(before, new Map([[id, { verdict, endedAt: now }]]), now);
const dueIds = (of: Track, now: number) => due(of, now).map(({ id }) => id);

describe('who may not release an address that was found by its tag', () => {
  const denied: Verdict = { ...fatal, obstacle: 'permission' };
  const refusedAt = (of: AddressesItem, ...times: number[]) => times.reduce((before, time) => afterLook(afterAttempt(before, 'a', denied, time), present, time), looks(of, [0, present]));

  test('may have released it: what is gone has no tag for the condition of the policy, and the lists tell', () => {
    expect(refusedAt(tagged, 0).state).toBe('open');
    expect([12_000, 13_000].reduce((before, time) => afterLook(before, absent, time), refusedAt(tagged, 0, 4_000)).state).toBe('gone');
  });

  test('is told so when the lists had their time and still show it', () => {
    expect(refusedAt(tagged, 0, 4_000).state).toBe('open');
    expect(refusedAt(tagged, 0, 4_000, 10_000)).toMatchObject({ state: 'failed', targets: [{ verdict: denied }] });
  });

  test('is asked again for ten seconds from the first refusal, and a look says that they are over', () => {
    const late = [20_000, 24_000, 29_999].reduce((before, time) => afterLook(afterAttempt(before, 'a', denied, time), present, time), looks(tagged, [20_000, present]));
    expect(late).toMatchObject({ state: 'open', targets: [{ verdict: denied, failed: false, attempts: 3, unknown: { code: 'UnauthorizedOperation', since: 20_000, times: 3 } }] });
    expect(afterLook(late, present, 29_999).state).toBe('open');
    expect(afterLook(late, present, 30_000)).toMatchObject({ state: 'failed', targets: [{ verdict: denied, failed: true }] });
  });

  test('is not told so on an older list, however late in a long pass it is refused again', () => {
    const refusedAgain = afterAttempt(afterLook(refusedAt(tagged, 0), present, 1_000), 'a', denied, 50_000);
    expect(refusedAgain.state).toBe('open');
    expect([50_000, 51_000].reduce((before, time) => afterLook(before, absent, time), refusedAgain).state).toBe('gone');
  });

  test('is asked again for ten seconds anew, once something else was answered', () => {
    const other = afterAttempt(refusedAt(tagged, 0, 4_000), 'a', retry, 9_000);
    const again = afterAttempt(afterLook(other, present, 11_000), 'a', denied, 12_000);
    expect(afterLook(again, present, 21_999).state).toBe('open');
    expect(afterLook(again, present, 22_000).state).toBe('failed');
  });

  test('is told so at once of an allocation: no policy asks for the tag of that', () => {
    const allocations = { kind: 'allocations', pool: { ...at, poolId: 'ipam-pool-1', inApp: false, known: true }, cidr: undefined, allocationId: undefined, tag: { key: 'env', value: undefined } } as const;
    expect(afterAttempt(afterLook(track(allocations, 0), present, 0), 'a', denied, 0).state).toBe('failed');
  });

  test('is told so at once of anything else that stands in its way: the tag has to do with permissions alone', () => {
    expect(afterAttempt(looks(tagged, [0, present]), 'a', { ...fatal, obstacle: 'operation' }, 0).state).toBe('failed');
  });

  test('is told so at once of one that is listed by its id: the policy names that', () => {
    expect(refusedAt(item, 0).state).toBe('failed');
  });
});

test('an item is open until a look says otherwise', () => {
  expect(track(item, 0).state).toBe('open');
});

test('an item is accepted when EC2 said so of all that was there, something was there, and there can be no more', () => {
  expect(isAccepted(track(item, 0))).toBe(false);
  const both = looks(item, [0, seen(target('a'), target('b'))]);
  const one = afterAttempt(both, 'a', undefined, 0);
  expect([both, one, afterAttempt(one, 'b', retry, 0), afterAttempt(one, 'b', undefined, 0)].map(isAccepted)).toEqual([false, false, false, true]);
  expect(isAccepted(afterAttempt(looks(tagged, [0, present]), 'a', undefined, 0))).toBe(false);
});

test('what was never tried has a name in the log, and a reason', () => {
  expect(NOT_TRIED).toEqual({ meaning: 'retry', code: 'NotTried', message: 'there was no time left to release it' });
});

describe('when an item is gone', () => {
  test('seen absent once, it is not believed', () => {
    expect(looks(item, [0, present], [20_000, absent]).state).toBe('open');
  });

  test('seen absent twice in a row after it was there, it is gone', () => {
    expect(looks(item, [0, present], [1, absent], [2, absent]).state).toBe('gone');
  });

  test('seen absent once after EC2 accepted its release, it is gone: two that know agree', () => {
    const released = afterAttempt(looks(item, [0, present]), 'a', undefined, 1);
    expect(afterLook(released, absent, 2).state).toBe('gone');
  });

  test('seen absent once after EC2 did not find it, or where there may be more than was released, it is not', () => {
    const notFound: Verdict = { meaning: 'gone', code: 'InvalidAddress.NotFound', message: '' };
    expect(afterLook(afterAttempt(looks(item, [0, present]), 'a', notFound, 1), absent, 2).state).toBe('open');
    const oneOfMany = afterAttempt(looks(tagged, [0, present]), 'a', undefined, 20_000);
    expect(afterLook(oneOfMany, absent, 20_001).state).toBe('open');
  });

  test('a listing that shows it again starts the count anew: lists flap', () => {
    expect(looks(item, [0, present], [1, absent], [2, present], [20_000, absent]).state).toBe('open');
  });

  test('a listing that failed starts the count anew', () => {
    expect(looks(item, [0, present], [1, absent], [2, unclear(retry)], [20_000, absent]).state).toBe('open');
  });

  test('never seen, it is believed absent only after ten seconds: lists lag what was just allocated', () => {
    expect(looks(item, [0, absent], [750, absent]).state).toBe('open');
    expect(looks(item, [0, absent], [750, absent], [9_999, absent]).state).toBe('open');
    expect(looks(item, [0, absent], [750, absent], [10_000, absent]).state).toBe('gone');
  });

  test('an item that may mean more than was seen is waited for as long', () => {
    expect(looks(tagged, [0, present], [1, absent], [2, absent]).state).toBe('open');
    expect(looks(tagged, [0, present], [1, absent], [10_000, absent]).state).toBe('gone');
  });

  test('neither an accepted release nor "not found" alone makes it gone', () => {
    expect(afterAttempt(looks(item, [0, present]), 'a', undefined, 1).state).toBe('open');
    const notFound: Verdict = { meaning: 'gone', code: 'InvalidAddress.NotFound', message: '' };
    expect(afterAttempt(looks(item, [0, present]), 'a', notFound, 1).state).toBe('open');
  });
});

describe('when a release is tried', () => {
  test('as soon as something is seen', () => {
    expect(dueIds(looks(tagged, [0, seen(target('a'), target('b'))]), 0)).toEqual(['a', 'b']);
  });

  test('never on the word of an older look', () => {
    expect(dueIds(looks(item, [0, present], [1, absent]), 1)).toEqual([]);
    expect(dueIds(looks(item, [0, present], [1, unclear(retry)]), 1)).toEqual([]);
  });

  test('not for what can only be waited for', () => {
    expect(dueIds(looks(item, [0, seen({ id: 'a', name: 'a', verdict: retry })]), 0)).toEqual([]);
  });

  test('again after 2, 4, 8 ... seconds, and at last every minute', () => {
    let state = looks(item, [0, present]);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      state = afterLook(afterAttempt(state, 'a', retry, 0), present, 0);
      const retryAt = state.targets[0]?.retryAt ?? 0;
      delays.push(retryAt);
      expect(dueIds(state, retryAt - 1)).toEqual([]);
      expect(dueIds(state, retryAt)).toEqual(['a']);
    }
    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('the others of an item go on when one has failed; the item fails when nothing else is left of it', () => {
    const both = seen(target('a'), target('b'));
    const one = afterLook(afterAttempt(looks(tagged, [0, both]), 'a', fatal, 0), both, 100_000);
    expect(one.state).toBe('open');
    expect(dueIds(one, 200_000)).toEqual(['b']);
    const left = afterLook(one, seen(target('a')), 300_000);
    expect(left).toMatchObject({ state: 'failed', targets: [{ id: 'a', verdict: fatal }] });
    expect(dueIds(left, 400_000)).toEqual([]);
  });

  test('what is blocked before it was tried fails the item at once', () => {
    expect(looks(item, [0, seen({ id: 'a', name: 'a', verdict: blocked })]).state).toBe('failed');
    expect(looks(item, [0, unclear(blocked)])).toMatchObject({ state: 'failed', verdict: blocked });
  });
});

describe('what was tried', () => {
  const told: Target = { id: 'a', name: 'a', step: { do: 'stopMonitoring', at, resourceId: 'vpc-1', resourceCidr: '10.0.0.0/24', resourceRegion: 'us-east-1', scopeId: 'ipam-scope-1' } };
  const cascade: Target = { id: 'a', name: 'a', step: { do: 'deletePool', at, poolId: 'ipam-pool-1', cascade: true, freshUntil: 5_000 } };
  const throttled: Verdict = { meaning: 'throttled', code: 'RequestLimitExceeded', message: 'slowly' };
  const afterwards = (of: Target, verdict: Verdict | undefined, now = 1_000) => afterLook(afterAttempt(looks(tagged, [0, seen(of)]), 'a', verdict, now), seen(of), now);

  test('and accepted says so as long as EC2 lists it', () => {
    expect(afterwards(target('a'), undefined)).toMatchObject({ state: 'open', targets: [{ attempts: 1, verdict: { meaning: 'gone', code: 'StillListed', message: 'EC2 accepted the release and still lists it' } }] });
  });

  test('and accepted is tried again later, but for what IPAM was told once: nobody knows what it answers to whoever repeats it', () => {
    expect(dueIds(afterwards(told, undefined), 60_000)).toEqual([]);
    expect(dueIds(afterwards(told, retry), 60_000)).toEqual(['a']);
    expect(dueIds(afterwards(target('a'), undefined), 60_000)).toEqual(['a']);
  });

  test('and throttled has waited in its pass, and has its turn at once; a cascade can wait in none', () => {
    expect(dueIds(afterwards(target('a'), throttled), 1_000)).toEqual(['a']);
    expect([2_999, 3_000].map((now) => dueIds(afterwards(cascade, throttled), now))).toEqual([[], ['a']]);
    const unseen = afterLook(looks(item, [0, present]), unclear(retry), 500);
    expect(afterAttempt(unseen, 'a', throttled, 1_000).targets).toMatchObject([{ retryAt: 1_000 }]);
  });

  test('is remembered, and what can only be waited for; thousands that wait for their turn are not', () => {
    const waited: Target = { id: 'b', name: 'b', verdict: retry };
    const before = afterAttempt(looks(tagged, [0, seen(target('a'), waited, target('c'))]), 'a', retry, 0);
    expect(withoutUntried(before)).toEqual({ ...before, targets: before.targets.filter(({ id }) => id !== 'c') });
  });

  test('and refused for good is not tried again, nor is anything of an item that failed', () => {
    const failed = afterAttempt(looks(item, [0, present]), 'a', fatal, 0);
    expect([failed.state, dueIds({ ...failed, targets: looks(item, [0, present]).targets }, 60_000)]).toEqual(['failed', []]);
    // Nothing has failed where nothing was there.
    expect(afterAttempts(looks(item, [0, absent]), new Map(), 0).state).toBe('open');
  });

  test('and refused for what may pass is tried to the end, however often it was refused so', () => {
    const refused = [0, 60_000, 120_000, 180_000, 240_000, 300_000, 360_000].reduce((before, time) => afterLook(afterAttempt(before, 'a', retry, time), present, time), looks(item, [0, present]));
    expect(refused).toMatchObject({ state: 'open', targets: [{ attempts: 7, failed: false, verdict: retry }] });
    expect(refused.targets[0]?.unknown).toBeUndefined();
  });

  test('keeps its name when a look does not show it', () => {
    expect(looks(item, [0, present], [1, absent]).targets).toMatchObject([{ id: 'a', name: 'a', step: undefined, attempts: 0 }]);
  });

  test('says nothing of its obstacle before the first attempt, once it can be tried', () => {
    const waited: Target = { id: 'a', name: 'a', verdict: retry };
    expect(looks(item, [0, seen(waited)], [1, present]).targets[0]?.verdict).toBeUndefined();
  });
});

describe('an answer that nobody knows', () => {
  const unheard = (code = 'IpamUnheardOf'): Verdict => ({ meaning: 'unknown', code, message: 'raw message' });
  const CODE_AND_REMEDY = { meaning: 'blocked', code: 'IpamUnheardOf', message: 'raw message', remedy: expect.stringContaining('find out what the code means') as string };

  /** Tried at these times, each after a look that shows it; the last of them. */
  const tried = (...attempts: [at: number, verdict: Verdict | undefined][]) =>
    attempts.reduce((before, [time, verdict]) => afterAttempt(afterLook(before, present, time), 'a', verdict, time), looks(item, [0, present]));

  test('to a release is tried again with a back-off, until it has stood for three minutes', () => {
    const early = [0, 2_000, 6_000, 14_000, 30_000, 62_000, 122_000].map((time): [number, Verdict] => [time, unheard()]);
    expect(tried(...early)).toMatchObject({ state: 'open', targets: [{ failed: false, verdict: unheard(), retryAt: 182_000 }] });
    expect(tried(...early, [179_999, unheard()]).state).toBe('open');
    expect(tried(...early, [180_000, unheard()])).toMatchObject({ state: 'failed', targets: [{ failed: true, verdict: CODE_AND_REMEDY }] });
  });

  test('to a release is tried at least five times, however long that takes', () => {
    const four = [0, 100_000, 200_000, 300_000].map((time): [number, Verdict] => [time, unheard()]);
    expect(tried(...four).state).toBe('open');
    expect(tried(...four, [400_000, unheard()]).state).toBe('failed');
  });

  test.each<[string, Verdict | undefined]>([
    ['EC2 accepted the release', undefined],
    ['EC2 said something else', retry],
    ['it was another one', unheard('AnotherOne')],
  ])('counts from its beginning again when in between %s', (_, between) => {
    const before = [0, 50_000, 100_000, 150_000].map((time): [number, Verdict] => [time, unheard()]);
    const after = [200_000, 250_000, 300_000, 350_000].map((time): [number, Verdict] => [time, unheard()]);
    expect(tried(...before, [180_000, between], ...after).state).toBe('open');
    expect(tried(...before, [180_000, between], ...after, [380_000, unheard()]).state).toBe('failed');
  });

  test('to a look does not fail the item either, until it has stood as long', () => {
    const until = (last: number) => looks(item, [0, present], ...[1, 2, 3, 4, last].map((time): [number, Sighting] => [time, unclear(unheard())]));
    expect(until(180_000)).toMatchObject({ state: 'open', verdict: unheard() });
    expect(until(180_001)).toMatchObject({ state: 'failed', verdict: CODE_AND_REMEDY });
    expect(looks(item, [0, unclear(unheard())], [1, present]).state).toBe('open');
  });

  test.each([['shows it', present], ['does not show it', absent]])('to a look counts from its beginning again when a look %s', (_, between) => {
    const before = [0, 1, 2, 3, 179_999].map((time): [number, Sighting] => [time, unclear(unheard())]);
    expect(looks(item, ...before, [180_000, between], [180_001, unclear(unheard())], [300_000, unclear(unheard())]).state).toBe('open');
  });
});
