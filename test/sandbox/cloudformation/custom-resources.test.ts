import { CreateStackCommand, DeleteStackCommand, DescribeStackResourceCommand, type CreateStackCommandInput } from '@aws-sdk/client-cloudformation';
import { custom, Deployment, FAILED, FUNCTION_ARN, respond } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

test('the function is asked with every scalar as a string', async () => {
  const { StackId } = await deployment.create({ Thing: custom({ Yes: true, One: 1, Deep: { List: [false, 2.5, { Null: 'x' }] } }) });
  expect(deployment.requests).toEqual([
    {
      RequestType: 'Create',
      ServiceToken: FUNCTION_ARN,
      ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cloudformation-custom-resource-response-useast1\/arn%3Aaws%3Acloudformation/) as string,
      StackId,
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      LogicalResourceId: 'Thing',
      ResourceType: 'Custom::Thing',
      ResourceProperties: { ServiceToken: FUNCTION_ARN, Yes: 'true', One: '1', Deep: { List: ['false', '2.5', { Null: 'x' }] } },
    },
  ]);
});

test('an Update has the old properties, and a Delete the physical id', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  await deployment.update({ Thing: custom({ A: 2 }) });
  await deployment.delete();
  expect(deployment.requests.slice(1)).toMatchObject([
    { RequestType: 'Update', PhysicalResourceId: 'thing-Thing', ResourceProperties: { A: '2' }, OldResourceProperties: { A: '1' } },
    { RequestType: 'Delete', PhysicalResourceId: 'thing-Thing', ResourceProperties: { A: '2' } },
  ]);
});

test('the data of the answer is what Fn::GetAtt gives, and its physical id what Ref gives', async () => {
  deployment.answer = () => ({ Data: { Name: 'n', Count: 3 } });
  const template = { Outputs: { Out: { Value: { 'Fn::Sub': '${Thing} ${Thing.Name} ${Thing.Count}' } } } };
  const { Outputs } = await deployment.create({ Thing: custom() }, { template });
  expect(Outputs).toMatchObject([{ OutputValue: 'thing-Thing n 3' }]);
});

test('a Create that failed is followed by a Delete, with the physical id of the answer', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? { ...FAILED, PhysicalResourceId: 'half-made' } : {});
  expect(await deployment.create({ Thing: custom() })).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  expect(deployment.requests).toMatchObject([{ RequestType: 'Create' }, { RequestType: 'Delete', PhysicalResourceId: 'half-made' }]);
  const requestId = deployment.requests[0]?.RequestId ?? '';
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toBe(
    `Received response status [FAILED] from custom resource. Message returned: no can do (RequestId: ${requestId})`,
  );
});

test.each([
  ['is longer than 4096 bytes', { Data: { Long: 'x'.repeat(4096) } }, 'Response object is too long.'],
  ['has no physical id', { PhysicalResourceId: undefined }, 'Invalid PhysicalResourceId'],
  ['has a physical id longer than 1 KB', { PhysicalResourceId: 'x'.repeat(1025) }, 'Invalid PhysicalResourceId'],
  ['is about another stack', { StackId: 'another' }, 'Invalid Response object: StackId does not match the request'],
  ['is about another request', { RequestId: 'another' }, 'Invalid Response object: RequestId does not match the request'],
  ['is about another resource', { LogicalResourceId: undefined }, 'Invalid Response object: Missing required field LogicalResourceId'],
  ['has no status', { Status: undefined }, 'Invalid Response object: Missing required field Status'],
  ['fails without a reason', { Status: 'FAILED' }, 'Invalid Response object: Value of property Reason must not be empty when Status is FAILED'],
])('an answer that %s fails the resource', async (_how, answer, reason) => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? answer : {});
  await deployment.create({ Thing: custom() });
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toBe(reason);
});

test('an answer of exactly 4096 bytes is taken', async () => {
  deployment.answer = () => undefined;
  const created = deployment.create({ Thing: custom() });
  await deployment.until('app', () => deployment.requests.length === 1);
  const [request] = deployment.requests;
  if (!request) throw new Error('nothing was asked');
  const { StackId, RequestId, LogicalResourceId } = request;
  const body = JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'id' });
  await fetch(request.ResponseURL, { method: 'PUT', body: Buffer.from(body.padEnd(4096)) });
  expect(await created).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
});

test('an answer that is not JSON fails the resource', async () => {
  deployment.answer = () => undefined;
  const created = deployment.create({ Thing: custom() }, { DisableRollback: true });
  await deployment.until('app', () => deployment.requests.length === 1);
  await fetch(deployment.requests[0]?.ResponseURL ?? '', { method: 'PUT', body: Buffer.from('OK') });
  await created;
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toBe('Response is not valid JSON');
});

