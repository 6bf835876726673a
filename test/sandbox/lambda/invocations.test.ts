import { LOGGING, startCloud, type Cloud } from './cloud';

let cloud: Cloud;

afterEach(() => cloud.sandbox.stop());

const alive = (processId = -1): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

describe('an execution environment', () => {
  beforeEach(async () => {
    cloud = await startCloud();
  });

  const COUNTER = 'let n = 0; exports.handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 3000)); return n }';

  it('is kept for the next invocation', async () => {
    cloud.deploy(COUNTER, { Timeout: 60 });
    await cloud.functions.invoke('f', {});
    await expect(cloud.functions.invoke('f', {})).resolves.toMatchObject({ outcome: { result: '2' } });
    expect(cloud.functions.coldStarts('f')).toBe(1);
  });

  it('is a new one when all are busy', async () => {
    cloud.deploy(COUNTER, { Timeout: 60 });
    const both = await Promise.all([cloud.functions.invoke('f', {}), cloud.functions.invoke('f', {})]);
    expect(both).toMatchObject([{ outcome: { result: '1' } }, { outcome: { result: '1' } }]);
    expect(cloud.functions.coldStarts('f')).toBe(2);
  });

  it('is a new one after an update, and the old one ends', async () => {
    cloud.deploy(COUNTER, { Timeout: 60 });
    const { environment } = await cloud.functions.invoke('f', {});
    const { roleArn } = cloud.functions.get('f');
    cloud.functions.update({ FunctionName: 'f', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: roleArn, Code: { ZipFile: 'exports.handler = async () => "new"' } });
    await environment?.gone;
    await expect(cloud.functions.invoke('f', {})).resolves.toMatchObject({ outcome: { result: '"new"' } });
  });

  it('finishes what runs in it when the function is deleted, and then ends', async () => {
    cloud.deploy(COUNTER, { Timeout: 60 });
    const running = cloud.functions.invoke('f', {});
    await cloud.sandbox.world.clock.sleep(1000);
    cloud.functions.delete('f');
    const { outcome, environment } = await running;
    expect(outcome).toMatchObject({ result: '1' });
    await environment?.gone;
    expect(alive(environment?.processId)).toBe(false);
  });

  it('ends with the sandbox, whatever it is doing', async () => {
    cloud.deploy('exports.handler = async () => { for (;;); }', { Timeout: 900 });
    cloud.functions.invokeAsynchronously('f', {});
    while (!cloud.functions.environments('f')[0]?.processId) await cloud.sandbox.world.clock.sleep(1000);
    const [environment] = cloud.functions.environments('f');
    expect(alive(environment?.processId)).toBe(true);
    await cloud.sandbox.stop();
    expect(alive(environment?.processId)).toBe(false);
  });
});

describe('an invocation that goes wrong', () => {
  beforeEach(async () => {
    cloud = await startCloud();
  });

  it('by an error: the caller gets it, the environment stays', async () => {
    cloud.deploy('exports.handler = async () => { throw new TypeError("bad") }');
    await expect(cloud.functions.invoke('f', {})).resolves.toMatchObject({ outcome: { kind: 'error', error: { errorType: 'TypeError', errorMessage: 'bad' } } });
    await cloud.functions.invoke('f', {});
    expect(cloud.functions.coldStarts('f')).toBe(1);
    expect(cloud.logs.events('/aws/lambda/f').map(({ message }) => message)).toContainEqual(expect.stringContaining('Invoke Error \t{"errorType":"TypeError","errorMessage":"bad"'));
  });

  it.each([
    ['a time-out', 'await new Promise((r) => setTimeout(r, 60_000))', 'timeout', /Task timed out after 3\.00 seconds$/],
    ['an endless loop', 'for (;;);', 'timeout', /Task timed out after 3\.00 seconds$/],
    ['process.exit', 'process.exit(3)', 'exit', /Runtime exited with error: exit status 3$/],
    ['an error that nothing catches', 'setTimeout(() => { throw new Error("late") }, 1); await new Promise((r) => setTimeout(r, 2000))', 'exit', /^late$/],
    ['a rejection that nothing catches', 'void Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 2000))', 'exit', /lost/],
  ])('by %s: the environment ends', async (_name, body, kind, message) => {
    // At this time-scale the default of three seconds is a twentieth of one here: a process may take longer to end.
    cloud.deploy(`exports.handler = async () => { ${body} }`, kind === 'timeout' ? {} : { Timeout: 900 });
    await expect(cloud.functions.invoke('f', {})).resolves.toMatchObject({ outcome: { kind, error: { errorMessage: expect.stringMatching(message) as string } } });
    await cloud.functions.environments('f')[0]?.gone;
    expect(cloud.functions.environments('f')).toEqual([]);
  });

  it.each([
    ['code that can’t be loaded', 'require("not-there"); exports.handler = async () => 1', 'Runtime.ImportModuleError'],
    ['code that throws', 'throw new RangeError("early")', 'RangeError'],
    ['code that does not parse', 'exports.handler = async () => {{', 'Runtime.UserCodeSyntaxError'],
    ['code without the handler', 'exports.other = 1', 'Runtime.HandlerNotFound'],
  ])('by %s', async (_name, source, errorType) => {
    cloud.deploy(source);
    await expect(cloud.functions.invoke('f', {})).resolves.toMatchObject({ outcome: { kind: 'error', error: { errorType } } });
  });
});

