import { CreateStackCommand, DescribeStackEventsCommand, GetTemplateSummaryCommand, ListExportsCommand, ListImportsCommand, ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import { ACCOUNT } from '../../../sandbox/principal';
import { buckets } from '../../../sandbox/services/s3/buckets';
import { parameters } from '../../../sandbox/services/ssm/parameters';
import { custom, Deployment, REGION } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

const thing = { Type: 'AWS::Test::Thing' };

/** What an output of that value comes to, in a stack with one placeholder. */
async function evaluated(Value: unknown, more: object = {}): Promise<string | undefined> {
  const { Outputs, StackStatusReason } = await deployment.create({ Thing: thing }, { DisableRollback: true, template: { Outputs: { Out: { Value } }, ...more } });
  return Outputs?.[0]?.OutputValue ?? StackStatusReason;
}

test.each<[string, unknown, string]>([
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, REGION],
  ['Fn::Sub', { 'Fn::Sub': ['${AWS::AccountId}-${Own}-${!Literal}', { Own: 'x' }] }, `${ACCOUNT}-x-\${Literal}`],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }]] }, 'a-aws'],
  ['Fn::Split and Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'a|b|c'] }] }, 'b'],
  ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'Key'] }, 'mapped'],
  ['Fn::If', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
  ['Fn::If with conditions combined', { 'Fn::If': ['Combined', 'yes', 'no'] }, 'no'],
  ['AWS::NoValue in a list', { 'Fn::Join': ['', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'ab'],
  ['Fn::GetAZs', { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] }, 'us-east-1a,us-east-1b,us-east-1c'],
  ['Fn::Cidr', { 'Fn::Join': [',', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] }, '10.0.0.0/24,10.0.1.0/24,10.0.2.0/24'],
  ['Fn::Cidr of IPv6', { 'Fn::Join': [',', { 'Fn::Cidr': ['2001:db8::/56', 2, 64] }] }, '2001:db8::/64,2001:db8:0:1::/64'],
  ['Fn::Length', { 'Fn::Length': ['a', 'b'] }, '2'],
  ['Fn::ToJsonString', { 'Fn::ToJsonString': { A: [1, { Ref: 'AWS::Region' }] } }, '{"A":[1,"us-east-1"]}'],
])('%s is evaluated', async (_name, value, expected) => {
  const more = {
    Mappings: { Map: { [REGION]: { Key: 'mapped' } } },
    Conditions: {
      Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, REGION] },
      Combined: { 'Fn::And': [{ Condition: 'Here' }, { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'Here' }, { 'Fn::Equals': ['a', 'b'] }] }] }] },
    },
  };
  expect(await evaluated(value, more)).toBe(expected);
});

test('a resource whose condition does not hold is not created', async () => {
  await deployment.create({ Thing: thing, Not: { ...thing, Condition: 'Never' } }, { template: { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } } });
  expect((await deployment.history()).some((line) => line.startsWith('Not '))).toBe(false);
});

const never = { Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'other'] } } };
const LeftOut = { ...thing, Condition: 'Never' };

test.each<[string, Readonly<Record<string, object>>, object, string]>([
  ['a resource', { LeftOut, A: custom({ B: { Ref: 'LeftOut' } }) }, {}, 'Template format error: Unresolved resource dependencies [LeftOut] in the Resources block of the template'],
  ["a resource's attribute", { LeftOut, A: custom({ B: { 'Fn::GetAtt': ['LeftOut', 'Arn'] } }) }, {}, 'Template format error: Unresolved resource dependencies [LeftOut] in the Resources block of the template'],
  ['an output', { LeftOut, Thing: thing }, { Outputs: { Out: { Value: { Ref: 'LeftOut' } } } }, 'Unresolved resource dependencies [LeftOut] in the Outputs block of the template'],
])('%s of what a condition leaves out is refused before anything is made', async (_what, resources, more, message) => {
  await expect(deployment.create(resources, { template: { ...never, ...more } })).rejects.toMatchObject({ name: 'ValidationError', message });
  await expect(deployment.describe()).rejects.toThrow('does not exist');
});

test('what a condition leaves out may be named where no condition lets it be asked for', async () => {
  const B = { 'Fn::If': ['Never', { 'Fn::GetAtt': ['LeftOut', 'Arn'] }, 'else'] };
  expect(await deployment.create({ LeftOut, A: custom({ B }, { DependsOn: 'LeftOut' }) }, { template: never })).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  expect(await deployment.update({ LeftOut, A: custom({ B, C: 1 }) }, { StackName: (await deployment.describe()).StackId, template: never })).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
});

test('what only the deployment tells is not looked for before', async () => {
  const parts = { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] };
  const attribute = { 'Fn::GetAtt': ['Thing', 'List'] };
  const late = [{ 'Fn::Select': [1, parts] }, { 'Fn::Select': [3, attribute] }, { 'Fn::Join': ['', attribute] }, { 'Fn::Length': attribute }, { 'Fn::Cidr': [attribute, 1, 8] }];
  await expect(deployment.create({ Thing: thing, A: custom({ Late: late }) })).resolves.toBeDefined();
});

