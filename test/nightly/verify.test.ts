import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { AwsError } from '../../sandbox/aws-error';
import { Sandbox } from '../../sandbox/sandbox';
import { leftIn } from '../verify/left';

/** What takes a minute in the sandbox takes three seconds here: with less the machine's own work would count for minutes. */
const TIME_SCALE = 20;

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.start({ timeScale: TIME_SCALE, seed: 1 });
});
afterEach(() => sandbox.stop());

/** `npm run verify` as somebody types it, in a process of its own. */
function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const command = ['--import', 'tsx', join('bin', 'verify.ts'), '--endpoint-url', sandbox.url, '--time-scale', String(TIME_SCALE), '--region', 'us-west-2', ...args];
  const child = spawn(process.execPath, command, { cwd: join(__dirname, '..', '..'), env: { ...process.env, ...sandbox.environment }, detached: true });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.resume();
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, printed }))) };
}

const rowsIn = (printed: string, verdict: RegExp) => printed.split('\n').filter((line) => /^\| A\d+ /.test(line) && verdict.test(line));

test('every row holds in a sandbox, the product itself with the CDK CLI among them, and nothing is left', async () => {
  const { code, printed } = await start(['--yes']).ended;
  expect(rowsIn(printed, /^(?!.*\| holds \|)/)).toEqual([]);
  expect(rowsIn(printed, /\| holds \|/).length).toBeGreaterThan(75);
  expect(printed).toContain('Nothing is left of what was made.');
  expect(leftIn(sandbox.world)).toEqual([]);
  expect(code).toBe(0);
}, 900_000);

test.each([
  ['readme-example', ['| A110', '| A111']],
  ['teardown-example', ['| A112', '| A113']],
])('where an allocation can not be released the probe of the product, %s, says that it differs, and what is not listed is not touched', async (probe, rows) => {
  sandbox.world.faults.add({ action: 'ReleaseIpamPoolAllocation', when: ({ input }) => input.DryRun !== true, with: new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403), times: 20 });
  const { code, printed } = await start(['--yes', '--only', probe]).ended;
  expect(rowsIn(printed, /differs/).map((row) => row.slice(0, 6))).toEqual(rows);
  expect(printed).toMatch(/the destroy fails/);
  expect(printed).not.toMatch(/nobody listed is gone/);
  expect(code).toBe(1);
}, 900_000);

test('where nothing tells that the parent of a nested stack is rolled back, the probe says that it differs', async () => {
  sandbox.world.faults.surround({ action: 'DescribeStacks', when: ({ caller }) => caller.includes(':assumed-role/') }, async (act, { input }) => {
    const { Stacks } = (await act(input)) as { readonly Stacks: readonly object[] };
    return { Stacks: Stacks.map((stack) => ({ ...stack, ParentId: undefined })) };
  });
  const { code, printed } = await start(['--yes', '--only', 'A28']).ended;
  expect(rowsIn(printed, /differs/).map((row) => row.slice(0, 5))).toEqual(['| A28']);
  expect(code).toBe(1);
}, 300_000);

test('killed while the CDK CLI deploys, it leaves something, and --clean removes all of it', async () => {
  const { child, ended } = start(['--yes', '--only', 'teardown-example,pool-gone']);
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  process.kill(-(child.pid ?? NaN), 'SIGKILL');
  await ended;
  expect(leftIn(sandbox.world).length).toBeGreaterThan(5);
  const { code, printed } = await start(['--clean']).ended;
  expect(printed).toMatch(/^removed /m);
  expect(printed).not.toMatch(/^left /m);
  expect(leftIn(sandbox.world)).toEqual([]);
  expect(code).toBe(0);
}, 900_000);
