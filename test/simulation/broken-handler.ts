import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import type { createHandler } from '../../lambda/handler';

/** One line of the handler, changed for the worse. */
export interface Damage {
  /** In `lambda`. */
  readonly file: string;
  readonly line: string;
  readonly becomes: string;
}

const LAMBDA = join(__dirname, '..', '..', 'lambda');

/** The handler, built with one line changed. Throws when the line is not there exactly once. */
export async function brokenHandler({ file, line, becomes }: Damage): Promise<typeof createHandler> {
  let times = 0;
  const damage: Plugin = {
    name: 'damage',
    setup: (bundler) => {
      bundler.onLoad({ filter: new RegExp(`[\\\\/]lambda[\\\\/](.*[\\\\/])?${basename(file).replace('.', '\\.')}$`) }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        times += source.split(line).length - 1;
        return { contents: source.replace(line, becomes), loader: 'ts' };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(LAMBDA, 'handler.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    plugins: [damage],
  });
  if (times !== 1) throw new Error(`${file} has the line ${times} times, not once: ${line}`);
  const module = { exports: {} as { createHandler?: typeof createHandler } };
  const run = compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require'], { filename: `broken-${basename(file)}` }) as (...args: unknown[]) => void;
  run(module, module.exports, createRequire(join(LAMBDA, 'handler.ts')));
  if (!module.exports.createHandler) throw new Error('the broken handler exports nothing');
  return module.exports.createHandler;
}