test('YAML with the short forms of the functions is the same as JSON', async () => {
  const TemplateBody = `
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  Here: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Thing:
    Type: AWS::Test::Thing
  Other:
    Type: Custom::Thing
    Properties:
      ServiceToken: !Sub arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:handler
      Arn: !GetAtt Thing.Arn
      List: !Split [",", !Join [",", [a, b]]]
      If: !If [Here, !Ref Thing, no]
`;
  await deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  expect(deployment.requests[0]?.ResourceProperties).toMatchObject({
    Arn: expect.stringMatching(/^arn:aws:placeholder:::app-Thing-/) as string,
    List: ['a', 'b'],
    If: expect.stringMatching(/^app-Thing-/) as string,
  });
});

test.each<[string, object, string]>([
  ['has no resources', { Resources: {} }, 'Template format error: At least one Resources member must be defined.'],
  ['refers to what is not there', { Resources: { A: { ...thing, Properties: { B: { Ref: 'B' } } } } }, 'Template format error: Unresolved resource dependencies [B] in the Resources block of the template'],
  ['depends on what is not there', { Resources: { A: { ...thing, DependsOn: 'B' } } }, 'Template format error: Unresolved resource dependencies [B] in the Resources block of the template'],
  ['asks an unknown resource for an attribute', { Resources: { A: { ...thing, Properties: { B: { 'Fn::GetAtt': ['B', 'Arn'] } } } } }, 'Template error: instance of Fn::GetAtt references undefined resource B'],
  ['goes round in circles', { Resources: { A: { ...thing, DependsOn: 'B' }, B: { ...thing, DependsOn: 'A' }, C: { ...thing, DependsOn: 'A' } } }, 'Circular dependency between resources: [A, B]'],
  ['has a section that does not exist', { Resources: { A: thing }, Nonsense: {} }, 'Invalid template property or properties [Nonsense]'],
  ['has a resource without a type', { Resources: { A: {} } }, 'Template format error: [/Resources/A] Every Resources object must contain a Type member.'],
  ['has an unknown condition', { Resources: { A: { ...thing, Condition: 'C' } } }, 'Template format error: Unresolved condition dependency C in the Resources block of the template'],
  ['has more than 500 resources', { Resources: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`A${index}`, { Type: 'A::B' }])) }, 'Template format error: Number of resources, 501, is greater than maximum allowed, 500'],
  ['has parameters without values', { Resources: { A: thing }, Parameters: { P: { Type: 'String' } } }, 'Parameters: [P] must have values'],
  ['breaks a rule', { Resources: { A: thing }, Parameters: { P: { Type: 'String', Default: '3' } }, Rules: { R: { Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3'], { Ref: 'P' }] }] }, AssertDescription: 'too old' }] } } }, 'Template validation error: Rule R failed: too old'],
])('a template that %s is refused', async (_what, template, message) => {
  await expect(deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody: JSON.stringify(template) }))).rejects.toMatchObject({
    name: 'ValidationError',
    message,
  });
});

test('what is not well-formed is refused', async () => {
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateBody: '{' }))).rejects.toThrow('Template format error: JSON not well-formed.');
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateBody: 'a: [' }))).rejects.toThrow('Template format error: YAML not well-formed.');
});

test('a template body may have 51,200 bytes', async () => {
  const body = (length: number) => JSON.stringify({ Resources: { Thing: thing } }).padEnd(length);
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateBody: body(51_200) }))).resolves.toBeDefined();
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateBody: body(51_201) }))).rejects.toThrow(/less than or equal to 51200/);
});

test.each([
  ['the sandbox itself', (url: string) => `${url}/templates/dir/app.json`],
  ['S3, bucket first', () => 'https://templates.s3.us-east-1.amazonaws.com/dir/app.json'],
  ['S3, bucket in the path', () => 'https://s3.us-east-1.amazonaws.com/templates/dir/app.json'],
])('a template may be an object in S3, at %s', async (_where, url) => {
  buckets(deployment.sandbox.world).create('templates', REGION);
  buckets(deployment.sandbox.world).put('templates', 'dir/app.json', Buffer.from(JSON.stringify({ Resources: { Thing: thing } })));
  await deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateURL: url(deployment.sandbox.url) }));
  expect(await deployment.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
});

test('a template that is not in S3 is refused', async () => {
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateURL: 'https://cdk.s3.amazonaws.com/app.json' }))).rejects.toThrow(/S3 error: The specified bucket does not exist/);
  await expect(deployment.cfn.send(new ValidateTemplateCommand({ TemplateURL: 'https://example.com/app.json' }))).rejects.toThrow('TemplateURL must be a supported URL.');
});