describe('an asynchronous invocation', () => {
  it('is tried three times, with the same event and request id, after Lambda’s own delays', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [20_000, 40_000] });
    cloud.deploy('exports.handler = async (event, { awsRequestId }) => { console.log(event.n + awsRequestId); throw new Error("again") }', { Timeout: 60 });
    const requestId = cloud.functions.invokeAsynchronously('f', { n: 1 });
    const [first, second, third] = await cloud.ended(3);
    expect([first, second, third]).toMatchObject([1, 2, 3].map((attempt) => ({ attempt, requestId, event: { n: 1 } })));
    expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(19_900);
    expect((third?.startedAt ?? 0) - (second?.endedAt ?? 0)).toBeGreaterThanOrEqual(39_900);
    await cloud.sandbox.world.clock.sleep(60_000);
    expect(cloud.functions.invocations).toHaveLength(3);
    expect(cloud.output().filter((line) => line === `1${requestId}`)).toHaveLength(3);
  });

  it('is tried again after a time-out, and after its environment was killed in the middle', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [1000, 1000] });
    cloud.deploy('exports.handler = async () => { console.log("here"); await new Promise((r) => setTimeout(r, 60_000)) }', { Timeout: 5 });
    const stop = cloud.functions.onInvocation(({ attempt, endedAt }) => {
      if (attempt !== 2 || endedAt !== undefined) return;
      stop();
      cloud.sandbox.world.clock.after(1000, () => {
        for (const environment of cloud.functions.environments('f')) environment.kill();
      });
    });
    cloud.functions.invokeAsynchronously('f', {});
    await expect(cloud.ended(3)).resolves.toMatchObject([{ outcome: { kind: 'timeout' } }, { outcome: { kind: 'exit' } }, { outcome: { kind: 'timeout' } }]);
  });

  it('is not tried again after a success', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [1000, 1000] });
    cloud.deploy('exports.handler = async () => 1');
    cloud.functions.invokeAsynchronously('f', {});
    await cloud.ended(1);
    await cloud.sandbox.world.clock.sleep(10_000);
    expect(cloud.functions.invocations).toHaveLength(1);
  });

  it('is delivered twice at once, in two environments, when the sandbox is so unkind', async () => {
    cloud = await startCloud({ lambdaDeliveries: 2 });
    cloud.deploy('exports.handler = async () => { await new Promise((r) => setTimeout(r, 2000)) }', { Timeout: 60 });
    const requestId = cloud.functions.invokeAsynchronously('f', {});
    await expect(cloud.ended(2)).resolves.toMatchObject([{ requestId }, { requestId }]);
    expect(cloud.functions.coldStarts('f')).toBe(2);
  });

  it('follows the function’s EventInvokeConfig', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [1000, 1000] });
    cloud.deploy('exports.handler = async () => { throw new Error("again") }');
    cloud.functions.configureEventInvoke('f', { MaximumRetryAttempts: 0 });
    cloud.functions.invokeAsynchronously('f', {});
    await cloud.ended(1);
    await cloud.sandbox.world.clock.sleep(10_000);
    expect(cloud.functions.invocations).toHaveLength(1);
  });

  it('is dropped when its event has become too old', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [70_000, 1000] });
    cloud.deploy('exports.handler = async () => { throw new Error("again") }');
    cloud.functions.configureEventInvoke('f', { MaximumEventAgeInSeconds: 60 });
    cloud.functions.invokeAsynchronously('f', {});
    await cloud.ended(1);
    await cloud.sandbox.world.clock.sleep(80_000);
    expect(cloud.functions.invocations).toHaveLength(1);
  });

  it('is dropped when the function is deleted meanwhile, and refused when there is none', async () => {
    cloud = await startCloud({ lambdaRetryDelays: [5000, 1000] });
    cloud.deploy('exports.handler = async () => { throw new Error("again") }');
    const { arn } = cloud.functions.get('f');
    cloud.functions.invokeAsynchronously(`${arn}:$LATEST`, {});
    await cloud.ended(1);
    cloud.functions.delete('f');
    await cloud.sandbox.world.clock.sleep(10_000);
    expect(cloud.functions.invocations).toHaveLength(1);
    expect(() => cloud.functions.invokeAsynchronously(arn, {})).toThrow(`Function not found: ${arn}`);
  });

  it.each([
    ['the function’s reserved concurrency', {}, { ReservedConcurrentExecutions: 1 }],
    ['the account’s concurrency', { lambdaConcurrency: 1 }, {}],
  ])('waits while %s is in use', async (_name, unkindness, options) => {
    cloud = await startCloud(unkindness);
    cloud.deploy('exports.handler = async () => { await new Promise((r) => setTimeout(r, 2000)) }', { Timeout: 60, ...options });
    cloud.functions.invokeAsynchronously('f', {});
    cloud.functions.invokeAsynchronously('f', {});
    const [first, second] = await cloud.ended(2);
    expect(second?.startedAt).toBeGreaterThanOrEqual(first?.endedAt ?? Number.POSITIVE_INFINITY);
  });
});

