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

/** An app in TypeScript, and what the CDK CLI would tell it of its cdk.json. */
export interface InstalledApp {
  readonly name: string;
  readonly file: string;
  /** @default - no context */
  readonly context?: object | undefined;
}

/** Makes a project with the packed library and these versions of the CDK, compiles the apps as strictly as TypeScript can, and synthesizes them. Gives the folder with their cloud assemblies. */
export function synthesizeInstalled(folder: string, tarball: string, versions: Versions, apps: readonly InstalledApp[]): string {
  mkdirSync(folder, { recursive: true });
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const { typescript, '@types/node': types } = devDependencies;
  const dependencies = { ...versions, 'cdk-address-release': `file:${tarball}`, typescript, '@types/node': types };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies }));
  const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: false, types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: apps.map(({ name }) => `${name}.ts`) }));
  for (const { name, file } of apps) copyFileSync(file, join(folder, `${name}.ts`));
  run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline');
  run(folder, 'npx', '--no-install', 'tsc', '-p', '.');
  for (const { name, context = {} } of apps) synthesize(folder, join('cdk.out', name), context, process.execPath, `${name}.js`);
  return join(folder, 'cdk.out');
}

/** Runs an app as the CDK CLI does. */
export function synthesize(cwd: string, outdir: string, context: object, command: string, ...args: readonly string[]): void {
  runIn({ ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:disable-version-reporting': true, ...context }) }, cwd, command, ...args);
}

/** Runs a command. Throws what it printed when it fails. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  return runIn(process.env, cwd, command, ...args);
}

function runIn(environment: NodeJS.ProcessEnv, cwd: string, command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024, env: { ...environment, JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' } });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} in ${cwd} failed:\n${stdout}\n${stderr}`);
  }
}
