import { build } from 'esbuild';
import { join } from 'node:path';

let bundle: Promise<string> | undefined;

/** The runtime as one script that a plain node runs; built once in a process. */
export function runtimeScript(): Promise<string> {
  bundle ??= build({
    entryPoints: [join(__dirname, 'runtime', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return bundle;
}
