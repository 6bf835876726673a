import type { Track, TriedTarget } from '../../lambda/decide';
import type { Verdict } from '../../lambda/error-table';
import type { AddressesItem } from '../../lambda/item';
import { reportLeft, shorten } from '../../lambda/report';

const item = (allocationId: string): AddressesItem => ({
  kind: 'addresses',
  at: { region: 'us-east-1', roleArn: undefined },
  allocationId,
  publicIp: undefined,
  tag: undefined,
  disassociate: true,
  resetReverseDns: false,
});
const busy: Verdict = { meaning: 'retry', code: 'IncorrectState', message: 'It is busy.' };
const locked: Verdict = { meaning: 'blocked', code: 'InvalidAddress.Locked', message: 'It is locked.', remedy: 'ask AWS Support to unlock the address' };

const MINUTE = 60_000;

const target = (name: string, verdict: Verdict | undefined, failed = false): TriedTarget => ({ id: name, name, verdict, failed, attempts: 1, retryAt: 0 });
const track = (id: string, fields: Partial<Track>): Track => ({
  item: item(id),
  state: 'open',
  since: 0,
  known: true,
  absentLooks: 0,
  targets: [],
  verdict: undefined,
  ...fields,
});
const held = (id: string) => track(id, { targets: [target(id, busy)] });

describe('what is left', () => {
  test('is nothing when everything is gone', () => {
    expect(reportLeft([track('a', { state: 'gone' }), track('b', { state: 'gone' })], 10 * MINUTE)).toBeUndefined();
    expect(reportLeft([], 10 * MINUTE)).toBeUndefined();
  });

  test('is what is open, after how long, why, and what to do', () => {
    expect(reportLeft([held('a'), track('b', { state: 'gone' })], 10 * MINUTE)).toBe(
      '1 of 2 listed items are left. a after 10 min: IncorrectState: It is busy; delete the stack again, or raise the timeout.',
    );
  });

  test('what has failed did not take the time-out to fail, and comes first with its remedy', () => {
    const failed = track('b', { state: 'failed', targets: [target('b', locked, true)] });
    expect(reportLeft([held('a'), failed], 89_000)).toBe(
      '2 of 2 listed items are left. b: InvalidAddress.Locked: It is locked; ask AWS Support to unlock the address. ' +
        'a after 1 min: IncorrectState: It is busy; delete the stack again, or raise the timeout.',
    );
  });

  test('an item that could not be looked at is named itself, even if it once had targets', () => {
    expect(reportLeft([track('eipalloc-1', { verdict: busy, targets: [target('a', locked)] })], 90_000)).toBe(
      '1 of 1 listed items are left. Elastic IP eipalloc-1 after 2 min: IncorrectState: It is busy; delete the stack again, or raise the timeout.',
    );
    expect(reportLeft([track('eipalloc-1', { state: 'failed', verdict: locked })], 90_000)).toBe(
      '1 of 1 listed items are left. Elastic IP eipalloc-1: InvalidAddress.Locked: It is locked; ask AWS Support to unlock the address.',
    );
  });

  test('an item that was not seen absent often enough is not confirmed to be gone', () => {
    expect(reportLeft([track('eipalloc-1', {})], MINUTE)).toBe(
      '1 of 1 listed items are left. Elastic IP eipalloc-1 after 1 min: EC2 has not confirmed that it is gone; delete the stack again, or raise the timeout.',
    );
  });

  test('what had no turn says so: there is nothing for EC2 to confirm', () => {
    expect(reportLeft([track('x', { targets: [{ ...target('a', undefined), attempts: 0 }] })], MINUTE)).toBe(
      '1 of 1 listed items are left. a after 1 min: NotTried: there was no time left to release it; delete the stack again, or raise the timeout.',
    );
  });

  test('things with the same obstacle share a sentence: three are named, more are counted', () => {
    expect(reportLeft(['a', 'b', 'c'].map(held), MINUTE)).toContain(' left. a, b, c after 1 min');
    expect(reportLeft(['a', 'b', 'c', 'd', 'e'].map(held), MINUTE)).toContain(' left. a, b, c and 2 more after 1 min');
  });

  test('what two items both mean is left once', () => {
    expect(reportLeft([held('a'), held('a'), held('b')], MINUTE)).toContain(' left. a, b after 1 min');
  });

  test('five obstacles are told, more are counted', () => {
    const of = (count: number) =>
      reportLeft(Array.from({ length: count }, (_, index) => track('x', { targets: [target(`t${index}`, { ...busy, code: `Code${index}` })] })), MINUTE) ?? '';
    expect(of(5).match(/Code\d/g)).toHaveLength(5);
    expect(of(5)).not.toContain('more');
    expect(of(7).match(/Code\d/g)).toHaveLength(5);
    expect(of(7)).toMatch(/raise the timeout\. And 2 more obstacles\.$/);
  });
});

describe("EC2's messages are cut to what tells something", () => {
  test.each([
    ['It is busy.', 'It is busy'],
    ['It is busy.  \n', 'It is busy'],
    ['It is busy. Wait.', 'It is busy. Wait'],
    ['', ''],
    ['It is busy \n', 'It is busy'],
    ['denied.Encoded authorization failure message: xyz', 'denied'],
    ['not denied.Encoded authorization failure message: xyz', 'not denied'],
    ['You are not authorized to perform this operation. Encoded authorization failure message: xyz\nabc', ''],
    ['You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: ec2:ReleaseAddress. Encoded authorization failure message: xyz', 'the role is not authorized to perform: ec2:ReleaseAddress'],
    ['He said: You are not authorized to perform this operation. No', 'He said: You are not authorized to perform this operation. No'],
    ['The User: x is here', 'The User: x is here'],
    ['User: arn:x is not allowed', 'the role is not allowed'],
  ])('%j is %j', (message, short) => {
    expect(shorten(message)).toBe(short);
  });

  test('300 characters are kept; what is longer says that it was cut', () => {
    expect(shorten('x'.repeat(300))).toBe('x'.repeat(300));
    expect(shorten('x'.repeat(301))).toBe(`${'x'.repeat(300)}...`);
  });
});