test('only the first answer counts', async () => {
  deployment.answer = () => undefined;
  const created = deployment.create({ Thing: custom() });
  await deployment.until('app', () => deployment.requests.length === 1);
  const [request] = deployment.requests;
  if (!request) throw new Error('nothing was asked');
  await respond(request, { PhysicalResourceId: 'first' });
  await respond(request, FAILED);
  expect(await created).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const { StackResourceDetail } = await deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Thing' }));
  expect(StackResourceDetail?.PhysicalResourceId).toBe('first');
});

test('a function that does not answer fails the resource after its ServiceTimeout, and is asked to delete what it may have made', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? undefined : {});
  await deployment.create({ Thing: custom({ ServiceTimeout: 60 }) });
  const [create, remove] = deployment.requests;
  expect(deployment.enteredAt('Thing', 'CREATE_FAILED') - deployment.enteredAt('Thing', 'CREATE_IN_PROGRESS')).toBeGreaterThanOrEqual(60_000);
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toContain(
    `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${create?.RequestId ?? ''}].`,
  );
  expect(remove).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: expect.stringMatching(/^app-Thing-[0-9A-Z]+$/) as string });
});

test.each([
  ['an SNS topic', 'arn:aws:sns:us-east-1:111122223333:topic', /the sandbox has no SNS/],
  ['not an ARN', 'handler', /Invalid service token/],
])('a ServiceToken that is %s is refused, and nothing is asked', async (_what, ServiceToken, reason) => {
  expect(await deployment.create({ Thing: custom({ ServiceToken }) })).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toMatch(reason);
  expect(deployment.requests).toEqual([]);
});

test('a ServiceTimeout of more than an hour is refused', async () => {
  await deployment.create({ Thing: custom({ ServiceTimeout: 3601 }) });
  expect(await deployment.reason('Thing', 'CREATE_FAILED')).toMatch(/ServiceTimeout must be an integer from 1 to 3600, got 3601/);
});

test('another physical id in the answer to an Update is a replacement: the old one is deleted at the end', async () => {
  await deployment.create({ Thing: custom({ A: 1 }), Other: custom({ Thing: { Ref: 'Thing' } }) });
  deployment.answer = ({ RequestType, LogicalResourceId }) => (RequestType === 'Update' && LogicalResourceId === 'Thing' ? { PhysicalResourceId: 'thing-2' } : {});
  await deployment.update({ Thing: custom({ A: 2 }), Other: custom({ Thing: { Ref: 'Thing' } }) });
  expect(deployment.requests.slice(2)).toMatchObject([
    { RequestType: 'Update', LogicalResourceId: 'Thing' },
    { RequestType: 'Update', LogicalResourceId: 'Other', ResourceProperties: { Thing: 'thing-2' } },
    { RequestType: 'Delete', LogicalResourceId: 'Thing', PhysicalResourceId: 'thing-Thing', ResourceProperties: { A: '1' } },
  ]);
});

test('changing the service token is refused', async () => {
  await deployment.create({ Thing: custom() });
  expect(await deployment.update({ Thing: custom({ ServiceToken: `${FUNCTION_ARN}-2` }) })).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Thing', 'UPDATE_FAILED')).toBe('Modifying service token is not allowed.');
});

test('a Create that is cancelled is followed by a Delete that overlaps it, with an invented id', async () => {
  deployment.answer = ({ LogicalResourceId, RequestType }) => {
    if (RequestType === 'Delete') return {};
    return LogicalResourceId === 'Bad' ? FAILED : undefined;
  };
  expect(await deployment.create({ Slow: custom(), Bad: custom() })).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Slow', 'CREATE_FAILED')).toBe('Resource creation cancelled');
  expect(deployment.requests.filter(({ LogicalResourceId }) => LogicalResourceId === 'Slow')).toMatchObject([
    { RequestType: 'Create' },
    { RequestType: 'Delete', PhysicalResourceId: expect.stringMatching(/^app-Slow-[0-9A-Z]+$/) as string },
  ]);
});

test('LastUpdatedTimestamp of a resource is when its present operation began', async () => {
  await deployment.create({ Thing: custom() });
  deployment.answer = () => undefined;
  await deployment.cfn.send(new DeleteStackCommand({ StackName: 'app' }));
  await deployment.until('app', () => deployment.requests.length === 2);
  const { StackResourceDetail } = await deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Thing' }));
  const began = (await deployment.events()).find((event) => event.LogicalResourceId === 'Thing' && event.ResourceStatus === 'DELETE_IN_PROGRESS');
  expect(StackResourceDetail?.ResourceStatus).toBe('DELETE_IN_PROGRESS');
  expect(Math.abs(Number(StackResourceDetail?.LastUpdatedTimestamp) - Number(began?.Timestamp))).toBeLessThanOrEqual(1);
});

