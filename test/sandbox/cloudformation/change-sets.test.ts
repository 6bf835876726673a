import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  type ChangeSetType,
  type DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { Deployment } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

const thing = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::Test::Thing', Properties: properties, ...more });
const handle = { Type: 'AWS::SSM::Parameter', Properties: { Name: 'one', Type: 'String', Value: 'x' } };

async function plan(resources: object, ChangeSetType: ChangeSetType, ChangeSetName = 'changes'): Promise<DescribeChangeSetCommandOutput> {
  const TemplateBody = JSON.stringify({ Resources: resources });
  await deployment.cfn.send(new CreateChangeSetCommand({ StackName: 'app', ChangeSetName, ChangeSetType, TemplateBody }));
  for (;;) {
    const found = await deployment.cfn.send(new DescribeChangeSetCommand({ StackName: 'app', ChangeSetName, IncludePropertyValues: true }));
    if (found.Status === 'CREATE_COMPLETE' || found.Status === 'FAILED') return found;
  }
}

test('a change set of a new stack waits for its execution in a stack under review', async () => {
  const planned = await plan({ Thing: thing() }, 'CREATE');
  expect(planned).toMatchObject({ ExecutionStatus: 'AVAILABLE', Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Thing' } }] });
  expect(await deployment.describe()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
  expect((await deployment.cfn.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).toBeUndefined();
  await deployment.cfn.send(new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'changes' }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ChangeSetId: planned.ChangeSetId });
  expect((await deployment.history()).slice(0, 2)).toEqual(['app REVIEW_IN_PROGRESS', 'app CREATE_IN_PROGRESS']);
});

test('says what would be added, changed, replaced and removed, and changes nothing', async () => {
  await deployment.create({ Same: thing(), Changed: thing({ A: 1 }), Handle: handle, User: thing({ H: { Ref: 'Handle' } }), Gone: thing() });
  const before = await deployment.history();
  const { Changes = [] } = await plan(
    { Same: thing(), Changed: thing({ A: 2 }), Handle: { ...handle, Properties: { ...handle.Properties, Name: 'two' } }, User: thing({ H: { Ref: 'Handle' } }), New: thing() },
    'UPDATE',
  );
  const found = Changes.map(({ ResourceChange: { Action, LogicalResourceId, Replacement, PolicyAction, Details } = {} }) => ({
    Action,
    LogicalResourceId,
    Replacement,
    PolicyAction,
    details: Details?.map(({ Target, Evaluation }) => [Target?.Name, Target?.BeforeValue, Target?.AfterValue, Evaluation]),
  }));
  expect(found).toEqual([
    { Action: 'Modify', LogicalResourceId: 'Changed', Replacement: 'False', PolicyAction: undefined, details: [['A', '1', '2', 'Static']] },
    { Action: 'Modify', LogicalResourceId: 'Handle', Replacement: 'True', PolicyAction: 'ReplaceAndDelete', details: [['Name', 'one', 'two', 'Static']] },
    { Action: 'Modify', LogicalResourceId: 'User', Replacement: 'False', PolicyAction: undefined, details: [['H', 'one', '{{changeSet:KNOWN_AFTER_APPLY}}', 'Dynamic']] },
    { Action: 'Add', LogicalResourceId: 'New', Replacement: undefined, PolicyAction: undefined, details: [] },
    { Action: 'Remove', LogicalResourceId: 'Gone', Replacement: undefined, PolicyAction: 'Delete', details: [] },
  ]);
  expect(await deployment.history()).toEqual(before);
});

test('what is cut out of a value that only the deployment tells is told then, too', async () => {
  const vpc = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
  const block = { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] };
  const cut = { First: { 'Fn::Select': [0, { 'Fn::Cidr': [block, 4, '8'] }] }, Second: { 'Fn::Select': [1, { 'Fn::Split': ['/', block] }] } };
  const { Status, Changes = [] } = await plan({ Vpc: vpc, Thing: thing(cut) }, 'CREATE');
  expect(Status).toBe('CREATE_COMPLETE');
  const { AfterContext = '' } = Changes.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Thing')?.ResourceChange ?? {};
  expect(JSON.parse(AfterContext)).toMatchObject({ Properties: { First: '{{changeSet:KNOWN_AFTER_APPLY}}', Second: '{{changeSet:KNOWN_AFTER_APPLY}}' } });
});

test('a change set without changes fails, and can not be executed', async () => {
  await deployment.create({ Thing: thing() });
  const planned = await plan({ Thing: thing() }, 'UPDATE');
  expect(planned).toMatchObject({
    Status: 'FAILED',
    StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: 'UNAVAILABLE',
  });
  await expect(deployment.cfn.send(new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'changes' }))).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
  });
});

test('executing one change set makes the others void', async () => {
  await deployment.create({ Thing: thing() });
  await plan({ Thing: thing({ A: 1 }) }, 'UPDATE', 'one');
  await plan({ Thing: thing({ A: 2 }) }, 'UPDATE', 'two');
  await deployment.cfn.send(new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'two' }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  const { Summaries } = await deployment.cfn.send(new ListChangeSetsCommand({ StackName: 'app' }));
  expect(Summaries).toMatchObject([{ ChangeSetName: 'two', ExecutionStatus: 'EXECUTE_COMPLETE' }]);
});

test('a deleted change set is not found, and deleting it again succeeds', async () => {
  await deployment.create({ Thing: thing() });
  await plan({ Thing: thing({ A: 1 }) }, 'UPDATE');
  await deployment.cfn.send(new DeleteChangeSetCommand({ StackName: 'app', ChangeSetName: 'changes' }));
  await deployment.cfn.send(new DeleteChangeSetCommand({ StackName: 'app', ChangeSetName: 'changes' }));
  await expect(deployment.cfn.send(new DescribeChangeSetCommand({ StackName: 'app', ChangeSetName: 'changes' }))).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
    message: 'ChangeSet [changes] does not exist',
  });
});

test('a change set can neither create what exists nor update what does not', async () => {
  await expect(plan({ Thing: thing() }, 'UPDATE')).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack [app] does not exist' });
  await deployment.create({ Thing: thing() });
  await expect(plan({ Thing: thing() }, 'CREATE')).rejects.toMatchObject({ message: 'Stack [app] already exists and cannot be created again with the changeSet [changes].' });
});

test('a stack under review can be deleted', async () => {
  await plan({ Thing: thing() }, 'CREATE');
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});
