import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/sandbox';
import { say } from './say';

const ROOT = join(__dirname, '..', '..');

const QUIET = { CDK_DISABLE_CLI_TELEMETRY: 'true' };

/** Runs the CDK CLI against the sandbox, its output visible. Resolves with its exit code. */
export function cdk(sandbox: Sandbox, args: readonly string[]): Promise<number> {
  say(`$ npx cdk ${args.join(' ')}`);
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...withoutAwsSettings(process.env), ...sandbox.environment, ...QUIET },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Nobody's own profile or endpoint may reach past the sandbox. */
function withoutAwsSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !/^(AWS_(?!SDK_JS_)|CDK_)/.test(name));
  const nowhere = join(ROOT, 'no-such-file');
  return { ...Object.fromEntries(own), AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere, AWS_EC2_METADATA_DISABLED: 'true' };
}
