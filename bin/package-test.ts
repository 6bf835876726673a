import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KIND } from '../sandbox/unkindness';
import { Sandbox } from '../sandbox/sandbox';
import { cdkQuietly } from './demo/cdk';
import { examples } from './packages/examples';
import { synthesizeInstalled, type Versions } from './packages/installed';
import { fileIn, rehearseExampleInPython, synthesizeExampleInPython, synthesizeInGo, synthesizeInJava, synthesizeInPython } from './packages/languages';
import { differences, templatesIn, type Templates } from './packages/templates';
import { hasTools, type Language } from './packages/tools';

const USAGE = `npm run package:test

Installs what \`npm run package\` made into fresh projects in TypeScript, Python, Java and Go, synthesizes the same app in each (bin/packages/app.*), and compares the templates.
The example in Python is deployed to a sandbox, destroyed, and rehearsed with the packed command. A language whose tools this machine lacks is named and left out. Takes minutes and downloads the CDK for each language.`;

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** What Go gets, where the other languages get the newest or the oldest. */
const CDK_FOR_GO = '2.276.0';

/** The example that examples/python is the same as. */
const IN_PYTHON_TOO = 'vpc-from-pool';

async function main(): Promise<void> {
  if (process.argv.includes('--help')) { say(USAGE); return; }
  const { version, devDependencies: floor } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string; devDependencies: Versions };
  const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
  const folderFor = (language: string) => {
    mkdirSync(join(folder, language));
    return join(folder, language);
  };
  try {
    const { 'aws-cdk-lib': cdk, constructs } = floor;
    const apps = [{ name: 'app', file: join(__dirname, 'packages', 'app.ts') }, ...examples().filter(({ name }) => name === IN_PYTHON_TOO)];
    const assemblies = synthesizeInstalled(folderFor('typescript'), fileIn(join(DIST, 'js'), '.tgz'), { 'aws-cdk-lib': cdk, constructs }, apps);
    const expected = templatesIn(join(assemblies, 'app'));
    const languages: Readonly<Record<Language, (into: string) => string>> = {
      python: (into) => synthesizeInPython(into, DIST),
      java: (into) => synthesizeInJava(into, DIST, version),
      go: (into) => synthesizeInGo(into, DIST, cdk, CDK_FOR_GO),
    };
    for (const [language, synthesize] of Object.entries(languages) as [Language, (into: string) => string][]) {
      if (hasTools(language, 'its package is not tried')) report(language, expected, templatesIn(synthesize(folderFor(language))));
    }
    if (existsSync(join(folder, 'python'))) {
      const example = synthesizeExampleInPython(join(folder, 'python'));
      report('examples/python', templatesIn(join(assemblies, IN_PYTHON_TOO)), templatesIn(example));
      await deployAndDestroy(example);
      say('examples/python: deployed and destroyed');
      const { status, said } = rehearseExampleInPython(join(folder, 'python'), join(folder, 'typescript'));
      say(`examples/python, rehearsed: ${said.split('\n')[0] ?? ''}`);
      if (status !== 2) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a sandbox, with the CDK CLI. */
async function deployAndDestroy(assembly: string): Promise<void> {
  const sandbox = await Sandbox.start({ timeScale: 60, unkindness: KIND });
  try {
    await cdkQuietly(sandbox, ['deploy', '--all', '--app', assembly, '--require-approval', 'never']);
    await cdkQuietly(sandbox, ['destroy', '--all', '--app', assembly, '--force']);
  } finally {
    await sandbox.stop();
  }
}

function report(language: Language | 'examples/python', expected: Templates, templates: Templates): void {
  const different = differences(expected, templates);
  say(different.length === 0 ? `${language}: the template is TypeScript's` : `${language}: ${different.length} differences from TypeScript's template`);
  for (const difference of different) say(`  ${difference}`);
  if (different.length > 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
