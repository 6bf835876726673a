import * as cfn from '@aws-sdk/client-cloudformation';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../sandbox/aws-error';
import { custom, FAILED, type Deployment } from '../cloudformation/deployment';
import type { Observations } from './observations';

export const parameter = (Value: unknown, more: object = {}) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value, ...more } });
export const template = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more });

/** "LogicalId STATUS: reason", which says whether there is a reason at all. */
const line = ({ LogicalResourceId = '', ResourceStatus, ResourceStatusReason }: StackEvent) =>
  `${LogicalResourceId} ${ResourceStatus ?? ''}${ResourceStatusReason === undefined ? '' : `: ${ResourceStatusReason}`}`;

/** What happens to stacks without a change set. */
export async function liveThroughStacks(deployment: Deployment, seen: Observations): Promise<void> {
  const { cfn: client } = deployment;
  const send = client.send.bind(client);
  const StackName = 'app';
  const stack = (name = StackName) => () => deployment.describe(name);
  const Parameters = [{ ParameterKey: 'Secret', ParameterValue: 'hidden' }, { ParameterKey: 'Plain', ParameterValue: 'shown' }];
  const declared = { Parameters: { Secret: { Type: 'String', NoEcho: true }, Plain: { Type: 'String' } } };
  const body = (value: string, more: object = {}) => template({ First: parameter(value), ...more }, declared);
  const input = { StackName, Parameters };
  await seen.see('creating a stack', () => send(new cfn.CreateStackCommand({ ...input, TemplateBody: body('a', { Second: parameter('b', { Name: 'second' }) }) })));
  const { StackId = '' } = await deployment.settled();
  await seen.see('a stack', stack());
  await seen.see('the events of a stack', () => deployment.events(), (events) => events.map(line));
  await seen.see('the first event of a resource', () => deployment.events(), (events) => events.find(({ LogicalResourceId }) => LogicalResourceId === 'First'));
  await seen.see('the second event of a resource', () => deployment.events(), (events) => events.filter(({ LogicalResourceId }) => LogicalResourceId === 'First')[1]);
  await seen.see('an event of a stack', () => deployment.events(), (events) => events[0]);
  await seen.see('the order of events', () => send(new cfn.DescribeStackEventsCommand({ StackName })), ({ StackEvents = [] }) => [StackEvents[0], StackEvents.at(-1)].map((event) => event && line(event)));
  await seen.see('a resource', () => send(new cfn.DescribeStackResourceCommand({ StackName, LogicalResourceId: 'First' })), (answer) => answer.StackResourceDetail);
  await seen.see('a resource in a list', () => send(new cfn.DescribeStackResourcesCommand({ StackName })), (answer) => answer.StackResources?.[0]);
  await seen.see('a resource in a summary', () => send(new cfn.ListStackResourcesCommand({ StackName })), (answer) => answer.StackResourceSummaries?.[0]);
  await seen.see('a resource that is not there', () => send(new cfn.DescribeStackResourceCommand({ StackName, LogicalResourceId: 'NonExistentResource' })));
  await seen.see('the template of a stack', () => send(new cfn.GetTemplateCommand({ StackName })));
  await seen.see('creating a stack again', () => send(new cfn.CreateStackCommand({ StackName, TemplateBody: template({ First: parameter('a') }) })));
  await seen.see('updating a stack with nothing', () => send(new cfn.UpdateStackCommand({ ...input, TemplateBody: body('a', { Second: parameter('b', { Name: 'second' }) }) })));
  await seen.see('updating a stack without a template', () => send(new cfn.UpdateStackCommand({ StackName })));

  const past = (await deployment.events()).length;
  await seen.see('updating a stack', () => send(new cfn.UpdateStackCommand({ ...input, TemplateBody: body('c', { Second: parameter('b', { Name: 'other' }) }) })));
  await deployment.settled();
  await seen.see('a stack that was updated', stack());
  const updates = (await deployment.events()).slice(past);
  await seen.see('the events of an update', () => Promise.resolve(updates), (events) => events.filter(({ LogicalResourceId }) => LogicalResourceId !== 'Second').map(line));
  const replaced = updates.filter(({ LogicalResourceId }) => LogicalResourceId === 'Second');
  await seen.see('the events of a replacement', () => Promise.resolve(replaced), (events) => events.map(line));
  await seen.see('the names of a replacement', () => Promise.resolve(replaced), (events) => events.map(({ PhysicalResourceId }) => PhysicalResourceId));
  await seen.see('the clean-up of a replacement', () => Promise.resolve(replaced.at(-1)));
  const beforeRemoval = (await deployment.events()).length;
  await send(new cfn.UpdateStackCommand({ ...input, TemplateBody: body('c') }));
  await deployment.settled();
  await seen.see('the events of a removal', () => deployment.events(), (events) => events.slice(beforeRemoval).map(line));
  await seen.see('a resource that was removed', () => send(new cfn.DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Second' })));

  await seen.see('protecting a stack', () => send(new cfn.UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true })));
  await seen.see('a protected stack', stack());
  await seen.see('deleting a protected stack', () => send(new cfn.DeleteStackCommand({ StackName })));
  await send(new cfn.UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }));
  const beforeDeletion = (await deployment.events()).length;
  await seen.see('deleting a stack', () => send(new cfn.DeleteStackCommand({ StackName })));
  await deployment.settled(StackId);
  await seen.see('the events of a deletion', () => deployment.events(StackId), (events) => events.slice(beforeDeletion).map(line));
  await seen.see('an event of a deletion', () => deployment.events(StackId), (events) => events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'First' && ResourceStatus === 'DELETE_COMPLETE'));
  await seen.see('a deleted stack by its id', stack(StackId));
  await seen.see('a deleted stack by its name', stack());
  await seen.see('the events of a deleted stack by its name', () => send(new cfn.DescribeStackEventsCommand({ StackName })));
  await seen.see('updating a deleted stack', () => send(new cfn.UpdateStackCommand({ StackName: StackId, TemplateBody: body('d') })));
  await seen.see('the template of a stack that is not there', () => send(new cfn.GetTemplateCommand({ StackName: 'does-not-exist' })));
  await seen.see('the template of nothing', () => send(new cfn.GetTemplateCommand({})));
  await seen.see('a resource of a stack that is not there', () => send(new cfn.DescribeStackResourceCommand({ StackName: 'not-a-valid-stack', LogicalResourceId: 'a' })));
}

