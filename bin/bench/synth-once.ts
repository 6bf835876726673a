import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import type { SynthContender } from './synth-contenders';

/** What one synth gave: of the first stack, where there are several. */
export interface Synth {
  /** The processor's time from `new App()` to the end of `app.synth()`, in milliseconds: what else the machine does has little to do with it. */
  readonly took: number;
  readonly templateBytes: number;
  readonly resources: number;
  /** The code of functions that was staged in files. */
  readonly code: readonly Buffer[];
}

interface AssetManifest {
  readonly files: Readonly<Record<string, { readonly source: { readonly path: string; readonly packaging: string } }>>;
}

/** Synthesizes an app with the feature flags of a new one. Each contender has a stack that owns a pool. */
export function synthOnce(...contenders: readonly SynthContender[]): Synth {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-address-release-synth-'));
  try {
    const start = process.cpuUsage();
    const app = new App({ outdir, context: CURRENTLY_RECOMMENDED_FLAGS });
    contenders.forEach((contender, index) => {
      const stack = new Stack(app, `Stack${index}`);
      contender(stack, new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: 'ipam-scope-0123456789abcdef0', addressFamily: 'ipv4' }));
    });
    app.synth();
    const { user, system } = process.cpuUsage(start);
    const template = readFileSync(join(outdir, 'Stack0.template.json'), 'utf8');
    const { Resources } = JSON.parse(template) as { readonly Resources: object };
    return { took: (user + system) / 1000, templateBytes: Buffer.byteLength(template), resources: Object.keys(Resources).length, code: stagedCode(outdir) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function stagedCode(outdir: string): Buffer[] {
  const { files } = JSON.parse(readFileSync(join(outdir, 'Stack0.assets.json'), 'utf8')) as AssetManifest;
  const folders = Object.values(files).filter(({ source }) => source.packaging === 'zip').map(({ source }) => join(outdir, source.path));
  return folders.flatMap((folder) => readdirSync(folder).map((file) => readFileSync(join(folder, file))));
}
