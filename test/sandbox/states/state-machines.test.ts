import { perform } from '../../../sandbox/api';
import { ACCOUNT, administrator } from '../../../sandbox/principal';
import { roles } from '../../../sandbox/services/iam/roles';
import { statesApi } from '../../../sandbox/services/states';
import { stateMachines, type StateMachines } from '../../../sandbox/services/states/state-machines';
import type { Outcome } from '../../../sandbox/services/states/execution';
import { REGION, startCloud, type Cloud } from '../lambda/cloud';

const INVOKE = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' } as const;

/** Fails until it was called as often as the event says; `n` of its process counts. */
const AFTER_A_WHILE = `let calls = 0;
exports.handler = async (event) => {
  calls += 1;
  if (calls >= event.calls) return { calls };
  throw Object.assign(new Error('not yet'), { name: 'Retry' });
}`;

let cloud: Cloud;
let all: StateMachines;
let task: { Type: string; Resource: string };

beforeEach(async () => {
  cloud = await startCloud();
  all = stateMachines(cloud.sandbox.world, ACCOUNT, REGION);
  cloud.deploy(AFTER_A_WHILE, { Timeout: 60 });
  task = { Type: 'Task', Resource: cloud.functions.get('f').arn };
});

afterEach(() => cloud.sandbox.stop());

/** Creates the state machine `m`, with a role of its own. */
function create(definition: object, statements: readonly object[] = [INVOKE], service = 'states.amazonaws.com'): string {
  const { arn: roleArn } = roles(cloud.sandbox.world, ACCOUNT).create({
    roleName: 'MachineRole',
    assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } } },
    policies: [{ policyName: 'p', policyDocument: { Version: '2012-10-17', Statement: statements as never } }],
  });
  return all.create({ name: 'm', definition: JSON.stringify(definition), roleArn }).arn;
}

/** Starts an execution by the API, and waits for its end. */
async function outcomeOf(stateMachineArn: string, input: object): Promise<Outcome> {
  const { world } = cloud.sandbox;
  const { executionArn } = await perform(statesApi, { world, caller: administrator(), region: REGION }, 'StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  for (;;) {
    const outcome = all.executions.find(({ arn }) => arn === executionArn)?.outcome;
    if (outcome) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a state machine', () => {
  it('invokes a function with its input, and ends with its result', async () => {
    const arn = create({ StartAt: 'work', States: { work: { ...task, End: true } } });
    expect(arn).toBe(`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:m`);
    await expect(outcomeOf(arn, { calls: 1 })).resolves.toEqual({ status: 'SUCCEEDED', output: { calls: 1 } });
  });

  it('hands the result of a state to the next one', async () => {
    const arn = create({ StartAt: 'one', States: { one: { ...task, Next: 'two' }, two: { ...task, End: true } } });
    await expect(outcomeOf(arn, { calls: 1 })).resolves.toEqual({ status: 'SUCCEEDED', output: { calls: 2 } });
    expect(cloud.functions.invocations.map(({ event }) => event)).toEqual([{ calls: 1 }, { calls: 1 }]);
  });

  it('tries again at growing intervals, and no more often than it is told', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 }];
    const arn = create({ StartAt: 'work', States: { work: { ...task, Retry, End: true } } });
    await expect(outcomeOf(arn, { calls: 3 })).resolves.toEqual({ status: 'SUCCEEDED', output: { calls: 3 } });
    const [first, second, third] = cloud.functions.invocations.map(({ startedAt, endedAt = 0 }) => ({ startedAt, endedAt }));
    // A timer of the machine may be a millisecond early, and that is sixty of the sandbox's.
    expect((second?.startedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(9_900);
    expect((third?.startedAt ?? 0) - (second?.endedAt ?? 0)).toBeGreaterThanOrEqual(29_900);
    await expect(outcomeOf(arn, { calls: 9 })).resolves.toMatchObject({ status: 'FAILED', Error: 'Retry' });
    expect(cloud.functions.invocations).toHaveLength(6);
  });

  it('takes only the errors that are named for a retry', async () => {
    const Retry = [{ ErrorEquals: ['Other'] }];
    const arn = create({ StartAt: 'work', States: { work: { ...task, Retry, End: true } } });
    await expect(outcomeOf(arn, { calls: 2 })).resolves.toMatchObject({ status: 'FAILED' });
    expect(cloud.functions.invocations).toHaveLength(1);
  });

  it('goes on with the error where it is caught: what Lambda answered, as a string', async () => {
    const Catch = [{ ErrorEquals: ['Retry'], Next: 'sorry' }];
    const arn = create({ StartAt: 'work', States: { work: { ...task, Catch, End: true }, sorry: { ...task, End: true } } });
    await outcomeOf(arn, { calls: 9 });
    const { Error, Cause } = cloud.functions.invocations[1]?.event as { Error: string; Cause: string };
    expect(Error).toBe('Retry');
    expect(JSON.parse(Cause)).toMatchObject({ errorType: 'Retry', errorMessage: 'not yet' });
  });

  it('may invoke what its role may', async () => {
    const arn = create({ StartAt: 'work', States: { work: { ...task, End: true } } }, [{ ...INVOKE, Resource: 'arn:aws:lambda:us-east-1:111122223333:function:other' }]);
    await expect(outcomeOf(arn, { calls: 1 })).resolves.toMatchObject({ status: 'FAILED', Error: 'Lambda.AccessDenied' });
    expect(cloud.functions.invocations).toHaveLength(0);
  });

  it('needs a role that Step Functions may assume', () => {
    expect(() => create({ StartAt: 'work', States: { work: { ...task, End: true } } }, [INVOKE], 'lambda.amazonaws.com')).toThrow('is authorized to assume the provided role');
  });
});

