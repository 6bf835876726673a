import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Packed {
  readonly bundled: readonly string[];
  readonly files: readonly { readonly path: string }[];
}

describe('the npm package', () => {
  const { scripts, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

  test('runs nothing when it is installed', () => {
    const runAtInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'];
    expect(runAtInstall.filter((name) => name in scripts)).toEqual([]);
  });

  test('has what each of its scripts starts', () => {
    const started = Object.values(scripts).flatMap((script) => [...script.matchAll(/(?<=node |tsx )[\w/]+\.(?:ts|mjs)/g)].map(([file]) => file));
    expect(started).toEqual(expect.arrayContaining(['bin/demo.ts', 'bin/verify.ts', 'lambda/build.mjs']));
    expect(started.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test("brings no other package into the user's project", () => {
    expect(dependencies).toBeUndefined();
    expect(pack().bundled).toEqual([]);
  });

  test('holds what a user needs and nothing else', () => {
    const paths = pack().files.map(({ path }) => path);
    expect(paths.filter((path) => !/^lib\/[\w-]+\.(js|d\.ts)$|^bin\/dist\/[\w-]+\.mjs$/.test(path)).sort()).toEqual(
      [
        '.jsii',
        'API.md',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/dist/THIRD-PARTY-LICENSES.txt',
        'lambda/THIRD-PARTY-LICENSES.txt',
        'lambda/dist/index.js',
        'package.json',
        'rosetta/default.ts-fixture',
        'rosetta/imports.ts-fixture',
      ],
    );
    expect(paths).toEqual(expect.arrayContaining(['lib/index.js', 'lib/index.d.ts', 'bin/dist/cdk-address-release.mjs']));
  });

  test('carries the licence of each package that is bundled into the handler', () => {
    const licences = readFileSync(join(ROOT, 'lambda', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const bundled = execFileSync('npm', ['run', '--silent', 'size'], { cwd: ROOT, encoding: 'utf8' }).matchAll(/^ *[1-9]\d* +\d+ {2}(@[^:\s]+)/gm);
    const names = [...bundled].map(([, name]) => name ?? '');
    expect(names).toEqual(expect.arrayContaining(['@aws-sdk/client-ec2', '@smithy/core']));
    expect(names.filter((name) => !licences.includes(`\n${name}@`))).toEqual([]);
    expect(licences).toContain('Apache License');
    expect(licences).not.toContain('UNLICENSED');
  });

  /** What `npm publish` would send. */
  function pack(): Packed {
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [Packed];
    return packed;
  }
});
