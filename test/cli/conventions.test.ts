import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withReference } from '../../bin/cli/docs';
import { LANGUAGES } from '../../bin/cli/plan/declare';
import { linesToAdd } from '../../bin/cli/plan/lines-to-add';
import { withoutCredentials } from '../../bin/cli/failure';
import { createProgram } from '../../bin/cli/program';
import { command } from './command';

const ROOT = join(__dirname, '..', '..');
const DIST = join(ROOT, 'bin', 'dist');

test('docs/cli.md has every option, as the program has it (npm run docs writes them)', () => {
  const page = readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8');
  expect(page).toBe(withReference(page));
});

test('--help of every command has examples, and loads nothing but the options', async () => {
  for (const { name } of createProgram().commands.map((each) => ({ name: each.name() }))) {
    const { code, stdout, stderr } = await command(undefined, [name, '--help'], { env: { NODE_DEBUG: 'esm' } });
    expect({ name, code, hasExamples: stdout.includes(`$ cdk-address-release ${name}`) }).toEqual({ name, code: 0, hasExamples: true });
    expect(stderr).not.toContain('command-');
  }
});

test('--help reads little: no SDK, and less than a tenth of what the commands are made of', () => {
  const read = new Set<string>();
  const follow = (name: string) => {
    if (read.has(name)) return;
    read.add(name);
    const text = readFileSync(join(DIST, name), 'utf8');
    for (const [, imported = ''] of text.matchAll(/(?:\bfrom|\bimport) ?"\.\/([^"]+)"/g)) follow(imported);
  };
  follow('cdk-address-release.mjs');
  const bytes = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0);
  expect(bytes(read)).toBeLessThan(bytes(readdirSync(DIST).filter((name) => name.endsWith('.mjs'))) / 10);
});

test.each([
  [['plan', 'Stack', '--output', 'xml'], "error: option '--output <format>' argument 'xml' is invalid. Allowed choices are table, json."],
  [['plan', 'Stack', '--region', 'us-east-1', '--pool', 'ipam-pool-0ec3f7cf1ae3aba60'], 'cdk-address-release: a stack, --pool and --address exclude each other; name one of them'],
  [['plan', 'Stack'], 'cdk-address-release: no Region is named; give --region, or set AWS_REGION or a region in the profile'],
  [['plan', 'Stack', '--region', 'us-east-1'], /^cdk-address-release: who calls in us-east-1: AWS takes no credentials from here \(.*\); sign in \(aws sso login\), or name a profile with --profile$/],
])('%j is an error of one line that says what to do', async (args, expected) => {
  const { code, stdout, stderr } = await command(undefined, args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const [line, ...more] = stderr.trim().split('\n');
  expect(line).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  expect(more.filter((each) => !each.includes('--help'))).toEqual([]);
});

test('an error comes with its stack trace for those who ask for it', async () => {
  expect((await command(undefined, ['plan', 'Stack', '--debug'])).stderr).toMatch(/\n {4}at /);
});

test('no output has credentials in it', () => {
  const text = 'The key AKIAIOSFODNN7EXAMPLE is unknown; Credential=ASIAIOSFODNN7EXAMPLE/20260101 Signature=abcdef "SessionToken": "xyz"';
  expect(withoutCredentials(text)).not.toMatch(/IOSFODNN7|abcdef|xyz/);
});

test.each(LANGUAGES)('the lines to add are written in %s', (language) => {
  const lines = linesToAdd(language, ['NetworkPool']);
  const call = { typescript: 'networkPool.with(new EmptyOnDelete());', python: 'EmptyOnDelete().apply_to(network_pool)', java: 'new EmptyOnDelete().applyTo(networkPool);', csharp: 'new EmptyOnDelete().ApplyTo(networkPool);', go: 'release.NewEmptyOnDelete(nil).ApplyTo(networkPool)' };
  expect(lines).toContain(call[language]);
});
