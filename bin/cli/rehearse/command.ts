import { writeFile } from 'node:fs/promises';
import { EXIT } from '../exit';
import { Failure } from '../failure';
import { screenFor } from '../screen';
import { readAssembly } from './assembly';
import type { RehearseOptions } from './declare';
import { renderPage } from './page/page';
import { rehearse } from './rehearse';
import type { Report } from './report';
import { synthesize } from './synthesize';
import { renderReport } from './table';

export async function rehearseCommand(options: RehearseOptions): Promise<number> {
  const screen = screenFor(options);
  const { account, region, seed, runs, take, tag, weather } = options;
  const assembly = await synthesize(options);
  try {
    const stacks = readAssembly(assembly.directory, { account, region });
    if (stacks.length === 0) throw new Failure('the app has no stack', 'name another app with --app');
    const subject = { stacks, take, weather, ...(tag === undefined ? {} : { tag }) };
    const report = await rehearse(subject, { seed, runs, command: commandOf(options) }, (done) => {
      if (runs > 1 && screen.isInteractive) screen.say(`${done} of ${runs}`);
    });
    screen.print(options.output === 'json' ? JSON.stringify(report, undefined, 2) : renderReport(report, screen));
    if (options.html !== undefined) await writePage(options.html, report);
    return { clear: EXIT.done, pending: EXIT.pending, blocked: EXIT.failed }[report.verdict];
  } finally {
    assembly.remove();
  }
}

async function writePage(file: string, report: Report): Promise<void> {
  await writeFile(file, renderPage(report)).catch((error: unknown) => {
    throw new Failure(`${file} can't be written (${(error as { code?: string }).code ?? 'no file'})`, 'name a file in a folder that is there with --html', { cause: error });
  });
}

/** What repeats the rehearsal, whatever the defaults become. */
function commandOf({ app, context = [], account, region, take, tag = {}, weather, seed, runs }: RehearseOptions): string {
  const taken = Object.entries(take).flatMap(([what, count]: [string, number]) => (count === 0 ? [] : [`${what}=${count}`]));
  const words = [
    'npx cdk-address-release rehearse',
    ...(app === undefined ? [] : [`--app ${quoted(app)}`]),
    ...context.map((each) => `--context ${quoted(each)}`),
    `--account ${account} --region ${region}`,
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