describe('a function’s output', () => {
  const SPEAKER = 'console.log("hello\\nworld"); process.stdout.write("raw\\n"); exports.handler = async () => { console.error("in the %s", "handler"); process.stderr.write("no newline") }';

  it('goes to its log group, between Lambda’s own lines', async () => {
    cloud = await startCloud();
    cloud.deploy(SPEAKER);
    const { requestId } = await cloud.functions.invoke('f', {});
    const messages = cloud.logs.events('/aws/lambda/f').map(({ message }) => message);
    expect(messages[0]).toMatch(/^INIT_START Runtime Version: nodejs:22/);
    expect(messages).toContainEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z\tundefined\tINFO\thello\nworld$/));
    expect(messages).toContainEqual(expect.stringContaining(`\t${requestId}\tERROR\tin the handler`));
    expect(messages).toEqual(expect.arrayContaining(['raw', 'no newline', `START RequestId: ${requestId} Version: $LATEST`, `END RequestId: ${requestId}`]));
    expect(messages.at(-1)).toMatch(
      new RegExp(`^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms$`),
    );
  });

  it('ends with the memory of its own process, however much the sandbox has', async () => {
    const ballast = Buffer.alloc(400_000_000, 1);
    cloud = await startCloud();
    cloud.deploy('exports.handler = async () => {}');
    await cloud.functions.invoke('f', {});
    const [, megabytes] = /Max Memory Used: (\d+) MB/.exec(cloud.logs.events('/aws/lambda/f').at(-1)?.message ?? '') ?? [];
    expect(Number(megabytes)).toBeGreaterThan(10);
    expect(Number(megabytes)).toBeLessThan(ballast.length / 2 ** 20 / 2);
  });

  it('is JSON when the function asks for it, from its log level on', async () => {
    cloud = await startCloud();
    cloud.deploy('exports.handler = async () => { console.debug("hidden"); console.log({ released: 1 }) }', { LoggingConfig: { LogFormat: 'JSON' } });
    const { requestId } = await cloud.functions.invoke('f', {});
    const events = cloud.logs.events('/aws/lambda/f').map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    expect(events.map(({ type, message }) => type ?? message)).toEqual(['platform.initStart', 'platform.start', { released: 1 }, 'platform.report']);
    expect(events[2]).toMatchObject({ level: 'INFO', requestId });
  });

  it('is lost when the role may not write it', async () => {
    cloud = await startCloud();
    cloud.deploy(SPEAKER, { policy: [] });
    await cloud.functions.invoke('f', {});
    expect(cloud.logs.events('/aws/lambda/f')).toEqual([]);
  });

  it('brings a missing log group into being only if the role may create one', async () => {
    for (const may of [false, true]) {
      cloud = await startCloud();
      cloud.deploy(SPEAKER, { policy: [LOGGING, ...(may ? [{ ...LOGGING, Action: 'logs:CreateLogGroup' }] : [])] });
      cloud.logs.delete('/aws/lambda/f');
      await cloud.functions.invoke('f', {});
      expect(cloud.logs.find('/aws/lambda/f') !== undefined).toBe(may);
      await cloud.sandbox.stop();
    }
  });

  it('arrives late, as the sandbox is unkind, and with the time at which it was written', async () => {
    cloud = await startCloud({ logLag: { min: 30_000, max: 30_000 } });
    cloud.deploy(SPEAKER);
    const { startedAt } = await cloud.functions.invoke('f', {});
    expect(cloud.logs.events('/aws/lambda/f')).toEqual([]);
    await cloud.sandbox.world.clock.sleep(35_000);
    const [event] = cloud.logs.events('/aws/lambda/f');
    expect(event?.timestamp).toBeLessThan(startedAt + 20_000);
    expect(event?.ingestionTime).toBeGreaterThanOrEqual(Math.floor(startedAt) + 29_000);
  });
});
