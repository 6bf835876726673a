import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What the handler's Lambda function has no use for, and the file of this folder that says what it has instead. */
const STAND_INS = {
  '@aws/lambda-invoke-store': 'invoke-store.ts',
  '@aws-sdk/credential-provider-node': 'environment-credentials.ts',
  '@aws-sdk/signature-v4-multi-region': 'single-region-signer.ts',
  '@smithy/core/checksum': 'sha256.ts',
  '@smithy/core/event-streams': 'event-streams.ts',
  '@smithy/core/retry': 'single-attempt.ts',
};

/**
 * Makes what the handler does not use of the AWS SDK visible as such, so that esbuild leaves it out. It leans on how the SDK is built:
 * whatever it does not find fails the build.
 *
 * - Schemas use constants as computed keys (`{[_x]: ...}`), which no bundler can prove free of side effects: the whole of EC2's model would
 *   stay (aws-sdk-js-v3 #7607). The constants are written out.
 * - A member's name in a query is its `ec2QueryName`, or else its `xmlName` with a capital letter. Nearly always both are the same.
 * - Each modelled error is registered with a class of its own. The handler knows errors by their code, which the service's base class has, too.
 * - A client reads nothing but the version from its package.json.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
 */
export const slimSdk = {
  name: 'slim-sdk',
  setup({ initialOptions, onLoad, onEnd }) {
    const done = { names: 0, queryNames: 0, errors: 0, packages: 0 };
    initialOptions.alias = Object.fromEntries(Object.entries(STAND_INS).map(([from, file]) => [from, pathOf(file)]));
    // `new RegExp(...)` at the top of a module throws for a malformed pattern and does nothing else.
    initialOptions.pure = ['RegExp'];

    onLoad({ filter: /[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const names = new Map([...source.matchAll(/^const (_\w+) = "([^"\n]*)";$/gm)].map(([, constant, name]) => [constant, name]));
      const contents = source
        .replace(/(?<!const )\b_\w+\b/g, (constant) => {
          if (!names.has(constant)) return constant;
          done.names += 1;
          return `"${names.get(constant)}"`;
        })
        .replace(/\["ec2QueryName"\]: `(\w+)`,\s*(?=\["xmlName"\]: "(\w+)")/g, (stated, queryName, xmlName) => {
          if (queryName !== capitalized(xmlName)) return stated;
          done.queryNames += 1;
          return '';
        })
        .replace(/^n0_registry\.registerError\(.*\);$/gm, () => {
          done.errors += 1;
          return '';
        });
      return { contents, loader: 'js' };
    });
    onLoad({ filter: /[\\/]client-[a-z0-9-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      done.packages += 1;
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onEnd(({ errors, metafile }) => {
      if (errors.length > 0) return;
      const loaded = Object.keys(metafile.inputs);
      const idle = [
        ...Object.keys(done).filter((what) => done[what] === 0),
        ...Object.values(STAND_INS).filter((file) => !loaded.some((path) => path.endsWith(`lambda/sdk/${file}`))),
      ];
      if (idle.length > 0) throw new Error(`the layout of the AWS SDK has changed: slim-sdk found no use for ${idle.join(', ')}`);
    });
  },
};

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
