import { join } from 'node:path';
import { run } from './packages/installed';
import { hasTools } from './packages/tools';

const USAGE = `npm run package

Makes the package for every language of the CDK, in dist: an npm tarball, a Python wheel, a Maven artifact, a Go module, and a NuGet package. What this
machine can't build is named and left out. Fails if an example of the documentation does not compile, or can't be translated.`;

const ROOT = join(__dirname, '..');
const TABLET = '.jsii.tabl.json';

function main(): void {
  if (process.argv.includes('--help')) { process.stdout.write(`${USAGE}\n`); return; }
  run(ROOT, 'npm', 'run', '--silent', 'build');
  run(ROOT, 'npx', '--no-install', 'jsii-rosetta', 'extract', '--compile', '--fail', '--strict', '.');
  const python = hasTools('python', 'no wheel is made') ? ['python'] : [];
  const java = hasTools('java', 'no Maven artifact is made') ? ['java'] : [];
  const dotnet = hasTools('dotnet', 'its package is made as code alone') ? ['dotnet'] : [];
  pacmak(['js', ...python, ...java, ...dotnet]);
  // A Go module is its code. To build it here would only compile the whole CDK.
  pacmak(dotnet.length > 0 ? ['go'] : ['go', 'dotnet'], '--code-only');
}

function pacmak(targets: readonly string[], ...options: readonly string[]): void {
  run(ROOT, 'npx', '--no-install', 'jsii-pacmak', '--no-npmignore', '--force', '--rosetta-tablet', TABLET, '--rosetta-unknown-snippets', 'fail', ...options, ...targets.flatMap((target) => ['--targets', target]));
  process.stdout.write(`${targets.map((target) => `dist/${target}`).join(', ')}\n`);
}

main();
