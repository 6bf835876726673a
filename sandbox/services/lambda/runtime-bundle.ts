import { join } from 'node:path';

let bundle: Promise<string> | undefined;

/** The runtime as one script that a plain node runs; built once in a process. */
export function runtimeScript(): Promise<string> {
  bundle ??= buildRuntime();
  return bundle;
}

/** Whoever runs no processes needs no esbuild. */
async function buildRuntime(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'runtime', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}
