import { ACCOUNT } from '../../../sandbox/principal';
import { parameters } from '../../../sandbox/services/ssm/parameters';
import { LOGGING, publish, REGION, startCloud, type Cloud } from './cloud';

let cloud: Cloud;

afterEach(() => cloud.sandbox.stop());

/** Runs the source's handler once, and gives what it returned. */
async function resultOf(event: unknown = {}): Promise<unknown> {
  const { outcome } = await cloud.functions.invoke('f', event);
  if (outcome?.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.result);
}

describe('a function', () => {
  beforeEach(async () => {
    cloud = await startCloud();
  });

  it('sees what Lambda gives it, and of the machine’s environment the PATH only', async () => {
    process.env.SECRET_OF_THE_MACHINE = 'x';
    cloud.deploy('exports.handler = async () => process.env', { Timeout: 30, MemorySize: 256, Environment: { Variables: { MINE: '1' } } });
    const variables = (await resultOf()) as Record<string, string>;
    expect(variables).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/) as string,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/) as string,
      AWS_ENDPOINT_URL: cloud.sandbox.url,
      _HANDLER: 'index.handler',
      TZ: ':UTC',
      MINE: '1',
    });
    expect(variables).not.toHaveProperty('SECRET_OF_THE_MACHINE');
    expect(variables).not.toHaveProperty('HOME');
  });

  it('is told who it is and how long it has left, in the sandbox’s time', async () => {
    cloud.deploy('exports.handler = async (event, c) => ({ ...c, left: c.getRemainingTimeInMillis() })', { Timeout: 100 });
    const context = (await resultOf()) as { left: number };
    expect(context).toMatchObject({
      functionName: 'f',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/f',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f',
      awsRequestId: cloud.functions.invocations[0]?.requestId,
    });
    expect(context.left).toBeGreaterThan(80_000);
    expect(context.left).toBeLessThanOrEqual(100_000);
  });

  it('runs its published ZIP, whose files may be in folders', async () => {
    const code = publish(cloud, { 'src/index.js': "exports.handler = async () => require('./other').value", 'src/other.js': 'exports.value = 42' });
    cloud.deploy('', { Code: code, Handler: 'src/index.handler' });
    await expect(resultOf()).resolves.toBe(42);
  });

  it.each([
    ['an .mjs file', { 'index.mjs': 'export const handler = async () => import.meta.url.slice(0, 5)' }],
    ['a package of type module', { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async () => import.meta.url.slice(0, 5)' }],
  ])('may be an ES module: %s', async (_name, files) => {
    cloud.deploy('', { Code: publish(cloud, files) });
    await expect(resultOf()).resolves.toBe('file:');
  });

  it('finds the AWS SDK of Lambda’s runtime, and none of the sandbox’s own packages', async () => {
    const load = "(name) => { try { return typeof require(name) } catch ({ code }) { return code } }";
    cloud.deploy(`exports.handler = async () => ['@aws-sdk/client-ec2', 'fastify'].map(${load})`, { Timeout: 60 });
    await expect(resultOf()).resolves.toEqual(['object', 'MODULE_NOT_FOUND']);
  });

  it('reaches the sandbox also by what HTTPS adds to its host, as AWS’s own custom resources do', async () => {
    const send = "require('https').request({ hostname: '127.0.0.1', path: '/', method: 'PUT', headers: { 'content-type': '' } }, (answer) => resolve(answer.statusCode))";
    cloud.deploy(`exports.handler = () => new Promise((resolve, reject) => ${send}.on('error', reject).end())`, { Timeout: 60 });
    await expect(resultOf()).resolves.toBe(403);
  });

  it('may answer with a callback, but not on Node.js 24', async () => {
    const source = 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, event.n + 1), 10) }';
    cloud.deploy(source);
    await expect(resultOf({ n: 1 })).resolves.toBe(2);
    const { roleArn } = cloud.functions.get('f');
    cloud.functions.create({ FunctionName: 'g', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: roleArn, Code: { ZipFile: source } });
    const { outcome } = await cloud.functions.invoke('g', {});
    expect(outcome).toMatchObject({ kind: 'error', error: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
  });

  it('has the result null when it runs out of work without an answer', async () => {
    cloud.deploy('exports.handler = () => new Promise(() => {})');
    await expect(resultOf()).resolves.toBeNull();
  });
});

