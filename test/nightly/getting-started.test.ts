import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandsOf } from '../documents/pages';

const ROOT = join(__dirname, '..', '..');
const SANDBOX = 'npm run sandbox ';

/** What the reader's machine has done already when this test runs. */
const DONE = /^(git clone|cd|npm ci|npm run build)\b/;

/** A reader's own app is not here. */
const ELSEWHERE = /^npm install cdk-address-release$/;

const temporary = mkdtempSync(join(tmpdir(), 'getting-started-'));
let sandbox: ChildProcess | undefined;

afterEach(() => {
  if (sandbox?.pid !== undefined) process.kill(-sandbox.pid, 'SIGINT');
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Starts the sandbox as the page says, but at any free port, and gives the lines that it wants pasted. */
async function startSandbox(command: string): Promise<Record<string, string>> {
  const started = spawn('bash', ['-c', command.replace(/--port \d+/, '--port 0')], { cwd: ROOT, detached: true });
  sandbox = started;
  let said = '';
  return new Promise((resolve, reject) => {
    started.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const exported = [...said.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value] as const);
      if (/AWS_DEFAULT_REGION=.*\n/.test(said)) resolve(Object.fromEntries(exported));
    });
    started.once('close', () => reject(new Error(`the sandbox ended: ${said}`)));
  });
}

async function stopSandbox(): Promise<void> {
  const { pid } = sandbox ?? {};
  if (pid === undefined) return;
  const closed = new Promise((resolve) => sandbox?.once('close', resolve));
  process.kill(-pid, 'SIGINT');
  await closed;
  sandbox = undefined;
}

test('who does what "Getting started" says, in its order, sees what it says: a destroy that fails, and one that is enough', async () => {
  const commands = commandsOf('docs/getting-started.md').filter((command) => !DONE.test(command) && !ELSEWHERE.test(command));
  const start = commands.find((command) => command.startsWith(SANDBOX)) ?? '';
  const results: { command: string; status: number | null; output: string }[] = [];
  let env = await startSandbox(start);
  for (const command of commands.filter((each) => each !== start)) {
    // The page has the sandbox started anew once a destroy has failed.
    if (results.at(-1)?.command.includes('destroy')) {
      await stopSandbox();
      env = await startSandbox(start);
    }
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command.replace('cdk ', `cdk --output ${temporary} `)], {
      cwd: ROOT,
      env: { ...process.env, ...env, CI: 'true' },
      encoding: 'utf8',
      timeout: 240_000,
    });
    results.push({ command, status, output: stdout + stderr });
  }
  const outputs = results.map(({ output }) => output).join('\n');
  expect({ went: results.map(({ command, status }) => [command, status]), outputs: results.some(({ status }) => status !== 0 && status !== 1) ? outputs : '' }).toEqual({
    went: [
      ['npx cdk deploy', 0],
      ['npm run network-team', 0],
      ['npx cdk destroy --force', 1],
      ['npx cdk deploy', 0],
      ['npx cdk deploy $(npm run --silent network-team)', 0],
      ['npx cdk destroy --force', 0],
    ],
    outputs: '',
  });
  expect(results[2]?.output).toMatch(/DELETE_FAILED/);
  expect(results[2]?.output).toMatch(/allocations/);
}, 600_000);
