#!/usr/bin/env node
/**
 * Everything that is said of speed and size, measured in one run on one machine: `npm run bench`. When all parts were run, it writes
 * docs/performance.md, and the curves beside it. Nothing of this is a test.
 */
import './no-version-paragraph';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cost } from './bench/cost';
import { deploy } from './bench/deploy';
import { releaseSpeed } from './bench/release-speed';
import type { Benchmark, Section } from './bench/section';
import { start } from './bench/start';
import { synth } from './bench/synth';
import { table } from './bench/table';
import { timeToDestroy } from './bench/time-to-destroy';
import { WEATHER_NAME } from './bench/weather';

const USAGE = `npm run bench -- [--only PART]...

Measures every part (PARTS), or only those that are named; prints the tables. With every part it takes about an hour, and writes
docs/performance.md and the charts in docs/performance. Deletions are measured in the sandbox's weather WEATHER. Run nothing else beside it.`;

/** In the order of the page. */
const PARTS: Readonly<Record<string, Benchmark>> = { 'release-speed': releaseSpeed, 'time-to-destroy': timeToDestroy, start, synth, deploy, cost };

const DOCS = join(__dirname, '..', 'docs');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, help: { type: 'boolean' } } });
  if (values.help === true) { say(USAGE.replace('PARTS', Object.keys(PARTS).join(', ')).replace('WEATHER', WEATHER_NAME)); return; }
  const sections: Section[] = [];
  for (const [name, part] of chosen(values.only)) {
    const section = await part((text) => process.stderr.write(`${name}: ${text}\n`)).catch((error: unknown) => notMeasured(name, error));
    say(textOf(section));
    sections.push(section);
    // Half an hour is long: what was measured is not lost when something goes wrong later.
    if (values.only === undefined) write(sections);
  }
  say(goalTable(sections));
}

/** One part that fails takes nothing from the others. */
function notMeasured(name: string, error: unknown): Section {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${name}: ${message}\n`);
  process.exitCode = 1;
  return { title: name, markdown: 'Not measured: this part failed.', charts: {}, goals: [{ name, toReach: 'to be measured', reached: 'nothing', isReached: false }] };
}

function chosen(only: readonly string[] | undefined): [string, Benchmark][] {
  const unknown = only?.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}, got "${unknown}"`);
  return Object.entries(PARTS).filter(([name]) => only?.includes(name) ?? true);
}

function write(sections: readonly Section[]): void {
  const folder = join(DOCS, 'performance');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of sections.flatMap(({ charts }) => Object.entries(charts))) writeFileSync(join(folder, name), svg);
  const parts = ['# Performance', header(), '## Goals', goalTable(sections), ...sections.map(textOf)];
  writeFileSync(join(DOCS, 'performance.md'), `${parts.join('\n\n')}\n`);
}

function header(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: DOCS, encoding: 'utf8' }).trim();
  // The page itself may differ from the commit: it is what is being written.
  const isChanged = git('status', '--porcelain', '--', '..', ':!performance.md', ':!performance') !== '';
  const commit = `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ', with changes' : ''}`;
  const date = new Date().toISOString().slice(0, 10);
  return `Measured by \`npm run bench\` on ${date}, at commit ${commit}: ${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${memory} GB, Node.js ${process.version}, ${process.platform} ${process.arch}.
AWS is this repository's [sandbox](../sandbox/README.md), not AWS itself, in its weather \`${WEATHER_NAME}\`: what is compared ran on the same machine in the same run.`;
}

function goalTable(sections: readonly Section[]): string {
  const rows = sections.flatMap(({ goals }) => goals).map(({ name, toReach, reached, isReached }) => [name, toReach, reached, isReached ? 'yes' : '**no**']);
  return table(['goal', 'to reach', 'got', 'reached'], rows);
}

function textOf({ title, markdown }: Section): string {
  return `## ${title}\n\n${markdown}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
