import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { custom, Deployment, FAILED } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

const thing = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::Test::Thing', Properties: properties, ...more });

test('creates resources after those they refer to, and deletes them before', async () => {
  await deployment.create({
    Last: thing({}, { DependsOn: ['Middle'] }),
    Middle: thing({ Name: { 'Fn::Sub': '${First}' } }),
    First: thing(),
  });
  const { StackId } = await deployment.delete();
  const done = (await deployment.history(StackId)).filter((line) => line.endsWith('_COMPLETE'));
  expect(done).toEqual([
    'First CREATE_COMPLETE', 'Middle CREATE_COMPLETE', 'Last CREATE_COMPLETE', 'app CREATE_COMPLETE',
    'Last DELETE_COMPLETE', 'Middle DELETE_COMPLETE', 'First DELETE_COMPLETE', 'app DELETE_COMPLETE',
  ]);
});

test('works on unrelated resources at the same time', async () => {
  deployment.answer = () => undefined;
  await deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody: JSON.stringify({ Resources: { A: custom(), B: custom(), C: custom({ A: { Ref: 'A' } }) } }) }));
  await deployment.until('app', () => deployment.requests.length === 2);
  expect(deployment.asked).toEqual(['Create A', 'Create B']);
});

test('says of a resource that it does not model that it is a placeholder', async () => {
  await deployment.create({ Queue: { Type: 'AWS::SQS::Queue' } });
  const reasons = (await deployment.events()).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContain('placeholder: the sandbox does not model AWS::SQS::Queue');
});

