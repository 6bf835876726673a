import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/sandbox';
import { say } from './say';

const ROOT = join(__dirname, '..', '..');

const QUIET = { CDK_DISABLE_CLI_TELEMETRY: 'true' };

/** Runs the CDK CLI against the sandbox, its output visible. Resolves with its exit code. */
export function cdk(sandbox: Sandbox, args: readonly string[]): Promise<number> {
  say(`$ npx cdk ${args.join(' ')}`);
  return exitOf(spawn(process.execPath, commandLine(args), { cwd: ROOT, stdio: 'inherit', env: environmentFor(sandbox) }));
}

/** The same, its output kept. Rejects with that if it fails. */
export async function cdkQuietly(sandbox: Sandbox, args: readonly string[], cwd = ROOT): Promise<string> {
  const child = spawn(process.execPath, commandLine(args), { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: environmentFor(sandbox) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

function commandLine(args: readonly string[]): string[] {
  return [require.resolve('aws-cdk/bin/cdk'), ...args];
}

function environmentFor(sandbox: Sandbox): NodeJS.ProcessEnv {
  return { ...withoutAwsSettings(process.env), ...sandbox.environment, ...QUIET };
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Nobody's own profile or endpoint may reach past the sandbox. */
function withoutAwsSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !/^(AWS_(?!SDK_JS_)|CDK_)/.test(name));
  const nowhere = join(ROOT, 'no-such-file');
  return { ...Object.fromEntries(own), AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere, AWS_EC2_METADATA_DISABLED: 'true' };
}
