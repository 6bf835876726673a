import fc from 'fast-check';
import { anyScenario } from './scenarios';
import { simulate } from './simulate';
import { tally } from './tally';

test('random stacks with random faults keep every invariant', async () => {
  const { scenarios, failures, invariants } = await tally(20_261_120, 150);
  expect(failures).toEqual([]);
  expect(scenarios).toBe(150);
  // None of them holds only because it was never checked.
  expect(Object.keys(invariants)).toHaveLength(17);
}, 300_000);

test('the same scenario is the same life, to the millisecond and to the last line of the log', async () => {
  for (const scenario of fc.sample(anyScenario, { seed: 7, numRuns: 10 })) {
    const [one, other] = [await simulate(scenario), await simulate(scenario)];
    expect(one.trace).toEqual(other.trace);
  }
}, 30_000);
