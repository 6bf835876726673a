import { afterAttempts, afterLook, due, track, type Track } from '../../lambda/decide';
import type { Verdict } from '../../lambda/error-table';
import type { AddressesItem } from '../../lambda/item';
import type { Sighting, Target } from '../../lambda/observe/sighting';

const at = { region: 'us-east-1', roleArn: undefined };
const item: AddressesItem = { kind: 'addresses', at, allocationId: undefined, publicIp: undefined, tag: { key: 'k', value: undefined }, disassociate: true, resetReverseDns: false };
const target = (id: string, verdict?: Verdict): Target => ({
  id,
  name: id,
  verdict,
  step: { do: 'releaseAddress', at, allocationId: id, associationId: undefined, networkBorderGroup: undefined, resetReverseDns: false },
});
const seen = (...targets: Target[]): Sighting => ({ is: 'seen', targets });
const retry: Verdict = { meaning: 'retry', code: 'IncorrectState', message: 'wait' };
const blocked: Verdict = { meaning: 'blocked', code: 'InvalidAddress.Locked', message: 'locked' };
const fatal: Verdict = { meaning: 'fatal', code: 'UnauthorizedOperation', message: 'no' };

const looked = (sighting: Sighting, now = 0): Track => afterLook(track(item, 0), sighting, now);
const attempted = (before: Track, verdicts: Record<string, Verdict | undefined>, endedAt = 0, passEndedAt = endedAt): Track =>
  afterAttempts(before, new Map(Object.entries(verdicts).map(([id, verdict]) => [id, { verdict, endedAt }])), passEndedAt);

describe('what an attempt tells', () => {
  test('only of the target that was tried', () => {
    const [a, b] = attempted(looked(seen(target('a'), target('b'))), { a: retry }, 5).targets;
    expect(a).toMatchObject({ attempts: 1, retryAt: 2_005, verdict: retry, failed: false });
    expect(b).toMatchObject({ attempts: 0, retryAt: 0, verdict: undefined, failed: false });
  });

  test('accepted, and still listed: like an answer that it is gone', () => {
    const [a] = attempted(looked(seen(target('a'))), { a: undefined }).targets;
    expect(a?.verdict).toEqual({ meaning: 'gone', code: 'StillListed', message: 'EC2 accepted the release and still lists it' });
  });

  test('refused, it has its back-off from then on; accepted, from the end of the pass on, since lists lag', () => {
    const both = looked(seen(target('a'), target('b')));
    expect(attempted(both, { a: retry, b: undefined }, 1_000, 60_000).targets.map(({ retryAt }) => retryAt)).toEqual([3_000, 62_000]);
  });

  test('the item has failed as soon as all of it has, and not before', () => {
    const both = looked(seen(target('a'), target('b')));
    expect(attempted(both, { a: fatal }).state).toBe('open');
    expect(attempted(both, { a: fatal, b: blocked }).state).toBe('failed');
    expect(attempted(both, { a: fatal, b: retry }).state).toBe('open');
  });

  test('nothing of an item of which nothing is there', () => {
    expect(attempted(looked(seen()), { a: fatal })).toMatchObject({ state: 'open', targets: [] });
  });
});

describe('what is tried', () => {
  test('nothing of an item that has failed or is gone, whatever is known of it', () => {
    const open = looked(seen(target('a')));
    expect(due(open, 0)).toHaveLength(1);
    expect(due({ ...open, state: 'failed' }, 0)).toEqual([]);
    expect(due({ ...open, state: 'gone' }, 0)).toEqual([]);
  });
});

describe('what another look tells', () => {
  test('of something that was tried: it goes on where it was, also after a look that did not show it', () => {
    const tried = attempted(looked(seen(target('a'))), { a: retry }, 1_000);
    for (const between of [seen(), { is: 'unclear', verdict: retry } as const]) {
      const again = afterLook(afterLook(tried, between, 2_000), seen(target('a')), 3_000);
      expect(again.targets).toMatchObject([{ id: 'a', name: 'a', attempts: 1, retryAt: 3_000, verdict: retry, step: { allocationId: 'a' } }]);
      expect(again).toMatchObject({ state: 'open', known: true, absentLooks: 0, verdict: undefined });
    }
  });

  test('of something that was only waited for: once that is over, nothing is said against it', () => {
    const waiting = looked(seen(target('a', retry)));
    expect(waiting.targets).toMatchObject([{ verdict: retry, failed: false }]);
    expect(afterLook(waiting, seen(target('a')), 1).targets).toMatchObject([{ verdict: undefined, attempts: 0 }]);
  });

  test('of something that was blocked and is not any more: it is waited for again', () => {
    const failed = looked(seen(target('a', blocked), target('b')));
    expect(failed).toMatchObject({ state: 'open', targets: [{ failed: true }, { failed: false }] });
    expect(afterLook(failed, seen(target('a', retry), target('b')), 1).targets).toMatchObject([{ failed: false, verdict: retry }, {}]);
  });

  test('of something that was refused when it was tried: that stays so', () => {
    const refused = attempted(looked(seen(target('a'), target('b'))), { a: fatal });
    expect(afterLook(refused, seen(target('a'), target('b')), 100_000).targets).toMatchObject([{ failed: true, verdict: fatal }, { failed: false }]);
  });

  test('an obstacle to looking is not one that stays when the next look shows nothing', () => {
    const unclear = looked({ is: 'unclear', verdict: retry });
    expect(unclear).toMatchObject({ state: 'open', verdict: retry, absentLooks: 0, known: false });
    expect(afterLook(unclear, seen(), 1)).toMatchObject({ state: 'open', verdict: undefined, absentLooks: 1 });
  });
});

test('the ten seconds that an absence has to last count from the first look, whenever that was', () => {
  const start = 1_000_000;
  const looks = (last: number) => afterLook(afterLook(track(item, start), seen(), start), seen(), last);
  expect(looks(start + 9_999).state).toBe('open');
  expect(looks(start + 10_000).state).toBe('gone');
});
