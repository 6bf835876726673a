import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { readOptions } from '../../bin/sandbox/options';
import { EVERYDAY, KIND, WORST_CASE } from '../../sandbox/unkindness';

const ROOT = join(__dirname, '..', '..');
const region = 'us-east-1';
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

const isOurs = (file: string) => file.startsWith('address-release-sandbox-');

const alive = (processId: number): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

/** Deploys a function and runs it; resolves with the id of its process. */
async function runFunction(endpoint: string): Promise<number> {
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } } },
  };
  const Code = { ZipFile: 'exports.handler = async () => process.pid' };
  const Properties = { FunctionName: 'f', Runtime: 'nodejs22.x', Handler: 'index.handler', Code, Timeout: 60, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } };
  const TemplateBody = JSON.stringify({ Resources: { Role, Function: { Type: 'AWS::Lambda::Function', Properties } } });
  const client = new CloudFormationClient({ endpoint, region, credentials });
  await client.send(new CreateStackCommand({ StackName: 's', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StackName: 's' });
  const { Payload } = await new LambdaClient({ endpoint, region, credentials }).send(new InvokeCommand({ FunctionName: 'f' }));
  return Number(Payload?.transformToString());
}

describe('npm run sandbox', () => {
  let temporary: string;
  let command: ChildProcess;
  let output = '';

  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'sandbox-command-'));
    output = '';
  });

  afterEach(() => {
    command.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });

  /** Starts the sandbox, or whatever is to start it, and resolves with its output once that holds `text`. */
  function start(args: readonly string[], text: RegExp, { program = process.execPath, before = ['--import', 'tsx', 'bin/sandbox.ts'], env = {} } = {}): Promise<string> {
    command = spawn(program, [...before, ...args], { cwd: ROOT, env: { ...process.env, TMPDIR: temporary, npm_lifecycle_event: undefined, ...env } });
    return new Promise((resolve, reject) => {
      const take = (chunk: Buffer) => {
        output += chunk.toString();
        if (text.test(output)) resolve(output);
      };
      command.stdout?.on('data', take);
      command.stderr?.on('data', take);
      command.once('close', () => reject(new Error(`the command ended: ${output}`)));
    });
  }

  const exitCode = () => new Promise<number | null>((resolve) => command.once('close', resolve));

  it('says where it listens and how to point a client at it, and what it was asked', async () => {
    const said = await start(['--port', '0', '--log'], /AWS_DEFAULT_REGION=.*\n/);
    const [first = '', ...variables] = said.trim().split('\n');
    const endpoint = /^sandbox: listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(first)?.[1] ?? '';
    expect(variables).toEqual(expect.arrayContaining([`export AWS_ENDPOINT_URL=${endpoint}`, 'export AWS_REGION=us-east-1']));
    const sts = new STSClient({ endpoint, region: 'eu-west-1', credentials });
    await expect(sts.send(new GetCallerIdentityCommand())).resolves.toMatchObject({ Account: '111122223333' });
    expect(output).toMatch(/Z sts:GetCallerIdentity eu-west-1 arn:aws:iam::111122223333:user\/administrator ok\n/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly on %s: its functions’ processes and files go with it', async (signal) => {
    const endpoint = /http:\S+/.exec(await start(['--port', '0', '--time-scale', '60'], /listening on .*\n/))?.[0] ?? '';
    const processId = await runFunction(endpoint);
    expect(alive(processId)).toBe(true);
    expect(readdirSync(temporary).filter(isOurs)).toHaveLength(1);
    const ended = exitCode();
    command.kill(signal);
    await expect(ended).resolves.toBe(0);
    expect(alive(processId)).toBe(false);
    expect(readdirSync(temporary).filter(isOurs)).toEqual([]);
  });

  it('stops with the shell in which npm started it', async () => {
    const script = `"${process.execPath}" --import tsx bin/sandbox.ts --port 0 & wait`;
    await start([], /listening on .*\n/, { program: 'sh', before: ['-c', script], env: { npm_lifecycle_event: 'sandbox' } });
    // `close` comes when the last process that writes to the pipes has ended, and that is the sandbox.
    const ended = exitCode();
    command.kill('SIGTERM');
    await ended;
  });

  it('says which port is taken', async () => {
    const port = /:(\d+)\n/.exec(await start(['--port', '0'], /listening.*\n/))?.[1] ?? '';
    const other = command;
    try {
      await start(['--port', port], /EADDRINUSE.*; choose another port with --port/);
      await expect(exitCode()).resolves.toBe(1);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('explains itself', async () => {
    await start(['--help'], /Usage: npm run sandbox[^]*--ipam-lag-minutes/);
    await expect(exitCode()).resolves.toBe(0);
  });
});

describe('the options of npm run sandbox', () => {
  it.each([
    [['--port', 'http'], '--port must be a whole number, at least 0 and at most 65535, got "http"'],
    [['--port', '70000'], '--port must be a whole number, at least 0 and at most 65535, got "70000"'],
    [['--time-scale', '0'], '--time-scale must be a number, greater than 0 and at most 10000, got "0"'],
    [['--seed', '1.5'], '--seed must be a whole number, at least 0 and at most 2147483647, got "1.5"'],
    [['--deliveries', '0'], '--deliveries must be a whole number, at least 1 and at most 10, got "0"'],
    [['--ipam-lag-minutes', '-1'], 'ipam-lag-minutes'],
    [['--weather', 'rainy'], '--weather must be one of everyday, worst-case, kind, got "rainy"'],
    [['--speed', '2'], "Unknown option '--speed'"],
    [['--no-lag', '--ipam-lag-minutes', '2'], '--no-lag and --ipam-lag-minutes contradict each other'],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('leave everything as people meet it, on port 4566', () => {
    expect(readOptions([])).toMatchObject({ help: false, log: false, sandbox: { port: 4566, timeScale: undefined, unkindness: EVERYDAY } });
  });

  it.each([
    ['everyday', EVERYDAY],
    ['worst-case', WORST_CASE],
    ['kind', KIND],
  ])('take the weather called %s', (name, unkindness) => {
    expect(readOptions(['--weather', name])).toMatchObject({ sandbox: { unkindness } });
    expect(readOptions(['--weather', name, '--no-throttling'])).toMatchObject({ sandbox: { unkindness: { ...unkindness, throttling: 'off' } } });
  });

  it('switch the unkindnesses off and on', () => {
    const options = readOptions(['--no-throttling', '--ipam-lag-minutes', '0.5', '--deliveries', '2', '--seed', '7']);
    const lag = { min: 30_000, max: 30_000 };
    expect(options).toMatchObject({ sandbox: { seed: 7, unkindness: { throttling: 'off', ipamLag: { vpc: lag, subnet: lag, eip: lag }, lambdaDeliveries: 2 } } });
    const none = { min: 0, max: 0 };
    expect(readOptions(['--no-lag'])).toMatchObject({ sandbox: { unkindness: { listLag: none, ipamLag: { vpc: none, pool: none }, logLag: none } } });
  });
});
