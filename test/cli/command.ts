import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/sandbox';

const ROOT = join(__dirname, '..', '..');

/** What `npx` runs. */
const BUNDLE = join(ROOT, 'bin', 'dist', 'cdk-address-release.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled command as a user does, without a terminal, against the sandbox. */
export async function command(sandbox: Sandbox | undefined, args: readonly string[], { env = {}, onStart }: { env?: NodeJS.ProcessEnv; onStart?: (kill: (signal: NodeJS.Signals) => void) => void } = {}): Promise<Ended> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS)/.test(name)));
  const nowhere = { AWS_CONFIG_FILE: join(ROOT, 'no-such-file'), AWS_SHARED_CREDENTIALS_FILE: join(ROOT, 'no-such-file'), AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(process.execPath, [BUNDLE, ...args], { env: { ...own, ...nowhere, ...sandbox?.environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  onStart?.((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
