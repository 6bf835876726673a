import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examples } from './packages/examples';
import { pack, run, synthesizeInstalled, type Versions } from './packages/installed';
import { differences, templatesIn, type Templates } from './packages/templates';

const USAGE = `npm run compatibility

Packs the library, installs it beside the oldest aws-cdk-lib that it supports, one in between, and the newest with the newest constructs, compiles and
synthesizes the same stacks (bin/compatibility/apps.ts, and the examples) with each, and compares the templates.`;

const ROOT = join(__dirname, '..');

/** Half-way between the floor and November 2026. */
const BETWEEN = '2.255.0';

function main(): void {
  if (process.argv.includes('--help')) { say(USAGE); return; }
  const { devDependencies: floor } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> & Versions };
  const newest = (name: string) => run(ROOT, 'npm', 'view', name, 'version').trim();
  const tried: readonly Versions[] = [
    floor,
    { 'aws-cdk-lib': BETWEEN, constructs: floor.constructs },
    { 'aws-cdk-lib': newest('aws-cdk-lib'), constructs: newest('constructs') },
  ].map(({ 'aws-cdk-lib': cdk, constructs }) => ({ 'aws-cdk-lib': cdk, constructs }));
  const folder = mkdtempSync(join(tmpdir(), 'compatibility-'));
  try {
    const tarball = pack(folder);
    const apps = [{ name: 'apps', file: join(__dirname, 'compatibility', 'apps.ts') }, ...examples()];
    let expected: Templates | undefined;
    for (const versions of tried) {
      const templates = templatesIn(synthesizeInstalled(join(folder, versions['aws-cdk-lib']), tarball, versions, apps));
      expected ??= templates;
      report(versions, expected, templates);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report({ 'aws-cdk-lib': cdk, constructs }: Versions, expected: Templates, templates: Templates): void {
  const different = differences(expected, templates);
  say(`aws-cdk-lib ${cdk}, constructs ${constructs}: ${Object.keys(templates).length} templates, ${different.length} differences`);
  for (const difference of different) say(`  ${difference}`);
  if (different.length > 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
