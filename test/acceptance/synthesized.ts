import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { zipSync } from 'fflate';
import { ACCOUNT } from '../../sandbox/principal';
import { buckets } from '../../sandbox/services/s3/buckets';
import type { World } from '../../sandbox/world';

const BUCKET = (region: string) => `cdk-hnb659fds-assets-${ACCOUNT}-${region}`;

/** A stack as `cdk synth` leaves it: its template, and the assets, by the names that they are published under. */
export interface Synthesized {
  readonly templateUrl: string;
  readonly objects: readonly { readonly key: string; readonly body: Buffer }[];
}

export function synthesize(name: string, region: string, fill: (stack: Stack) => void): Synthesized {
  const app = new App();
  fill(new Stack(app, name));
  const assembly = app.synth();
  const { templateFile } = assembly.getStackByName(name);
  const manifest = JSON.parse(readFileSync(join(assembly.directory, `${name}.assets.json`), 'utf8')) as AssetManifest;
  const files = Object.values(manifest.files).map(({ source, destinations }) => {
    const path = join(assembly.directory, source.path);
    const body = source.packaging === 'zip' ? zipOf(path) : readFileSync(path);
    return { body, isTemplate: source.path === templateFile, keys: Object.values(destinations).map(({ objectKey }) => objectKey) };
  });
  const templateKey = files.find(({ isTemplate }) => isTemplate)?.keys[0] ?? '';
  return {
    templateUrl: `https://s3.${region}.amazonaws.com/${BUCKET(region)}/${templateKey}`,
    objects: files.flatMap(({ body, keys }) => keys.map((key) => ({ key, body }))),
  };
}

/** Puts template and assets where `cdk deploy` publishes them. */
export function publish(world: World, region: string, { objects }: Synthesized): void {
  for (const { key, body } of objects) buckets(world).put(BUCKET(region), key, body);
}

function zipOf(directory: string): Buffer {
  const files = Object.fromEntries(readdirSync(directory).map((file) => [file, readFileSync(join(directory, file))]));
  return Buffer.from(zipSync(files));
}

interface AssetManifest {
  readonly files: Record<string, { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }>;
}
