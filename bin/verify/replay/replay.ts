import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import type { Probe } from '../probe';
import { PROBES } from '../probes';
import type { RecordedExchange, RecordingFile } from '../recording';
import { verify } from '../verify';
import { inVirtualSandbox } from '../virtual-sandbox';
import { answersIn, compare, type Difference } from './compare';

/** How long lists lag, say, is drawn by lot: what one of these sandboxes answers as it was recorded is no difference. */
const SEEDS = [1, 2, 3];

export interface Replay {
  readonly differences: readonly Difference[];
  /** How many calls were compared, of which probes. */
  readonly calls: number;
  readonly probes: readonly string[];
  /** What was not compared, and why. */
  readonly leftOut: readonly string[];
}

/** Has the recorded probes ask a sandbox of this process, and compares what it answers to what is recorded. */
export async function replay(directory: string, interrupted: AbortSignal): Promise<Replay> {
  const files = recordingsIn(directory);
  const [{ regions } = { regions: undefined }] = files;
  if (regions === undefined) throw new Failure(`there is no recording in ${directory}`, 'name the directory that a run with --recordings wrote');
  const probes = PROBES.filter(({ name, needsCdk }) => needsCdk === undefined && files.some(({ probe }) => probe === name));
  const compared = files.filter(({ probe }) => probe === SHARED || probes.some(({ name }) => name === probe));
  const rounds: Difference[][] = [];
  for (const seed of SEEDS) {
    const { recordings } = await inVirtualSandbox([regions.local, regions.home], seed, async (connection) => verify(connection, regions, probes, () => undefined, interrupted));
    const answered = new Map(recordings.map(({ probe, exchanges }) => [probe, asWritten(exchanges)]));
    const ever = { recorded: answersIn(compared.flatMap(({ exchanges }) => exchanges)), sandbox: answersIn([...answered.values()].flat()) };
    rounds.push(compared.flatMap(({ probe, exchanges }) => compare(probe, exchanges, answered.get(probe) ?? [], ever)));
  }
  const [first = [], ...others] = rounds;
  const differences = first.filter((difference) => others.every((round) => round.some((other) => isOfSame(difference, other))));
  return { differences, calls: compared.reduce((sum, { exchanges }) => sum + exchanges.length, 0), probes: probes.map(({ name }) => name), leftOut: files.filter((file) => !compared.includes(file)).map(({ probe }) => whyLeftOut(probe, PROBES)) };
}

/** What the probes share is recorded like a probe. */
const SHARED = 'shared';

function whyLeftOut(name: string, probes: readonly Probe[]): string {
  return probes.some((probe) => probe.name === name) ? `${name}: it needs the CDK CLI` : `${name}: there is no such probe any more`;
}

function isOfSame(one: Difference, other: Difference): boolean {
  return one.probe === other.probe && one.call === other.call && one.member === other.member;
}

function recordingsIn(directory: string): RecordingFile[] {
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
  return names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as RecordingFile);
}

function asWritten(exchanges: readonly RecordedExchange[]): RecordedExchange[] {
  return JSON.parse(JSON.stringify(exchanges)) as RecordedExchange[];
}

/** A table of what differs, and a line of how much was compared. */
export function sayReplay({ differences, calls, probes, leftOut }: Replay): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const table = differences.map(({ probe, call, member, recorded, sandbox }) => line([probe, call, member, recorded, sandbox]));
  return [
    `${calls} recorded calls of ${probes.length} probes: ${differences.length === 0 ? 'the sandbox answers the same' : `the sandbox answers ${differences.length} times something else`}.`,
    ...leftOut.map((why) => `Not compared: ${why}.`),
    ...(table.length === 0 ? [] : ['', line(['probe', 'call', 'member', 'recorded', 'sandbox']), '|---|---|---|---|---|', ...table]),
  ].join('\n');
}
