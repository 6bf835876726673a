// Bundles the command into bin/dist when the package is built: one file that knows the options, and what each sub-command needs beside it,
// loaded when it is asked for. The licences of what is in it are written beside the files.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from '../../lambda/licences.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, '..', 'dist');

await rm(outdir, { recursive: true, force: true });
const { outputFiles, metafile } = await build({
  entryPoints: [{ in: join(here, 'main.ts'), out: 'cdk-address-release' }],
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  mainFields: ['module', 'main'],
  // What is CommonJS in it asks for Node's own modules.
  banner: { js: `import { createRequire as $require } from 'node:module'; import { dirname as $dirname } from 'node:path'; import { fileURLToPath as $path } from 'node:url'; const require = $require(import.meta.url), __filename = $path(import.meta.url), __dirname = $dirname(__filename);` },
  tsconfigRaw: { compilerOptions: { target: 'es2022' } },
  logLevel: 'warning',
  metafile: true,
  write: false,
});

await mkdir(outdir, { recursive: true });
for (const { path, contents } of outputFiles) {
  const isEntry = path.endsWith('cdk-address-release.mjs');
  await writeFile(path, isEntry ? `#!/usr/bin/env node\n${Buffer.from(contents).toString('utf8')}` : contents, { mode: isEntry ? 0o755 : 0o644 });
}
await writeFile(join(outdir, 'THIRD-PARTY-LICENSES.txt'), licencesOf(metafile, process.cwd(), 'bin/dist contains'));
const bytes = outputFiles.reduce((sum, { contents }) => sum + contents.byteLength, 0);
process.stdout.write(`bin/dist: ${outputFiles.length} files, ${bytes} bytes\n`);
