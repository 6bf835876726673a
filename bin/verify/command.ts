import { writeFileSync } from 'node:fs';
import { Failure } from '../cli/failure';
import { readAssumptions } from './assumptions';
import { callerIn, connectionOf, placeIn, type Connection } from './account';
import { clean } from './clean';
import type { VerifyOptions } from './declare';
import { planOf } from './plan';
import type { Probe } from './probe';
import { PROBES } from './probes';
import type { Regions } from './recording';
import { replay, sayReplay } from './replay/replay';
import { rowsOf, tableOf, type Row } from './report';
import { verify } from './verify';

/** Where the command writes: the result to `print`, what happens meanwhile to `say`. */
export interface Output {
  readonly print: (result: string) => void;
  readonly say: (text: string) => void;
}

const HOMES = ['us-east-1', 'us-west-2', 'eu-west-1'] as const;

/** Gives the exit code: 1 when something differs, is left over or could not be found out. */
export async function verifyCommand(options: VerifyOptions, output: Output, interrupted: AbortSignal, connection: Connection = connectionOf(options)): Promise<number> {
  if (options.replay !== undefined) {
    const replayed = await replay(options.replay, interrupted);
    output.print(sayReplay(replayed));
    return replayed.differences.length === 0 ? 0 : 1;
  }
  const regions = regionsOf(options);
  const probes = chosen(PROBES, options.only);
  const places = { local: placeIn(regions.local, connection), home: placeIn(regions.home, connection) };
  const caller = await callerIn(regions.local, connection);
  if (options.clean) {
    const { removed, left } = await clean(Object.values(places), connection.clock, undefined, output.say);
    output.print([...removed.map((what) => `removed ${what}`), ...left.map((what) => `left ${what}`)].join('\n') || 'nothing was left by any run');
    return left.length === 0 ? 0 : 1;
  }
  const plan = await planOf(probes, places, caller);
  for (const line of plan.lines) output.say(line);
  if (plan.obstacle !== undefined) throw new Failure(plan.obstacle, 'or take an account for trying things');
  if (!options.yes) {
    output.print('Nothing was done: give --yes to do it.');
    return 0;
  }
  const { outcomes, recordings, cleaned } = await verify(connection, regions, probes, timed(output.say, connection), interrupted);
  if (options.recordings !== undefined) for (const recording of recordings) recording.write(options.recordings, isAws(options) ? 'AWS' : 'an endpoint', regions);
  const rows = rowsOf(outcomes, readAssumptions());
  const result = resultOf(rows, cleaned.left, regions);
  output.print(result);
  if (options.out !== undefined) writeFileSync(options.out, `${result}\n`);
  if (interrupted.aborted) return 130;
  return rows.every(({ verdict }) => verdict === 'holds') && cleaned.left.length === 0 ? 0 : 1;
}

function resultOf(rows: readonly Row[], left: readonly string[], { local, home }: Regions): string {
  const count = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  return [
    `${new Date().toISOString().slice(0, 10)}, ${local} and ${home}: ${count('holds')} hold, ${count('differs')} differ, ${count('not found out')} could not be found out.`,
    left.length === 0 ? 'Nothing is left of what was made.' : `LEFT, remove it with --clean: ${left.join('; ')}`,
    '',
    tableOf(rows),
    '',
    'Please paste this into an issue: https://github.com/cdk-address-release/cdk-address-release/issues/new?template=verified.yml',
  ].join('\n');
}

function isAws({ endpointUrl = process.env.AWS_ENDPOINT_URL }: VerifyOptions): boolean {
  return endpointUrl === undefined || endpointUrl === '';
}

function timed(say: Output['say'], { clock }: Connection): Output['say'] {
  const began = clock.now();
  return (text) => {
    const seconds = Math.round((clock.now() - began) / 1000);
    say(`${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')} ${text}`);
  };
}

function regionsOf({ region = process.env.AWS_REGION, homeRegion }: VerifyOptions): Regions {
  if (region === undefined || region === '') throw new Failure('no Region is named', 'give --region, or set AWS_REGION');
  const home = homeRegion ?? HOMES.find((each) => each !== region) ?? region;
  if (home === region) throw new Failure('--home-region is the same as --region', 'name another one: an app that is deployed has an IPAM of its own in --region');
  return { local: region, home, elsewhere: HOMES.find((each) => each !== region && each !== home) ?? 'eu-central-1' };
}

/** Probes by their names, or by the numbers of their assumptions with or without the A. */
export function chosen(all: readonly Probe[], only: readonly string[] | undefined): readonly Probe[] {
  if (only === undefined) return all;
  const isNamed = (probe: Probe, which: string) => probe.name === which || probe.assumptions.some((number) => number === which || number === `A${which}`);
  const unknown = only.find((which) => !all.some((probe) => isNamed(probe, which)));
  if (unknown !== undefined) throw new Failure(`no probe settles "${unknown}"`, `name some of ${all.map(({ name }) => name).join(', ')}, or numbers of docs/assumptions.md that have a probe`);
  return all.filter((probe) => only.some((which) => isNamed(probe, which)));
}
