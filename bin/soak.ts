import './no-version-paragraph';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { anyScenario } from '../test/simulation/scenarios';
import { simulate } from '../test/simulation/simulate';
import { addTo, BATCH, emptyTally, type Tally } from '../test/simulation/tally';
import { coverage } from './soak/coverage';
import { tableOf } from './soak/table';
import { whole } from './whole';
import { inWorkers } from './workers';

const USAGE = `npm run soak -- [--runs N] [--seed S] [--workers W]
       npm run soak -- --replay SEED/INDEX
       npm run soak -- --coverage [--runs N] [--seed S]

Lives through N random stacks (default 1000) with faults, in the sandbox's weather worst-case, and prints what came of them; after Ctrl+C, what came of those until then. The same seed (default 1) gives the same stacks.
--replay lives through one of them again, and shrinks it to the smallest that still fails.
--coverage tells which branches of the handler N lives (default 150) reach, by file and by kind of life, and which hardly any does.`;

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' }, replay: { type: 'string' }, coverage: { type: 'boolean' }, help: { type: 'boolean' } },
});

async function main(): Promise<void> {
  if (values.help === true) { say(USAGE); return; }
  if (values.replay !== undefined) return replay(values.replay);
  const seed = whole('seed', values.seed ?? '1');
  if (values.coverage === true) { say(await coverage(whole('runs', values.runs ?? '150'), seed)); return; }
  const runs = whole('runs', values.runs ?? '1000');
  const total = await soak(Math.ceil(runs / BATCH), seed, whole('workers', values.workers ?? '2'));
  say(tableOf(total, seed));
  process.exitCode = total.failures.length > 0 ? 1 : 0;
}

/** Each batch has a seed of its own, so that whatever process takes it, it is the same. */
async function soak(batches: number, seed: number, workers: number): Promise<Tally> {
  const total = emptyTally();
  const startedAt = Date.now();
  const tasks = Array.from({ length: batches }, (_, batch) => seed * 1_000_000 + batch + 1);
  const onResult = (part: Tally) => {
    addTo(total, part);
    for (const { scenario, violations } of part.failures) process.stderr.write(`\n${scenario}: ${violations.join('; ')}\n`);
    const perSecond = total.scenarios / ((Date.now() - startedAt) / 1000);
    process.stderr.write(`\r${total.scenarios} of ${batches * BATCH} scenarios, ${total.failures.length} failures, ${perSecond.toFixed(0)} a second `);
  };
  await inWorkers({ script: join(__dirname, 'soak', 'worker.ts'), tasks, workers, onResult });
  process.stderr.write('\n');
  return total;
}

async function replay(name: string): Promise<void> {
  const [seed = '', index = ''] = name.split('/');
  const property = fc.asyncProperty(anyScenario, async (scenario) => {
    const { violations } = await simulate(scenario);
    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { seed: whole('replay', seed), path: String(whole('replay', index)), numRuns: 1 });
  if (!failed) { say('This scenario breaks nothing.'); return; }
  say(`${JSON.stringify(counterexample?.[0], null, 2)}\n\n${String(errorInstance)}`);
  process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