describe('a Delete is sent for four reasons, which only the stack tells', () => {
  /** The stack's status at each Delete of Thing, and what the stack came to. */
  async function observe(run: () => Promise<unknown>, { fails }: { readonly fails: boolean }) {
    const statuses = new Set<string>();
    const underWay: Promise<unknown>[] = [];
    const before = deployment.answer;
    deployment.answer = (request) => {
      if (request.RequestType !== 'Delete' || request.LogicalResourceId !== 'Thing') return before(request);
      const looked = deployment.describe(request.StackId).then(({ StackStatus = '' }) => {
        statuses.add(StackStatus);
        return respond(request, fails ? FAILED : {});
      });
      underWay.push(looked);
      return undefined;
    };
    await run();
    await Promise.all(underWay);
    const StackId = deployment.requests[0]?.StackId ?? '';
    return { statuses: [...statuses], outcome: (await deployment.settled(StackId)).StackStatus, deletes: underWay.length };
  }

  const bad = { Bad: custom({}, { DependsOn: 'Thing' }) };

  test.each([[false, 'DELETE_COMPLETE'], [true, 'DELETE_FAILED']])('the stack is deleted (fails: %s)', async (fails, outcome) => {
    await deployment.create({ Thing: custom() });
    const seen = await observe(() => deployment.delete(), { fails });
    expect(seen).toEqual({ statuses: ['DELETE_IN_PROGRESS'], outcome, deletes: 1 });
  });

  test.each([[false, 'ROLLBACK_COMPLETE'], [true, 'ROLLBACK_FAILED']])('its creation is rolled back (fails: %s)', async (fails, outcome) => {
    deployment.answer = ({ RequestType, LogicalResourceId }) => (RequestType === 'Create' && LogicalResourceId === 'Bad' ? FAILED : {});
    const seen = await observe(() => deployment.create({ Thing: custom(), ...bad }), { fails });
    expect(seen).toEqual({ statuses: ['ROLLBACK_IN_PROGRESS'], outcome, deletes: 1 });
  });

  test.each([[false, 1], [true, 3]])('it is removed from the template (fails: %s)', async (fails, deletes) => {
    await deployment.create({ Thing: custom(), Other: custom() });
    const seen = await observe(() => deployment.update({ Other: custom() }), { fails });
    expect(seen).toEqual({ statuses: ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], outcome: 'UPDATE_COMPLETE', deletes });
    await expect(deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Thing' }))).rejects.toThrow(
      'Resource Thing does not exist for stack app',
    );
  });

  test.each([[false, 1], [true, 3]])('it is replaced (fails: %s)', async (fails, deletes) => {
    await deployment.create({ Thing: custom({ A: 1 }) });
    deployment.answer = ({ RequestType }) => (RequestType === 'Update' ? { PhysicalResourceId: 'thing-2' } : {});
    const seen = await observe(() => deployment.update({ Thing: custom({ A: 2 }) }), { fails });
    expect(seen).toEqual({ statuses: ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], outcome: 'UPDATE_COMPLETE', deletes });
    const { StackResourceDetail } = await deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'Thing' }));
    expect(StackResourceDetail?.PhysicalResourceId).toBe('thing-2');
  });

  test.each([[false, 1], [true, 3]])('it is new in an update that is rolled back (fails: %s)', async (fails, deletes) => {
    await deployment.create({ Other: custom() });
    deployment.answer = ({ RequestType, LogicalResourceId }) => (RequestType === 'Create' && LogicalResourceId === 'Bad' ? FAILED : {});
    const seen = await observe(() => deployment.update({ Other: custom(), Thing: custom(), ...bad }), { fails });
    expect(seen).toEqual({ statuses: ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'], outcome: 'UPDATE_ROLLBACK_COMPLETE', deletes });
  });
});

test('a stack can be deleted while it is being created', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? undefined : {});
  const input: CreateStackCommandInput = { StackName: 'app', TemplateBody: JSON.stringify({ Resources: { Thing: custom() } }) };
  await deployment.cfn.send(new CreateStackCommand(input));
  await deployment.until('app', () => deployment.requests.length === 1);
  const { StackId, StackStatus } = await deployment.delete();
  expect(StackStatus).toBe('DELETE_COMPLETE');
  expect(deployment.asked).toEqual(['Create Thing', 'Delete Thing']);
  expect(await deployment.history(StackId)).not.toContain('app ROLLBACK_IN_PROGRESS');
});
