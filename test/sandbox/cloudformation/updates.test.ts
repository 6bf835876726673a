import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { custom, Deployment, FAILED } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

const handle = (name: string) => ({ Type: 'AWS::CloudFormation::WaitConditionHandle', Properties: { Name: name } });

/** What happened since the update began. */
async function sinceUpdate(): Promise<string[]> {
  const history = await deployment.history();
  return history.slice(history.indexOf('app UPDATE_IN_PROGRESS'));
}

test('creates what is new, changes what is changed and deletes what is gone, in this order', async () => {
  await deployment.create({ Gone: custom(), Changed: custom({ A: 1 }), Same: custom() });
  expect(await deployment.update({ New: custom(), Changed: custom({ A: 2, New: { Ref: 'New' } }), Same: custom() })).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  expect(await sinceUpdate()).toEqual([
    'app UPDATE_IN_PROGRESS',
    'New CREATE_IN_PROGRESS', 'New CREATE_IN_PROGRESS', 'New CREATE_COMPLETE',
    'Changed UPDATE_IN_PROGRESS', 'Changed UPDATE_COMPLETE',
    'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Gone DELETE_IN_PROGRESS', 'Gone DELETE_COMPLETE',
    'app UPDATE_COMPLETE',
  ]);
});

test('replaces what can not be changed: the new one is made before the old one is deleted', async () => {
  await deployment.create({ Handle: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'one', Type: 'String', Value: 'x' } }, User: custom({ H: { Ref: 'Handle' } }) });
  await deployment.update({ Handle: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'two', Type: 'String', Value: 'x' } }, User: custom({ H: { Ref: 'Handle' } }) });
  const events = (await deployment.events()).filter(({ LogicalResourceId }) => LogicalResourceId === 'Handle').slice(3);
  expect(events.map(({ PhysicalResourceId, ResourceStatus, ResourceStatusReason }) => [PhysicalResourceId, ResourceStatus, ResourceStatusReason])).toEqual([
    ['one', 'UPDATE_IN_PROGRESS', 'Requested update requires the creation of a new physical resource; hence creating one.'],
    ['two', 'UPDATE_IN_PROGRESS', 'Resource creation Initiated'],
    ['two', 'UPDATE_COMPLETE', undefined],
    ['one', 'DELETE_IN_PROGRESS', undefined],
    ['one', 'DELETE_COMPLETE', undefined],
  ]);
  expect(deployment.requests.at(-1)).toMatchObject({ RequestType: 'Update', ResourceProperties: { H: 'two' }, OldResourceProperties: { H: 'one' } });
});

test('an update succeeds although something could not be deleted, and says so', async () => {
  await deployment.create({ Gone: custom(), Same: custom() });
  deployment.answer = () => FAILED;
  expect(await deployment.update({ Same: custom() })).toMatchObject({
    StackStatus: 'UPDATE_COMPLETE',
    StackStatusReason: 'Update successful. One or more resources could not be deleted.',
  });
  expect(deployment.asked.slice(2)).toEqual(['Delete Gone', 'Delete Gone', 'Delete Gone']);
});

test('a failed Update is followed by a second one, with old and new swapped', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  deployment.answer = ({ RequestType, ResourceProperties }) => (RequestType === 'Update' && ResourceProperties.A === '2' ? FAILED : {});
  expect(await deployment.update({ Thing: custom({ A: 2 }), New: custom({}, { DependsOn: 'Thing' }) })).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(deployment.requests.slice(1)).toMatchObject([
    { RequestType: 'Update', ResourceProperties: { A: '2' }, OldResourceProperties: { A: '1' } },
    { RequestType: 'Update', ResourceProperties: { A: '1' }, OldResourceProperties: { A: '2' } },
  ]);
  expect(await deployment.reason('app', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe('The following resource(s) failed to update: [Thing]. ');
  expect(await sinceUpdate()).toEqual([
    'app UPDATE_IN_PROGRESS',
    'Thing UPDATE_IN_PROGRESS', 'Thing UPDATE_FAILED',
    'app UPDATE_ROLLBACK_IN_PROGRESS',
    'Thing UPDATE_IN_PROGRESS', 'Thing UPDATE_COMPLETE',
    'app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'app UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('a rollback takes back what the update did, and deletes nothing that was there before', async () => {
  await deployment.create({ Thing: custom({ A: 1 }), Gone: custom(), Handle: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'one', Type: 'String', Value: 'x' } } });
  const before = await deployment.cfn.send(new DescribeStackResourcesCommand({ StackName: 'app' }));
  deployment.answer = ({ LogicalResourceId, RequestType }) => (LogicalResourceId === 'Bad' && RequestType === 'Create' ? FAILED : {});
  await deployment.update({
    Thing: custom({ A: 2 }),
    New: custom(),
    Handle: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'two', Type: 'String', Value: 'x' } },
    Bad: custom({}, { DependsOn: ['Thing', 'New', 'Handle'] }),
  });
  expect(deployment.asked.slice(2)).toEqual(expect.arrayContaining(['Update Thing', 'Update Thing', 'Create New', 'Create Bad', 'Delete New', 'Delete Bad']));
  expect(deployment.asked).not.toContain('Delete Gone');
  const after = await deployment.cfn.send(new DescribeStackResourcesCommand({ StackName: 'app' }));
  const ids = ({ StackResources = [] }: typeof after) => StackResources.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId]);
  expect(ids(after)).toEqual(ids(before));
  expect(await sinceUpdate()).toContain('Handle DELETE_COMPLETE');
  const { TemplateBody = '' } = await deployment.cfn.send(new GetTemplateCommand({ StackName: 'app' }));
  expect(Object.keys((JSON.parse(TemplateBody) as { Resources: object }).Resources)).toContain('Gone');
});

