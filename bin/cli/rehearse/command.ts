import { writeFile } from 'node:fs/promises';
import { connect, SYSTEM_CLOCK } from '../aws';
import { EXIT } from '../exit';
import { Failure } from '../failure';
import { screenFor } from '../screen';
import { readAssembly } from './assembly';
import { DEFAULT_REGION, type RehearseOptions } from './declare';
import type { Subject } from './life';
import { renderPage } from './page/page';
import { rehearse } from './rehearse';
import type { Report } from './report';
import { anonymized } from './snapshot/anonymize';
import { loadSnapshotFile, saveSnapshot, type Snapshot } from './snapshot/snapshot';
import { takeSnapshot } from './snapshot/take-snapshot';
import { synthesize } from './synthesize';
import { renderReport } from './table';
import { NOTHING, takingOf } from './taking';

export async function rehearseCommand(stack: string | undefined, options: RehearseOptions): Promise<number> {
  const { from, app, save, anonymize, context } = options;
  const named = [stack, from, app].filter((choice) => choice !== undefined);
  if (named.length > 1) throw new Failure('a stack, --from and --app exclude each other', 'name one of them');
  const isDeployed = stack !== undefined || from !== undefined;
  if (!isDeployed && (save !== undefined || anonymize === true)) throw new Failure('--save and --anonymize are for a snapshot of a deployed stack', 'name the stack, or a snapshot with --from');
  if (isDeployed && context !== undefined) throw new Failure('--context is for an app', 'leave it out');
  return isDeployed ? rehearseSnapshot(stack, options) : rehearseApp(options);
}

async function rehearseApp(options: RehearseOptions): Promise<number> {
  const assembly = await synthesize(options);
  try {
    const stacks = readAssembly(assembly.directory, { account: options.account, region: options.region ?? DEFAULT_REGION });
    if (stacks.length === 0) throw new Failure('the app has no stack', 'name another app with --app');
    return await show({ stacks }, options, commandOf(appWords(options), options));
  } finally {
    assembly.remove();
  }
}

async function rehearseSnapshot(stack: string | undefined, options: RehearseOptions): Promise<number> {
  const { from, save, anonymize, profile, endpointUrl } = options;
  const read = from === undefined ? await readDeployed(stack ?? '', options) : loadSnapshotFile(from);
  const snapshot = anonymize === true ? anonymized(read) : read;
  if (save !== undefined) saveSnapshot(save, snapshot);
  const kept = save ?? from;
  const access = [...(profile === undefined ? [] : [`--profile ${quoted(profile)}`]), ...(endpointUrl === undefined ? [] : [`--endpoint-url ${quoted(endpointUrl)}`])];
  const words = kept === undefined ? [quoted(stack ?? ''), `--region ${snapshot.region}`, ...access] : [`--from ${quoted(kept)}`];
  // What is kept is anonymous already.
  return show({ stacks: [], snapshot }, options, commandOf([...words, ...(anonymize === true && save === undefined ? ['--anonymize'] : [])], options));
}

async function readDeployed(stack: string, options: RehearseOptions): Promise<Snapshot> {
  const screen = screenFor(options);
  const aws = await connect(options, options.debug ? screen.say : undefined);
  return takeSnapshot(aws, aws.world({ clock: SYSTEM_CLOCK, log: () => undefined, retries: true }), stack);
}

async function show(what: Pick<Subject, 'stacks' | 'snapshot'>, options: RehearseOptions, command: string): Promise<number> {
  const screen = screenFor(options);
  const { seed, runs, take, tag, weather } = options;
  const report = await rehearse({ ...what, take: take === undefined ? NOTHING : takingOf(take), weather, ...(tag === undefined ? {} : { tag }) }, { seed, runs, command }, (done) => {
    if (runs > 1 && screen.isInteractive) screen.say(`${done} of ${runs}`);
  });
  screen.print(options.output === 'json' ? JSON.stringify(report, undefined, 2) : renderReport(report, screen));
  if (options.html !== undefined) await writePage(options.html, report);
  return { clear: EXIT.done, pending: EXIT.pending, blocked: EXIT.failed }[report.verdict];
}

async function writePage(file: string, report: Report): Promise<void> {
  await writeFile(file, renderPage(report)).catch((error: unknown) => {
    throw new Failure(`${file} can't be written (${(error as { code?: string }).code ?? 'no file'})`, 'name a file in a folder that is there with --html', { cause: error });
  });
}

function appWords({ app, context = [], account, region = DEFAULT_REGION }: RehearseOptions): string[] {
  return [...(app === undefined ? [] : [`--app ${quoted(app)}`]), ...context.map((each) => `--context ${quoted(each)}`), `--account ${account} --region ${region}`];
}

/** What repeats the rehearsal, whatever the defaults become. */
function commandOf(what: readonly string[], { take, tag = {}, weather, seed, runs }: RehearseOptions): string {
  const taken = take === undefined ? [] : 'file' in take ? [quoted(take.file)] : Object.entries(take).flatMap(([thing, count]) => (count === 0 ? [] : [`${thing}=${count}`]));
  const words = [
    'npx cdk-address-release rehearse',
    ...what,
    ...(taken.length === 0 ? [] : [`--take ${taken.join(',')}`]),
    ...Object.entries(tag).map(([key, value]) => `--tag ${quoted(`${key}=${value}`)}`),
    `--weather ${weather} --seed ${seed}`,
    ...(runs === 1 ? [] : [`--runs ${runs}`]),
  ];
  return words.join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