describe('a definition', () => {
  it.each([
    ['another type of state', { StartAt: 'a', States: { a: { Type: 'Wait', Seconds: 1, End: true } } }, /does not know (states of type Wait|Seconds of the state a)/],
    ['another resource than a function', { StartAt: 'a', States: { a: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } } }, /does not know a Resource that is no function's ARN: arn:aws:states:::sns:publish/],
    ['data that is filtered', { StartAt: 'a', States: { a: { Type: 'Task', Resource: 'x', ResultPath: '$', End: true } } }, /does not know ResultPath of the state a/],
    ['a start that is not there', { StartAt: 'b', States: { a: { Type: 'Task', Resource: 'x', End: true } } }, /StartAt names the state "b", which does not exist/],
  ])('is refused with %s', (_name, definition, message) => {
    expect(() => create(definition)).toThrow(message);
  });

  it.each([
    ['a retry of what the sandbox never answers', { Retry: [{ ErrorEquals: ['States.Timeout'] }] }, 'does not know the error name States.Timeout'],
    ['a retry with jitter', { Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] }, 'does not know JitterStrategy of a Retry of the state work'],
    ['a catch that leads nowhere', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'b' }] }, 'a Catch of the state work names the state "b", which does not exist'],
  ])('is refused with %s', (_name, more, message) => {
    expect(() => create({ StartAt: 'work', States: { work: { ...task, ...more, End: true } } })).toThrow(message);
  });
});

describe('StartExecution', () => {
  it('is answered over HTTP, and refuses a state machine that is not there', async () => {
    const start = async (input: object) => {
      const headers = {
        authorization: 'AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/states/aws4_request',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
      };
      const answer = await fetch(cloud.sandbox.url, { method: 'POST', headers, body: JSON.stringify(input) });
      return answer.json();
    };
    const stateMachineArn = create({ StartAt: 'work', States: { work: { ...task, End: true } } });
    await expect(start({ stateMachineArn, name: 'once' })).resolves.toMatchObject({ executionArn: `arn:aws:states:us-east-1:${ACCOUNT}:execution:m:once` });
    await expect(start({ stateMachineArn, name: 'once' })).resolves.toMatchObject({ __type: 'ExecutionAlreadyExists' });
    await expect(start({ stateMachineArn, input: 'no JSON' })).resolves.toMatchObject({ __type: 'InvalidExecutionInput' });
    await expect(start({ stateMachineArn: `${stateMachineArn}2` })).resolves.toMatchObject({ __type: 'StateMachineDoesNotExist' });
    await expect(start({})).resolves.toMatchObject({ __type: 'ValidationException' });
  });
});
