// Bundles the handler into lambda/dist/index.js: when the package is built, never at the user's synth.
// The same sources and the same package-lock.json give the same bytes, and so the same asset hash, on every machine.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The build fails when the bundle grows past this: a cold start costs every deletion. */
const MAX_BYTES = 242_000;

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Makes what the handler does not use of the SDK's clients visible as such, so that esbuild leaves it out.
 *
 * - Schemas use computed keys (`{[_x]: ...}`), which no bundler can prove free of side effects: the whole of EC2's model would stay
 *   (aws-sdk-js-v3 #7607). They are written out as literals.
 * - Each modelled error is registered with a class of its own. The handler knows errors by their code, which the service's base class has, too.
 * - A client reads nothing but the version from its package.json.
 */
const slimClients = {
  name: 'slim-clients',
  setup({ onLoad, onEnd }) {
    const done = { keys: 0, errors: 0, packages: 0 };
    onLoad({ filter: /[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const literals = new Map([...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, literal]) => [name, literal]));
      const contents = source
        .replace(/\[(_\w+)\]:/g, (computed, name) => {
          const literal = literals.get(name);
          if (literal === undefined) return computed;
          done.keys += 1;
          return `${literal}:`;
        })
        .replace(/^n0_registry\.registerError\(.*\);$/gm, () => {
          done.errors += 1;
          return '';
        });
      return { contents, loader: 'js' };
    });
    onLoad({ filter: /[\\/]client-[a-z0-9]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      done.packages += 1;
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onEnd(() => {
      for (const [what, times] of Object.entries(done)) {
        if (times === 0) throw new Error(`slim-clients found no ${what}: the layout of the AWS SDK has changed`);
      }
    });
  },
};

const { outputFiles } = await build({
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
  alias: { '@aws-sdk/credential-provider-node': join(here, 'environment-credentials.ts') },
  plugins: [slimClients],
  // Loaded by the SDK when an operation streams events, which none of ours does.
  external: ['@smithy/core/event-streams'],
  tsconfigRaw: { compilerOptions: { target: 'es2022' } },
  logLevel: 'warning',
  write: false,
});

const [bundle] = outputFiles;
if (bundle.contents.byteLength > MAX_BYTES) {
  throw new Error(`the bundle has ${bundle.contents.byteLength} bytes, more than the ${MAX_BYTES} it may have`);
}
await mkdir(dirname(bundle.path), { recursive: true });
await writeFile(bundle.path, bundle.contents);
process.stdout.write(`lambda/dist/index.js: ${bundle.contents.byteLength} bytes\n`);
