import * as cfn from '@aws-sdk/client-cloudformation';
import type { Deployment } from '../cloudformation/deployment';
import type { Observations } from './observations';
import { parameter, template } from './stack-life';

const SHOWN = { Parameters: { Value: { Type: 'String', Default: 'a' } }, Description: 'test' };
const body = (value: unknown, more: object = {}, top: object = {}) => template({ First: parameter(value, more) }, top);

/** Change sets from the first of a new stack to one that changes nothing. */
export async function liveThroughChangeSets(deployment: Deployment, seen: Observations): Promise<void> {
  const { cfn: client } = deployment;
  const send = client.send.bind(client);
  const settled = { client, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 60 };
  const StackName = 'changed';
  /** Creates a change set, waits for it, and gives what is said of it. */
  const made = async (ChangeSetName: string, input: Partial<cfn.CreateChangeSetCommandInput>) => {
    const { Id } = await send(new cfn.CreateChangeSetCommand({ StackName, ChangeSetName, ...input }));
    await cfn.waitUntilChangeSetCreateComplete(settled, { ChangeSetName: Id }).catch(() => undefined);
    return send(new cfn.DescribeChangeSetCommand({ ChangeSetName: Id }));
  };
  const execute = async (ChangeSetName: string) => {
    await send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName }));
    await deployment.settled(StackName);
  };
  const first = { ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody: body({ Ref: 'Value' }, { Name: 'named' }, SHOWN) } as const;
  await seen.see('creating a change set', () => send(new cfn.CreateChangeSetCommand({ StackName, ...first })));
  const { StackId = '' } = await deployment.until(StackName, () => true);
  await cfn.waitUntilChangeSetCreateComplete(settled, { StackName, ChangeSetName: 'first' });
  await seen.see('a stack in review', () => deployment.describe(StackName));
  await seen.see('a change set of a new stack', () => send(new cfn.DescribeChangeSetCommand({ StackName, ChangeSetName: 'first' })));
  await seen.see('a change of a new stack', () => send(new cfn.DescribeChangeSetCommand({ StackName, ChangeSetName: 'first' })), ({ Changes }) => Changes?.[0]?.ResourceChange);
  await seen.see('the summary of a stack in review', () => send(new cfn.GetTemplateSummaryCommand({ StackName })));
  await seen.see('another change set of a stack in review', () => made('second', { ChangeSetType: 'CREATE', TemplateBody: body('b'), Tags: [{ Key: 'foo', Value: 'bar' }] }));
  await seen.see('the change sets of a stack', () => send(new cfn.ListChangeSetsCommand({ StackName })), ({ Summaries }) => Summaries?.find(({ ChangeSetName }) => ChangeSetName === 'first'));
  await seen.see('executing a change set', () => send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName: 'first' })));
  await deployment.settled(StackName);
  await seen.see('a stack that a change set made', () => deployment.describe(StackName));
  await seen.see('the events of a stack that a change set made', () => deployment.events(StackName), (events) => events.map(({ ResourceStatus, ResourceStatusReason = '-' }) => `${ResourceStatus ?? ''} ${ResourceStatusReason}`));
  await seen.see('a change of a value', () => made('value', { TemplateBody: body('b', { Name: 'named' }) }), ({ Changes }) => Changes?.[0]?.ResourceChange);
  await seen.see('a change of a name', () => made('name', { TemplateBody: body('a', { Name: 'another' }) }), ({ Changes }) => Changes?.[0]?.ResourceChange);
  const byParameter = { TemplateBody: first.TemplateBody, Parameters: [{ ParameterKey: 'Value', ParameterValue: 'c' }] };
  await seen.see('a change by a parameter', () => made('parameter', byParameter), ({ Changes }) => Changes?.[0]?.ResourceChange);
  await seen.see('a change set with parameters', () => send(new cfn.DescribeChangeSetCommand({ StackName, ChangeSetName: 'parameter' })));
  await seen.see('a change set that changes nothing', () => made('nothing', { TemplateBody: first.TemplateBody }));
  await seen.see('executing a change set that failed', () => send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName: 'nothing' })));
  await send(new cfn.DeleteChangeSetCommand({ StackName, ChangeSetName: 'nothing' }));
  await seen.see('a change set that was deleted', () => send(new cfn.DescribeChangeSetCommand({ StackName, ChangeSetName: 'nothing' })));
  await seen.see('creating by a change set what is there', () => send(new cfn.CreateChangeSetCommand({ StackName, ...first, ChangeSetName: 'again' })));
  await execute('value');
  await seen.see('a stack that a change set updated', () => deployment.describe(StackName));
  await deployment.delete({ StackName });
  await seen.see('a stack of change sets that was deleted', () => deployment.describe(StackId));
  await seen.see('a change set for a deleted stack', () => send(new cfn.CreateChangeSetCommand({ StackName: StackId, ChangeSetName: 'late', TemplateBody: body('d') })));
  await seen.see('creating a deleted stack again by its id', () => send(new cfn.CreateChangeSetCommand({ StackName: StackId, ChangeSetName: 'revived', ChangeSetType: 'CREATE', TemplateBody: body('d') })));
  await seen.see('a change set of a stack that is not there', () => send(new cfn.DescribeChangeSetCommand({ StackName: 'somestack', ChangeSetName: 'a' })));
  await seen.see('deleting a change set of a stack that is not there', () => send(new cfn.DeleteChangeSetCommand({ StackName: 'nostack', ChangeSetName: 'a' })));
  await seen.see('deleting a change set of no stack', () => send(new cfn.DeleteChangeSetCommand({ ChangeSetName: 'a' })));
  await seen.see('the template of a change set of no stack', () => send(new cfn.GetTemplateCommand({ ChangeSetName: 'a' })));

  const review = { StackName: 'reviewed', ChangeSetName: 'one', ChangeSetType: 'CREATE', TemplateBody: body('a') } as const;
  const { Id } = await send(new cfn.CreateChangeSetCommand(review));
  await cfn.waitUntilChangeSetCreateComplete(settled, review);
  await seen.see('creating a stack in review', async () => {
    await send(new cfn.CreateStackCommand({ StackName: 'reviewed', TemplateBody: body('a') }));
    return deployment.settled('reviewed');
  });
  await seen.see('a change set that was passed over', () => send(new cfn.DescribeChangeSetCommand({ ChangeSetName: Id })));
  const importing = { StackName: 'importing', ChangeSetName: 'one', ChangeSetType: 'CREATE', TemplateBody: body({ 'Fn::ImportValue': 'nobody-exports-it' }) } as const;
  await send(new cfn.CreateChangeSetCommand(importing));
  await seen.see('a change set that imports what is not there', async () => {
    await cfn.waitUntilChangeSetCreateComplete(settled, importing);
    return send(new cfn.DescribeChangeSetCommand(importing));
  });
  await seen.see('a stack of a change set that was rolled back', async () => {
    await send(new cfn.ExecuteChangeSetCommand(importing));
    return deployment.settled('importing');
  });
  await seen.see('the reason of a stack that imports what is not there', () => deployment.reason('importing', 'ROLLBACK_IN_PROGRESS', 'importing'));
}