test('parameters have their defaults, are checked, and are hidden when they are secret', async () => {
  const template = { Parameters: { Size: { Type: 'Number', Default: 3, MaxValue: 5 }, Secret: { Type: 'String', NoEcho: true }, List: { Type: 'CommaDelimitedList', Default: 'a, b' } } };
  const secret = { ParameterKey: 'Secret', ParameterValue: 'hush' };
  const resources = { Thing: custom({ Size: { Ref: 'Size' }, Secret: { Ref: 'Secret' }, List: { Ref: 'List' } }) };
  const { Parameters } = await deployment.create(resources, { template, Parameters: [secret] });
  expect(Parameters).toMatchObject([{ ParameterValue: '3' }, { ParameterValue: '****' }, { ParameterValue: 'a, b' }]);
  expect(deployment.requests[0]?.ResourceProperties).toMatchObject({ Size: '3', Secret: 'hush', List: ['a', 'b'] });
  await expect(deployment.update(resources, { template, Parameters: [secret, { ParameterKey: 'Size', ParameterValue: '6' }] })).rejects.toThrow(
    "Parameter 'Size' must be a number not greater than 5",
  );
  await deployment.update(resources, { template, Parameters: [{ ParameterKey: 'Secret', UsePreviousValue: true }, { ParameterKey: 'Size', ParameterValue: '4' }] });
  expect(deployment.requests.at(-1)?.ResourceProperties).toMatchObject({ Size: '4', Secret: 'hush' });
});

test('a parameter may name an SSM parameter, as the CDK does for its bootstrap version', async () => {
  parameters(deployment.sandbox.world, ACCOUNT, REGION).put({ name: '/app/color', type: 'String', value: 'blue' });
  const template = { Parameters: { Color: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/color' } }, Outputs: { Out: { Value: { Ref: 'Color' } } } };
  const { Outputs, Parameters } = await deployment.create({ Thing: thing }, { template });
  expect(Outputs).toMatchObject([{ OutputValue: 'blue' }]);
  expect(Parameters).toMatchObject([{ ParameterValue: '/app/color', ResolvedValue: 'blue' }]);
});

test('IAM resources need a capability', async () => {
  const TemplateBody = JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } } } });
  await expect(deployment.cfn.send(new CreateStackCommand({ StackName: 'app', TemplateBody }))).rejects.toMatchObject({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_IAM]',
  });
  expect(await deployment.cfn.send(new GetTemplateSummaryCommand({ TemplateBody }))).toMatchObject({
    Capabilities: ['CAPABILITY_IAM'],
    CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    ResourceTypes: ['AWS::IAM::Role'],
  });
});

test('what nobody exports fails a creation or an update before it changes anything', async () => {
  const importing = { Thing: thing, User: custom({ Imported: { 'Fn::ImportValue': 'nothing' } }) };
  expect(await deployment.create(importing)).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  expect(await deployment.history()).toEqual(['app CREATE_IN_PROGRESS', 'app ROLLBACK_IN_PROGRESS', 'app ROLLBACK_COMPLETE']);
  await deployment.delete();
  await deployment.create({ Thing: thing });
  expect(await deployment.update({ ...importing, Other: thing })).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(await deployment.reason('app', 'UPDATE_ROLLBACK_IN_PROGRESS')).toBe('No export named nothing found.');
  expect(deployment.asked).toEqual([]);
});

test('an export can be used by another stack, and is protected while it is', async () => {
  await deployment.create({ Thing: thing }, { template: { Outputs: { Out: { Value: 'shared', Export: { Name: 'the-export' } } } } });
  await deployment.create({ Thing: custom({ Imported: { 'Fn::ImportValue': 'the-export' } }) }, { StackName: 'user' });
  expect(deployment.requests[0]?.ResourceProperties).toMatchObject({ Imported: 'shared' });
  const { StackId } = await deployment.describe('app');
  expect(await deployment.cfn.send(new ListExportsCommand({}))).toMatchObject({ Exports: [{ Name: 'the-export', Value: 'shared', ExportingStackId: StackId }] });
  expect(await deployment.cfn.send(new ListImportsCommand({ ExportName: 'the-export' }))).toMatchObject({ Imports: ['user'] });
  expect(await deployment.delete()).toMatchObject({ StackStatus: 'DELETE_FAILED', StackStatusReason: 'Export the-export cannot be deleted as it is in use by user' });
});

test('an attribute that a custom resource did not answer fails whoever asks for it', async () => {
  await deployment.create({ Thing: custom(), Other: custom({ X: { 'Fn::GetAtt': ['Thing', 'Missing'] } }) });
  expect(await deployment.reason('Other', 'CREATE_FAILED')).toMatch(/^CustomResource attribute error: Vendor response doesn't contain Missing attribute/);
  expect(deployment.asked).toEqual(['Create Thing', 'Delete Thing']);
});

test('events of a stack that never was are refused', async () => {
  await expect(deployment.cfn.send(new DescribeStackEventsCommand({ StackName: 'nobody' }))).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack [nobody] does not exist' });
});
