// Bundles the handler into lambda/dist/index.js: when the package is built, never at the user's synth.
// The same sources and the same package-lock.json give the same bytes, and so the same asset hash, on every machine.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The build fails when the bundle grows past this: a cold start costs every deletion. */
const MAX_BYTES = 290_000;

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The SDK's schemas use computed keys (`{[_x]: ...}`), which no bundler can prove free of side effects, so the whole of EC2's model
 * would stay in the bundle (aws-sdk-js-v3 #7607). Written out as literals, all that the handler does not call is left out.
 */
const literalSchemaKeys = {
  name: 'literal-schema-keys',
  setup({ onLoad, onEnd }) {
    let replaced = 0;
    onLoad({ filter: /[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const literals = new Map([...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, literal]) => [name, literal]));
      const contents = source.replace(/\[(_\w+)\]:/g, (computed, name) => {
        const literal = literals.get(name);
        if (literal === undefined) return computed;
        replaced += 1;
        return `${literal}:`;
      });
      return { contents, loader: 'js' };
    });
    onEnd(() => {
      if (replaced === 0) throw new Error('no schema key was replaced: the layout of the AWS SDK has changed');
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
  plugins: [literalSchemaKeys],
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
