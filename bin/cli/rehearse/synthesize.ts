import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure';
import type { RehearseOptions } from './declare';

const MANIFEST = 'manifest.json';
/** Of what the CDK CLI and the app say, what an error repeats. */
const LAST_WORDS = 600;

/** The cloud assembly of the app: where it is, and what takes it away again. */
export interface Synthesized {
  readonly directory: string;
  readonly remove: () => void;
}

/** Synthesizes with the CDK CLI of the app, unless it is a cloud assembly already. Nothing is looked up in AWS for it. */
export async function synthesize({ app, context = [] }: Pick<RehearseOptions, 'app' | 'context'>): Promise<Synthesized> {
  if (app !== undefined && isAssembly(app)) return { directory: app, remove: () => undefined };
  if (app === undefined && !existsSync('cdk.json')) throw new Failure('there is no cdk.json here', "go to the app's folder, or name the app with --app");
  const directory = mkdtempSync(join(tmpdir(), 'address-release-rehearsal-'));
  const remove = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await runCdk(['synth', '--quiet', '--no-lookups', '--output', directory, ...(app === undefined ? [] : ['--app', app]), ...context.flatMap((each) => ['--context', each])]);
    if (!isAssembly(directory)) throw new Failure('cdk synth wrote no cloud assembly', 'run cdk synth, and see what it says');
    return { directory, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function isAssembly(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(path, MANIFEST));
}

async function runCdk(args: readonly string[]): Promise<void> {
  const script = ownCdk();
  const { command, before } = script === undefined ? { command: 'cdk', before: [] } : { command: process.execPath, before: [script] };
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Failure('the CDK CLI is not here', 'install it with npm install --save-dev aws-cdk', { cause: error }) : error);
    });
    child.once('close', resolve);
  });
  if (code === 0) return;
  if (/lookups? (have been|are) disabled/i.test(said)) {
    throw new Failure('the app looks up something in AWS that cdk.context.json does not have, and a rehearsal asks AWS nothing', 'run cdk synth once with your credentials, then rehearse');
  }
  throw new Failure(`cdk synth failed: ${said.trim().slice(-LAST_WORDS)}`, 'run cdk synth, and mend what it says');
}

/** The one that is installed for the app; undefined: the one on the PATH. */
function ownCdk(): string | undefined {
  try {
    return createRequire(join(process.cwd(), 'app')).resolve('aws-cdk/bin/cdk');
  } catch {
    return undefined;
  }
}