const bad = (TemplateBody: string, more: Partial<cfn.CreateStackCommandInput> = {}) => new cfn.CreateStackCommand({ StackName: 'bad', TemplateBody, ...more });

/** What is wrong with a template, by what somebody wrote into one. */
const REFUSED: Readonly<Record<string, cfn.CreateStackCommand>> = {
  'an empty template': bad('{}'),
  'a template that is a URL': bad('https://example.com/template.json'),
  'resources that are a text': bad('{"Resources": "", "Outputs": ""}'),
  'a resource without a type': bad(template({ A: { Properties: {} } })),
  'a resource with another key': bad(template({ A: { ...parameter('a'), Invalid: 10 } })),
  'a resource with a hyphen': bad(template({ 'my-bad-resource-id': parameter('a') })),
  'a parameter with a colon': bad(template({ A: parameter('a') }, { Parameters: { 'AWS::NoValue': { Type: 'String' } } })),
  'a parameter without a value': bad(template({ A: parameter({ Ref: 'Input' }) }, { Parameters: { Input: { Type: 'String' } } })),
  'a parameter that is no number': bad(template({ A: parameter('a') }, { Parameters: { Value: { Type: 'Number' } } }), { Parameters: [{ ParameterKey: 'Value', ParameterValue: 'not-a-number' }] }),
  'an output that is null': bad(template({ A: parameter('a') }, { Outputs: { MyOutput: { Value: null } } })),
  'an output without a value': bad(template({ A: parameter('a') }, { Outputs: { MyOutput: {} } })),
  'a reference to nothing': bad(template({ A: parameter({ Ref: 'InvalidRef' }) })),
  'a dependency on nothing': bad(template({ A: { ...parameter('a'), DependsOn: 'NonExistingResource' } })),
  'an output of what a condition leaves out': bad(
    template({ A: parameter('a'), MyTopic: { ...parameter('b'), Condition: 'No' } }, { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } }, Outputs: { Out: { Value: { Ref: 'MyTopic' } } } }),
  ),
  'an Fn::Equals of one': bad(template({ A: parameter('a') }, { Conditions: { No: { 'Fn::Equals': ['a'] } } })),
  'an Fn::If of nothing': bad(template({ A: parameter({ 'Fn::If': ['MissingCondition', 'a', 'b'] }) })),
  'an Fn::GetAtt of one': bad(template({ A: parameter('a'), B: parameter({ 'Fn::GetAtt': ['A', ''] }) })),
  'an Fn::Select beyond the end': bad(template({ A: parameter({ 'Fn::Select': [100, ['test']] }) })),
  'an Fn::Select of no list': bad(template({ A: parameter({ 'Fn::Select': [0, 2] }) })),
  'an Fn::Split of one': bad(template({ A: parameter({ 'Fn::Select': [0, { 'Fn::Split': [','] }] }) })),
  'a mapping without the key': bad(template({ A: parameter({ 'Fn::FindInMap': ['TopicSuffixMap', 'C', 'Suffix'] }) }, { Mappings: { TopicSuffixMap: { A: { Suffix: 'a' } } } })),
  'a mapping of one level': bad(template({ A: parameter('a') }, { Mappings: { TopicSuffixMap: { A: 'a' } } })),
  'a mapping of three levels': bad(template({ A: parameter('a') }, { Mappings: { TopicSuffixMap: { A: { Suffix: { deeper: 'a' } } } } })),
  'JSON that ends early': bad('{"Resources": {"A": {"Type'),
  'YAML that is none': bad('Resources:\n  A:\n Type: x'),
  'a stack with a name of other letters': bad(template({ A: parameter('a') }), { StackName: '*@da591fa3_$' }),
  'a template that is too long': bad(template({ A: parameter('a'.repeat(52_000)) })),
  'a role without leave': bad(template({ A: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } } })),
  'a stack policy that is no JSON': bad(template({ A: parameter('a') }), { StackPolicyBody: 'not json' }),
  'a template at a URL that is none': new cfn.CreateStackCommand({ StackName: 'bad', TemplateURL: 's3://bucket/template.json' }),
};

export async function liveThroughRefusals({ cfn: client }: Deployment, seen: Observations): Promise<void> {
  for (const [index, [situation, { input }]] of Object.entries(REFUSED).entries()) {
    const StackName = input.StackName === 'bad' ? `bad-${index}` : input.StackName;
    await seen.see(situation, () => client.send(new cfn.CreateStackCommand({ ...input, StackName })));
  }
}