describe('a function’s calls', () => {
  const CALLER = `exports.handler = async ({ Name }) => {
    const credential = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/ssm/aws4_request';
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=' + credential, 'x-amz-target': 'AmazonSSM.GetParameter', 'content-type': 'application/x-amz-json-1.1' };
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify({ Name }) });
    return answer.json();
  }`;

  it('are allowed what its role’s policies allow, and no more', async () => {
    cloud = await startCloud();
    const store = parameters(cloud.sandbox.world, ACCOUNT, REGION);
    for (const name of ['/mine', '/other']) store.put({ name, type: 'String', value: 'v' });
    cloud.deploy(CALLER, { policy: [LOGGING, { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: store.arnOf('/mine') }], Timeout: 30 });
    await expect(resultOf({ Name: '/mine' })).resolves.toMatchObject({ Parameter: { Value: 'v' } });
    await expect(resultOf({ Name: '/other' })).resolves.toEqual({
      __type: 'AccessDenied',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/FunctionRole/f is not authorized to perform: ssm:GetParameter on resource: ${store.arnOf('/other')} because no identity-based policy allows the ssm:GetParameter action`,
    });
  });
});

describe('a function’s time', () => {
  const SCALE = 100;

  beforeEach(async () => {
    cloud = await startCloud({}, SCALE);
  });

  it('is the sandbox’s, whichever way it asks', async () => {
    cloud.deploy('exports.handler = async () => [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(), new Date() instanceof Date]');
    await cloud.sandbox.world.clock.sleep(60_000);
    const before = cloud.sandbox.world.clock.now();
    const [now = 0, date = 0, text = 0, ...rest] = (await resultOf()) as number[];
    const after = cloud.sandbox.world.clock.now();
    for (const time of [now, date]) {
      expect(time).toBeGreaterThanOrEqual(Math.floor(before));
      expect(time).toBeLessThanOrEqual(after);
    }
    expect(text).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
    expect(rest).toEqual([5, true]);
  });

  it.each([
    ['setTimeout', 'await new Promise((done) => setTimeout(done, 10_000))'],
    ['util.promisify(setTimeout)', "await require('util').promisify(setTimeout)(10_000)"],
    ['setInterval', 'let n = 0; await new Promise((done) => { const i = setInterval(() => { n += 1; if (n === 2) { clearInterval(i); done() } }, 5_000) })'],
    ['node:timers', "await new Promise((done) => require('node:timers').setTimeout(done, 10_000))"],
    ['timers/promises', "await require('timers/promises').setTimeout(10_000)"],
    ['scheduler.wait', "await require('timers/promises').scheduler.wait(10_000)"],
    ['AbortSignal.timeout', "await new Promise((done) => { const keep = setInterval(() => {}, 1000); AbortSignal.timeout(10_000).onabort = () => { clearInterval(keep); done() } })"],
  ])('passes as fast for whoever waits: %s', async (_name, wait) => {
    cloud.deploy(
      `exports.handler = async () => {
        const start = [Date.now(), performance.now(), process.hrtime.bigint(), process.hrtime()];
        ${wait};
        const [s, ns] = process.hrtime(start[3]);
        return [Date.now() - start[0], performance.now() - start[1], Number(process.hrtime.bigint() - start[2]) / 1e6, s * 1e3 + ns / 1e6];
      }`,
      { Timeout: 60 },
    );
    const startedAt = performance.now();
    for (const elapsed of (await resultOf()) as number[]) {
      expect(elapsed).toBeGreaterThanOrEqual(9_900);
      expect(elapsed).toBeLessThan(40_000);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('is the sandbox’s for an ES module’s imports, too', async () => {
    const files = {
      'index.mjs': `import { setTimeout as sleep } from 'node:timers/promises';
        export const handler = async () => { const start = Date.now(); await sleep(10_000); return Date.now() - start; };`,
    };
    cloud.deploy('', { Code: publish(cloud, files), Timeout: 60 });
    const startedAt = performance.now();
    expect(await resultOf()).toBeGreaterThanOrEqual(9_990);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
