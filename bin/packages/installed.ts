import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export interface Versions {
  readonly 'aws-cdk-lib': string;
  readonly constructs: string;
}

/** Packs the library as `npm publish` would. Gives the tarball. */
export function pack(folder: string): string {
  run(ROOT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}

/** Makes a project with the packed library and these versions of the CDK, compiles the app as strictly as TypeScript can, and synthesizes it. Gives the cloud assembly. */
export function synthesizeInstalled(folder: string, tarball: string, versions: Versions, app: string): string {
  mkdirSync(folder, { recursive: true });
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const { typescript, '@types/node': types } = devDependencies;
  const dependencies = { ...versions, 'cdk-address-release': `file:${tarball}`, typescript, '@types/node': types };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies }));
  const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: false, types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  copyFileSync(app, join(folder, 'app.ts'));
  run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline');
  run(folder, 'npx', '--no-install', 'tsc', '-p', '.');
  run(folder, process.execPath, 'app.js', 'cdk.out');
  return join(folder, 'cdk.out');
}

/** Runs a command. Throws what it printed when it fails. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024, env: { ...process.env, JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' } });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} in ${cwd} failed:\n${stdout}\n${stderr}`);
  }
}
