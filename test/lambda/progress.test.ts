import { track, type Track, type TriedTarget } from '../../lambda/decide';
import { progressOf } from '../../lambda/progress';
import { ADDRESS, EVERY_MANUAL } from './listed';

const NOW = 100_000;
const target = (name: string, more: Partial<TriedTarget> = {}): TriedTarget => ({ id: name, name, attempts: 0, retryAt: 0, failed: false, ...more });
const open = (targets: TriedTarget[], more: Partial<Track> = {}): Track => ({ ...track(EVERY_MANUAL, 40_600), targets, ...more });

test('the log says how many items are open, gone and failed', () => {
  const tracks = [open([]), track(ADDRESS, 0), { ...track(ADDRESS, 0), state: 'gone' as const }, { ...track(ADDRESS, 0), state: 'failed' as const, targets: [target('failed')] }];
  expect(progressOf(tracks, NOW)).toEqual({ open: 2, gone: 1, failed: 1, waitingFor: [], waitingForMore: 0 });
});

test('and what is waited for, why, and since when', () => {
  const verdict = { meaning: 'retry', code: 'IncorrectState', message: 'busy' } as const;
  const targets = [target('one'), target('two', { attempts: 1 }), target('three', { attempts: 2, verdict }), target('four', { failed: true })];
  expect(progressOf([open(targets)], NOW)).toMatchObject({
    waitingFor: [
      { for: 'one', why: 'its turn', seconds: 59 },
      { for: 'two', why: 'confirmation', seconds: 59 },
      { for: 'three', why: 'IncorrectState', seconds: 59 },
    ],
  });
  // What could not be looked at is not there to be named.
  expect(progressOf([open(targets, { verdict })], NOW)).toMatchObject({ waitingFor: [{ for: 'EC2', why: 'IncorrectState', seconds: 59 }] });
});

test.each([
  [5, 0],
  [6, 1],
  [1_000, 995],
])('of %d things it names five, and counts the other %d: a record has a size', (count, more) => {
  const { waitingFor, waitingForMore } = progressOf([open(Array.from({ length: count }, (_, index) => target(String(index))))], NOW);
  expect(waitingFor).toEqual(['0', '1', '2', '3', '4'].map((name) => ({ for: name, why: 'its turn', seconds: 59 })));
  expect(waitingForMore).toBe(more);
});