test('tells events apart by strictly increasing times, the newest first, in pages', async () => {
  const { StackId } = await deployment.create(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Thing${index}`, thing()])));
  const first = await deployment.cfn.send(new DescribeStackEventsCommand({ StackName: StackId }));
  expect(first.StackEvents).toHaveLength(100);
  expect(first.StackEvents?.[0]).toMatchObject({ LogicalResourceId: 'app', ResourceStatus: 'CREATE_COMPLETE' });
  expect(first.NextToken).toBeDefined();
  const times = (await deployment.events()).map(({ Timestamp }) => Number(Timestamp));
  expect(times).toHaveLength(242);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test('knows a deleted stack by its ARN only', async () => {
  await deployment.create({ Thing: thing() });
  const { StackId } = await deployment.delete();
  expect(await deployment.describe(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  await expect(deployment.describe('app')).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id app does not exist' });
  const { StackSummaries } = await deployment.cfn.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
  expect(StackSummaries).toMatchObject([{ StackId }]);
});

test('deleting a stack that does not exist succeeds', async () => {
  await expect(deployment.cfn.send(new DeleteStackCommand({ StackName: 'nobody' }))).resolves.toBeDefined();
});

test('refuses a second stack of the same name, and an update without changes', async () => {
  await deployment.create({ Thing: thing() });
  const TemplateBody = JSON.stringify({ Resources: { Thing: thing() } });
  await expect(deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody }))).rejects.toMatchObject({
    name: 'AlreadyExistsException',
    message: 'Stack [app] already exists',
  });
  await expect(deployment.cfn.send(new UpdateStackCommand({ StackName: 'app', TemplateBody }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'No updates are to be performed.',
  });
});

test('a call that is repeated with its token has no second effect', async () => {
  const command = new CreateStackCommand({ StackName: 'app', TemplateBody: JSON.stringify({ Resources: { Thing: thing() } }), ClientRequestToken: 'once' });
  const [one, two] = [await deployment.cfn.send(command), await deployment.cfn.send(command)];
  expect(two.StackId).toBe(one.StackId);
});

test('does not delete a stack that is protected from termination', async () => {
  await deployment.create({ Thing: thing() }, { EnableTerminationProtection: true });
  await expect(deployment.cfn.send(new DeleteStackCommand({ StackName: 'app' }))).rejects.toMatchObject({
    message: 'Stack [app] cannot be deleted while TerminationProtection is enabled',
  });
  await deployment.cfn.send(new UpdateTerminationProtectionCommand({ StackName: 'app', EnableTerminationProtection: false }));
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

describe('a stack whose deletion failed', () => {
  beforeEach(async () => {
    await deployment.create({ Base: thing(), Stuck: custom({ Base: { Ref: 'Base' } }), Other: thing() });
    deployment.answer = ({ RequestType }) => (RequestType === 'Delete' ? FAILED : {});
    await deployment.delete();
  });

  test('names what failed, and keeps what that depends on', async () => {
    expect(await deployment.describe()).toMatchObject({ StackStatus: 'DELETE_FAILED', StackStatusReason: 'The following resource(s) failed to delete: [Stuck]. ' });
    const statusOf = async (LogicalResourceId: string) =>
      (await deployment.cfn.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId }))).StackResourceDetail?.ResourceStatus;
    expect([await statusOf('Stuck'), await statusOf('Base'), await statusOf('Other')]).toEqual(['DELETE_FAILED', 'CREATE_COMPLETE', 'DELETE_COMPLETE']);
  });

  test('can not be updated', async () => {
    const { StackId = '' } = await deployment.describe();
    await expect(deployment.update({ Base: thing() })).rejects.toMatchObject({
      message: `Stack:${StackId} is in DELETE_FAILED state and can not be updated.`,
    });
  });

  test('deletes what is left when it is deleted again', async () => {
    deployment.requests.length = 0;
    deployment.answer = () => ({});
    expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(deployment.asked).toEqual(['Delete Stuck']);
  });

  test('leaves alone what is to be retained', async () => {
    deployment.requests.length = 0;
    const { StackId, StackStatus } = await deployment.delete({ RetainResources: ['Stuck'] });
    expect(StackStatus).toBe('DELETE_COMPLETE');
    expect(deployment.asked).toEqual([]);
    expect(await deployment.history(StackId)).toContain('Stuck DELETE_SKIPPED');
  });

  test('retains nothing that is deleted already', async () => {
    await expect(deployment.delete({ RetainResources: ['Stuck', 'Other'] })).rejects.toThrow(
      'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
    );
    expect(await deployment.describe()).toMatchObject({ StackStatus: 'DELETE_FAILED' });
  });

  test('is deleted by force, without what can not be deleted', async () => {
    const { StackId, StackStatus } = await deployment.delete({ DeletionMode: 'FORCE_DELETE_STACK' });
    expect(StackStatus).toBe('DELETE_COMPLETE');
    expect((await deployment.history(StackId)).filter((line) => line.startsWith('Stuck')).at(-1)).toBe('Stuck DELETE_SKIPPED');
    expect((await deployment.history(StackId)).filter((line) => line.startsWith('Base')).at(-1)).toBe('Base DELETE_COMPLETE');
  });
});

test('resources can be retained only after a deletion failed', async () => {
  await deployment.create({ Thing: thing() });
  await expect(deployment.delete({ RetainResources: ['Thing'] })).rejects.toThrow(/only when the stack is in the DELETE_FAILED state/);
});

test('a resource with DeletionPolicy Retain outlives its stack', async () => {
  await deployment.create({ Thing: custom({}, { DeletionPolicy: 'Retain' }) });
  const { StackId } = await deployment.delete();
  expect(await deployment.history(StackId)).toContain('Thing DELETE_SKIPPED');
  expect(deployment.asked).toEqual(['Create Thing']);
});

test('every Region is bootstrapped for the CDK', async () => {
  const stack = await deployment.describe('CDKToolkit');
  expect(stack.Outputs?.map(({ OutputKey }) => OutputKey)).toEqual([
    'BucketName', 'BucketDomainName', 'FileAssetKeyArn', 'ImageRepositoryName', 'BootstrapVersion',
  ]);
});

test('lists no deleted stack unless it is asked for', async () => {
  await deployment.create({ Thing: thing() });
  await deployment.delete();
  const { Stacks } = await deployment.cfn.send(new DescribeStacksCommand({}));
  expect(Stacks?.map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
});
