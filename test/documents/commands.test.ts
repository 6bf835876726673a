import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../bin/cli/program';
import { readOptions } from '../../bin/sandbox/options';
import { commandsOf, PAGES } from './pages';

const ROOT = join(__dirname, '..', '..');
const OURS = 'npx cdk-address-release ';
const SANDBOX = 'npm run sandbox -- ';

/** What a page may tell a reader to run, and where it is run, or why nowhere. Names of a stack are the reader's. */
const RUN_IN: readonly (readonly [command: RegExp, where: string])[] = [
  [/^npm (ci|install cdk-address-release)( && npm (test|run build|run demo))?$|^git clone |^cd |^npm run build$/, '.github/workflows/test.yml'],
  [/^npm run demo$/, 'test/acceptance/demo.test.ts'],
  [/^npx jest test\/lambda\/error-table\.test\.ts$/, 'test/lambda/error-table.test.ts'],
  [/^npm run network-team$|^npx cdk (deploy|destroy)\b/, 'test/nightly/getting-started.test.ts'],
  [/^npm run (soak|rehearsals) /, '.github/workflows/soak.yml'],
  // The AWS CLI is not part of the development packages; the same API calls are made there.
  [/^aws cloudformation delete-stack --stack-name \w+ --retain-resources /, 'test/acceptance/cascade.test.ts'],
  [/^aws logs tail LOG_GROUP --follow$/, 'test/sandbox/logs'],
];

const commands = PAGES.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

/** The program, whose commands only take their options. */
function parser(): Command {
  const program = createProgram();
  for (const command of program.commands) command.action(() => undefined).configureOutput({ writeErr: () => undefined });
  return program;
}

test('there are commands on the pages', () => {
  expect(commands.length).toBeGreaterThan(30);
});

describe.each(commands.filter(([, command]) => command.startsWith(OURS)))('%s: %s', (_, command) => {
  test('is one that the program takes', () => {
    expect(() => parser().parse(command.slice(OURS.length).split(/\s+/), { from: 'user' })).not.toThrow();
  });
});

test('a command that the program does not take would be noticed', () => {
  expect(() => parser().parse(['plan', '--everything'], { from: 'user' })).toThrow(/everything/);
});

test.each(commands.filter(([, command]) => command.startsWith(SANDBOX)))('%s: %s is what the sandbox takes', (_, command) => {
  expect(readOptions(command.slice(SANDBOX.length).split(/\s+/))).toMatchObject({ help: false });
});

test('every other command is run somewhere', () => {
  const others = commands.filter(([, command]) => !command.startsWith(OURS) && !command.startsWith(SANDBOX));
  expect(others.filter(([, command]) => !RUN_IN.some(([pattern]) => pattern.test(command)))).toEqual([]);
  expect(RUN_IN.filter(([, where]) => !existsSync(join(ROOT, where)))).toEqual([]);
});
