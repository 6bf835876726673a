import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ground } from './probe';

const ROOT = join(__dirname, '..', '..');
/** From the repository's root: the CLI gives it to a shell, whose quotes differ. */
const APP = 'node --import tsx bin/verify/product-app.ts';

/** What product-app.ts reads from its context. */
export interface ProductContext {
  readonly run: string;
  readonly what: string;
  /** The watcher's function: it is a stack with a nested one, whose creation is rolled back. */
  readonly watcher?: string;
  /** Whether a pool in which nothing is used any more is deleted with what is in it, or IPAM is waited for. */
  readonly cascadeWhenUnused?: boolean;
  /** The scope of README's example, and its CIDR; without them it is the teardown example. */
  readonly scope?: string;
  readonly cidr?: string;
}

/** The key of it. */
export const PRODUCT = 'product';

export interface CdkRun {
  readonly code: number;
  /** Its last lines, without colours. */
  readonly said: string;
}

/** Runs the CDK CLI on the app of the product's probes, where the probes' clients go, too. It ends when the run is interrupted. */
export async function cdk({ connection, interrupted }: Pick<Ground, 'connection' | 'interrupted'>, region: string, args: readonly string[], context: ProductContext): Promise<CdkRun> {
  const output = mkdtempSync(join(tmpdir(), 'verify-cdk-'));
  const command = [require.resolve('aws-cdk/bin/cdk'), '--app', APP, '--output', output, '--ci', '--progress', 'events', '-c', `${PRODUCT}=${JSON.stringify(context)}`, ...args];
  const env = { ...connection.environment, AWS_REGION: region, AWS_DEFAULT_REGION: region, NO_COLOR: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => void child.kill('SIGTERM');
  interrupted.addEventListener('abort', stop);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? 1));
    });
    return { code, said: said.trim().split('\n').slice(-4).join(' ') };
  } finally {
    interrupted.removeEventListener('abort', stop);
    rmSync(output, { recursive: true, force: true });
  }
}
