import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import type { createHandler } from '../../lambda/handler';

export const LAMBDA = join(__dirname, '..', '..', 'lambda');

/** Says what is built in the place of a source of the handler; `file` is its path in `lambda`. */
export type Change = (file: string, source: string) => string;

/** The handler, built from changed sources, and loaded by that name. */
export async function builtHandler(name: string, change: Change): Promise<typeof createHandler> {
  const changed: Plugin = {
    name,
    setup: (bundler) => {
      bundler.onLoad({ filter: /[\\/]lambda[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: change(relative(LAMBDA, path).replaceAll(sep, '/'), await readFile(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(LAMBDA, 'handler.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    plugins: [changed],
  });
  const module = { exports: {} as { createHandler?: typeof createHandler } };
  const run = compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require'], { filename: name }) as (...args: unknown[]) => void;
  run(module, module.exports, createRequire(join(LAMBDA, 'handler.ts')));
  if (!module.exports.createHandler) throw new Error(`${name} exports nothing`);
  return module.exports.createHandler;
}