test('an Update answer that fails under another physical id gets that one deleted', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  deployment.answer = ({ RequestType, ResourceProperties }) => {
    if (RequestType === 'Update') return ResourceProperties.A === '2' ? { ...FAILED, PhysicalResourceId: 'invented' } : { PhysicalResourceId: 'thing-Thing' };
    return {};
  };
  await deployment.update({ Thing: custom({ A: 2 }) });
  expect(deployment.requests.slice(2)).toMatchObject([
    { RequestType: 'Update', PhysicalResourceId: 'invented', ResourceProperties: { A: '1' } },
    { RequestType: 'Delete', PhysicalResourceId: 'invented' },
  ]);
});

test('a rollback that fails can be continued, without the resource that fails', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  deployment.answer = () => FAILED;
  expect(await deployment.update({ Thing: custom({ A: 2 }) })).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_FAILED' });
  await deployment.cfn.send(new ContinueUpdateRollbackCommand({ StackName: 'app', ResourcesToSkip: ['Thing'] }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Thing', 'UPDATE_COMPLETE')).toBe('Resource skipped during UpdateRollback');
});

test('without rollback a failed update stays as it is until it is rolled back', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  deployment.answer = ({ ResourceProperties }) => (ResourceProperties.A === '2' ? FAILED : {});
  expect(await deployment.update({ Thing: custom({ A: 2 }) }, { DisableRollback: true })).toMatchObject({ StackStatus: 'UPDATE_FAILED' });
  await deployment.cfn.send(new RollbackStackCommand({ StackName: 'app' }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
});

test('a creation that failed without rollback can be rolled back later', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? FAILED : {});
  expect(await deployment.create({ Thing: custom() }, { OnFailure: 'DO_NOTHING' })).toMatchObject({ StackStatus: 'CREATE_FAILED' });
  await deployment.cfn.send(new RollbackStackCommand({ StackName: 'app' }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
});

test('with OnFailure DELETE a failed creation leaves no stack', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? FAILED : {});
  expect(await deployment.create({ Thing: custom() }, { OnFailure: 'DELETE' })).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

test('an update that is cancelled is rolled back', async () => {
  await deployment.create({ Thing: custom({ A: 1 }) });
  deployment.answer = ({ ResourceProperties }) => (ResourceProperties.A === '2' ? undefined : {});
  const TemplateBody = JSON.stringify({ Resources: { Thing: custom({ A: 2 }) } });
  await deployment.cfn.send(new UpdateStackCommand({ StackName: 'app', TemplateBody }));
  await deployment.until('app', () => deployment.requests.length === 2);
  await deployment.cfn.send(new CancelUpdateStackCommand({ StackName: 'app' }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(await deployment.reason('Thing', 'UPDATE_FAILED')).toBe('Resource update cancelled');
});

test('what is retained when it is replaced or removed is not deleted', async () => {
  const parameter = (Name: string) => ({ Type: 'AWS::SSM::Parameter', Properties: { Name, Type: 'String', Value: 'x' }, UpdateReplacePolicy: 'Retain' });
  await deployment.create({ Gone: custom({}, { DeletionPolicy: 'Retain' }), Replaced: parameter('one') });
  await deployment.update({ Replaced: parameter('two') });
  expect((await sinceUpdate()).filter((line) => line.includes('DELETE')).sort()).toEqual(['Gone DELETE_SKIPPED', 'Replaced DELETE_SKIPPED']);
});

test('a stack whose creation was rolled back can only be deleted', async () => {
  deployment.answer = ({ RequestType }) => (RequestType === 'Create' ? FAILED : {});
  const { StackId = '' } = await deployment.create({ Thing: custom() });
  await expect(deployment.update({ Other: handle('x') })).rejects.toThrow(`Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`);
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});
