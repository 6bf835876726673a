import './no-version-paragraph';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BATCH, verdicts, type Verdict } from '../test/rehearsals/tally';
import { tableOf } from './rehearsals/table';
import { whole } from './whole';
import { inWorkers } from './workers';

const USAGE = `npm run rehearsals -- [--scenarios N] [--runs R] [--seed S] [--workers W]
       npm run rehearsals -- --replay SEED/INDEX [--runs R]

Holds \`cdk-address-release rehearse STACK\` against what then happens: N random stacks (default 500) are rehearsed from a snapshot R times each (default 39), then destroyed; and where that fails, both once more. Prints how often
the destroy ended as rehearsed, and in a time that was in the rehearsals' range. The same seed (default 1) gives the same stacks. After Ctrl+C, what came of those until then.`;

const { values } = parseArgs({
  options: { scenarios: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' }, replay: { type: 'string' }, help: { type: 'boolean' } },
});

async function main(): Promise<void> {
  if (values.help === true) { say(USAGE); return; }
  const runs = whole('runs', values.runs ?? '39');
  if (values.replay !== undefined) { say(JSON.stringify(await replay(values.replay, runs), null, 2)); return; }
  const seed = whole('seed', values.seed ?? '1');
  const batches = Math.ceil(whole('scenarios', values.scenarios ?? '500') / BATCH);
  process.env.REHEARSALS = String(runs);
  const all: Verdict[] = [];
  const tasks = Array.from({ length: batches }, (_, batch) => seed * 10_000 + batch + 1);
  const onResult = (part: readonly Verdict[]) => {
    all.push(...part);
    for (const { scenario, stack, difference } of part) if (difference !== undefined) process.stderr.write(`\n${scenario}, stack ${stack}: ${difference}\n`);
    process.stderr.write(`\r${new Set(all.map(({ scenario }) => scenario)).size} of ${batches * BATCH} scenarios `);
  };
  await inWorkers({ script: join(__dirname, 'rehearsals', 'worker.ts'), tasks, workers: whole('workers', values.workers ?? '2'), onResult });
  say(`\n${tableOf(all, runs)}`);
  process.exitCode = all.every(({ isSame }) => isSame) ? 0 : 1;
}

async function replay(name: string, runs: number): Promise<Verdict[]> {
  const [seed = '', index = ''] = name.split('/');
  const found = await verdicts(whole('replay', seed), runs, whole('replay', index) + 1);
  return found.filter(({ scenario }) => scenario === name);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