/** Policies that keep what a stack would delete, and the order of what depends on each other. */
export async function liveThroughKeptResources(deployment: Deployment, seen: Observations): Promise<void> {
  const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const resources = (Name: string) => ({ Kept: { ...parameter('a', { Name }), ...kept }, A: parameter('a'), B: { ...parameter('b'), DependsOn: 'A' }, C: { ...parameter('c'), DependsOn: 'B' } });
  await deployment.create(resources('one'), { StackName: 'keeping' });
  await deployment.cfn.send(new cfn.UpdateStackCommand({ StackName: 'keeping', TemplateBody: template(resources('two')) }));
  const { StackId = '' } = await deployment.settled('keeping');
  const ofKept = (events: StackEvent[]) => events.filter(({ LogicalResourceId }) => LogicalResourceId === 'Kept');
  await seen.see('a replaced resource that is kept', () => deployment.events('keeping'), (events) => ofKept(events).slice(3).map(line));
  await seen.see('the name of a replaced resource that is kept', () => deployment.events('keeping'), (events) => ofKept(events).at(-1)?.PhysicalResourceId);
  const past = (await deployment.events('keeping')).length;
  await deployment.delete({ StackName: 'keeping' });
  const events = (await deployment.events(StackId)).slice(past);
  await seen.see('a resource that is kept', () => Promise.resolve(ofKept(events).map(line)));
  const finished = ({ LogicalResourceId = '', ResourceStatus }: StackEvent) => (/^[ABC]$/.test(LogicalResourceId) && ResourceStatus === 'DELETE_COMPLETE' ? [LogicalResourceId] : []);
  await seen.see('the order of a deletion', () => Promise.resolve(events.flatMap(finished)));
}

/** The same of a resource that had its name when its creation failed. */
async function liveThroughHalfMade(deployment: Deployment, seen: Observations): Promise<void> {
  const refusal = new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
  const { faults } = deployment.sandbox.world;
  faults.add({ action: 'DescribeIpams', times: 1, with: refusal });
  faults.add({ action: 'DeleteIpam', times: 2, with: refusal });
  const { StackId = '' } = await deployment.create({ Broken: { Type: 'AWS::EC2::IPAM' } }, { StackName: 'half' });
  await deployment.delete({ StackName: 'half' });
  await deployment.cfn.send(new cfn.DeleteStackCommand({ StackName: 'half', RetainResources: ['Broken'] }));
  await deployment.settled(StackId);
  const status = ({ LogicalResourceId = '', ResourceStatus }: StackEvent) => `${LogicalResourceId} ${ResourceStatus ?? ''}`;
  await seen.see('the events of a creation that failed for good', () => deployment.events(StackId), (events) => events.map(status));
}

