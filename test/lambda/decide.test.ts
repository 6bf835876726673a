import { afterAttempt, afterLook, isDue, track, type Track } from '../../lambda/decide';
import type { Verdict } from '../../lambda/error-table';
import type { Sighting } from '../../lambda/observe';

const item = { kind: 'address', allocationId: 'eipalloc-64d5890a' } as const;
const present: Sighting = {
  is: 'present',
  release: { of: 'address', region: 'us-east-1', allocationId: item.allocationId, associationId: undefined, networkBorderGroup: undefined },
};
const absent: Sighting = { is: 'absent' };
const retry: Verdict = { meaning: 'retry', code: 'IncorrectState', message: 'wait' };
const fatal: Verdict = { meaning: 'fatal', code: 'UnauthorizedOperation', message: 'no' };
const unclear: Sighting = { is: 'unclear', verdict: retry };

/** The state after looks at these times. */
function looks(...seen: [at: number, sighting: Sighting][]): Track {
  return seen.reduce((before, [at, sighting]) => afterLook(before, sighting, at), track(item));
}

describe('when an item is gone', () => {
  test('seen absent once, it is not believed', () => {
    expect(looks([0, present], [1, absent]).state).toBe('open');
  });

  test('seen absent twice in a row after it was there, it is gone', () => {
    expect(looks([0, present], [1, absent], [2, absent]).state).toBe('gone');
  });

  test('a listing that shows it again starts the count anew: lists flap', () => {
    expect(looks([0, present], [1, absent], [2, present], [3, absent]).state).toBe('open');
  });

  test('a listing that failed starts the count anew', () => {
    expect(looks([0, present], [1, absent], [2, unclear], [3, absent]).state).toBe('open');
  });

  test('never seen, it is believed absent only after ten seconds: lists lag what was just allocated', () => {
    expect(looks([0, absent], [750, absent]).state).toBe('open');
    expect(looks([0, absent], [750, absent], [9_999, absent]).state).toBe('open');
    expect(looks([0, absent], [750, absent], [10_000, absent]).state).toBe('gone');
  });

  test('an accepted release alone does not make it gone', () => {
    expect(afterAttempt(looks([0, present]), undefined, 1).state).toBe('open');
  });

  test('nor does EC2 answering that it is not there', () => {
    expect(afterAttempt(looks([0, present]), { meaning: 'gone', code: 'InvalidAddress.NotFound', message: '' }, 1).state).toBe('open');
  });
});

describe('when a release is tried', () => {
  test('as soon as the item is seen', () => {
    expect(isDue(looks([0, present]), 0)).toBe(true);
  });

  test('never on the word of an older look', () => {
    expect(isDue(looks([0, present], [1, absent]), 1)).toBe(false);
    expect(isDue(looks([0, present], [1, unclear]), 1)).toBe(false);
  });

  test('again after 2, 4, 8 ... seconds, and at last every minute', () => {
    let state = looks([0, present]);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      state = afterLook(afterAttempt(state, retry, 0), present, 0);
      delays.push(state.retryAt);
      expect(isDue(state, state.retryAt - 1)).toBe(false);
      expect(isDue(state, state.retryAt)).toBe(true);
    }
    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('never again once it is fatal or blocked', () => {
    const failed = afterLook(afterAttempt(looks([0, present]), fatal, 0), present, 100_000);
    expect(failed).toMatchObject({ state: 'failed', verdict: fatal });
    expect(isDue(failed, 200_000)).toBe(false);
    expect(looks([0, { is: 'unclear', verdict: { ...fatal, meaning: 'blocked' } }]).state).toBe('failed');
  });
});
