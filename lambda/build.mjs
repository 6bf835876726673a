// Bundles the handler into lambda/dist/index.js: when the package is built, never at the user's synth. With --report it says what is in it.
// The licences of what is in it are written beside the folder, which is what is deployed.
// The same sources and the same package-lock.json give the same bytes, and so the same asset hash, on every machine.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { MAX_BYTES, sizeReport } from './bundle-size.mjs';
import { licencesOf } from './licences.mjs';
import { slimSdk } from './sdk/slim-sdk.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const { outputFiles, metafile } = await build({
  entryPoints: [join(here, 'index.ts')],
  outfile: join(here, 'dist', 'index.js'),
  bundle: true,
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  plugins: [slimSdk],
  tsconfigRaw: { compilerOptions: { target: 'es2022' } },
  logLevel: 'warning',
  metafile: true,
  write: false,
});

const [bundle] = outputFiles;
const bytes = bundle.contents.byteLength;
if (bytes > MAX_BYTES) {
  throw new Error(`the bundle has ${bytes} bytes, more than the ${MAX_BYTES} of lambda/bundle-budget.json:\n${sizeReport(metafile)}`);
}
await mkdir(dirname(bundle.path), { recursive: true });
await writeFile(bundle.path, bundle.contents);
await writeFile(join(here, 'THIRD-PARTY-LICENSES.txt'), licencesOf(metafile, process.cwd()));
process.stdout.write(process.argv.includes('--report') ? sizeReport(metafile) : `lambda/dist/index.js: ${bytes} bytes\n`);