/** A stack whose creation fails, so does its rollback, and its deletion until what fails may stay. */
export async function liveThroughFailures(deployment: Deployment, seen: Observations): Promise<void> {
  deployment.answer = () => ({ ...FAILED, PhysicalResourceId: 'half-made' });
  const failed = await deployment.create({ Broken: custom() }, { StackName: 'blocked' });
  const { StackId = '' } = failed;
  await seen.see('a stack whose rollback failed', () => Promise.resolve(failed));
  await seen.see('a stack whose deletion failed', () => deployment.delete({ StackName: 'blocked' }));
  await seen.see('a stack whose broken resource was kept', async () => {
    await deployment.cfn.send(new cfn.DeleteStackCommand({ StackName: 'blocked', RetainResources: ['Broken'] }));
    return deployment.settled(StackId);
  });
  const events = await deployment.events(StackId);
  await seen.see('a creation that failed', () => Promise.resolve(events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')));
  await seen.see('the reason of a custom resource', () => Promise.resolve(events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason));
  await seen.see('the reason of a rollback', () => Promise.resolve(events.find(({ ResourceStatus }) => (ResourceStatus as string) === 'ROLLBACK_IN_PROGRESS')?.ResourceStatusReason));

  await liveThroughHalfMade(deployment, seen);

  deployment.answer = ({ LogicalResourceId, RequestType }) => (LogicalResourceId === 'Broken' && RequestType === 'Create' ? FAILED : RequestType === 'Create' ? undefined : {});
  const cancelled = await deployment.create({ Broken: custom(), Slow: custom({ ServiceTimeout: 3600 }) }, { StackName: 'cancelled' });
  await seen.see('a stack that was rolled back', () => Promise.resolve(cancelled));
  await deployment.create({ Broken: parameter('Test', { Type: 'Invalid' }) }, { StackName: 'unmade' });
  await seen.see('a resource whose creation failed', () => deployment.cfn.send(new cfn.DescribeStackResourceCommand({ StackName: 'unmade', LogicalResourceId: 'Broken' })));
  await seen.see('a creation that was cancelled', () => deployment.events('cancelled'), (all) => all.filter(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Slow' && ResourceStatus === 'CREATE_FAILED').map(line));
  await seen.see('a rollback after one failed', () => deployment.events('cancelled'), (all) => all.filter(({ ResourceStatus }) => (ResourceStatus as string) === 'ROLLBACK_IN_PROGRESS').map(line));
  deployment.answer = () => undefined;
  await deployment.create({ Silent: custom({ ServiceTimeout: 1 }) }, { StackName: 'silent', OnFailure: 'DO_NOTHING' });
  await seen.see('a custom resource that does not answer', () => deployment.reason('Silent', 'CREATE_FAILED', 'silent'));
  await liveThroughOddAnswers(deployment, seen);
}

async function liveThroughOddAnswers(deployment: Deployment, seen: Observations): Promise<void> {
  const odd = { 'data of another kind': { Data: 'text' }, 'another status': { Status: 'FAILURE' }, 'an empty id': { ...FAILED, PhysicalResourceId: '' }, 'a control character': { ...FAILED, Reason: '\u001b[31mno' } };
  for (const [index, [what, answer]] of Object.entries(odd).entries()) {
    deployment.answer = () => answer;
    const StackName = `odd-${index}`;
    await deployment.create({ Odd: custom() }, { StackName, OnFailure: 'DO_NOTHING' });
    await seen.see(`a custom resource with ${what}`, () => deployment.reason('Odd', 'CREATE_FAILED', StackName));
  }
  deployment.answer = () => ({ Data: {} });
  await deployment.create({ Odd: custom(), Asking: custom({ For: { 'Fn::GetAtt': ['Odd', 'ProjectArn'] } }) }, { StackName: 'asking-for', OnFailure: 'DO_NOTHING' });
  await seen.see('an attribute that a custom resource does not have', () => deployment.reason('Asking', 'CREATE_FAILED', 'asking-for'));
}

/** What a custom resource's function is asked. */
export async function liveThroughCustomResources(deployment: Deployment, seen: Observations): Promise<void> {
  deployment.answer = () => ({});
  const past = deployment.requests.length;
  await deployment.create({ Thing: custom({ Yes: true, One: 1, List: [1, false] }) }, { StackName: 'asking' });
  await deployment.cfn.send(new cfn.UpdateStackCommand({ StackName: 'asking', TemplateBody: template({ Thing: custom({ Yes: false }) }) }));
  await deployment.settled('asking');
  await deployment.delete({ StackName: 'asking' });
  const [create, update, remove] = deployment.requests.slice(past);
  await seen.see('a Create', () => Promise.resolve(create));
  await seen.see('an Update', () => Promise.resolve(update));
  await seen.see('a Delete', () => Promise.resolve(remove));
  await seen.see('where an answer goes', () => Promise.resolve(new URL(create?.ResponseURL ?? '')), ({ pathname, searchParams, hash }) => ({ path: pathname, hash, ...Object.fromEntries(searchParams) }));
}
