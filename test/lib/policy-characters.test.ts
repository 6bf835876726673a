import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policyCharacters } from '../../lib/policy-characters';

const UUID = '01234567-89ab-cdef-0123-456789abcdef';
const LONGEST: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-northeast-1',
  'AWS::StackId': `arn:aws-us-gov:cloudformation:ap-northeast-1:123456789012:stack/${'n'.repeat(128)}/${UUID}`,
};

const ofPools = (resources: string[], more: iam.PolicyStatementProps = {}) => new iam.PolicyStatement({ sid: 'Pools', actions: ['ec2:GetIpamPoolAllocations'], resources, ...more });

/** As IAM sees it: every value filled in by CloudFormation, no white space. An unknown value is taken to have 80 characters. */
function filledIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(filledIn);
  const { Ref, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return LONGEST[Ref] ?? 'x'.repeat(80);
  if (Array.isArray(join)) return (join[1] as unknown[]).map(filledIn).join('');
  if (Object.keys(value).some((key) => key.startsWith('Fn::'))) return 'x'.repeat(80);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item)]));
}

function listsAndObjectsIn(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, item) => sum + listsAndObjectsIn(item), 1) : 0;
}

test.each<[string, (stack: Stack) => iam.PolicyStatement[]]>([
  ['text', () => [ofPools(['arn:aws:ec2::123456789012:ipam-pool/ipam-pool-0ec3f7cf1ae3aba60'])]],
  ['text with characters that JSON escapes', () => [ofPools(['*'], { conditions: { StringEquals: { [`aws:ResourceTag/${'"'.repeat(9)}`]: '\\"\u0001' } } })]],
  ['several resources and actions', () => [ofPools(['arn:aws:ec2::1:ipam-pool/a', 'arn:aws:ec2::1:ipam-pool/b', 'arn:aws:ec2::1:ipam-pool/c'], { actions: ['ec2:A', 'ec2:B'] })]],
  ['several statements', () => [ofPools(['*']), ofPools(['*'], { sid: 'More' }), ofPools(['*'], { sid: 'Most' })]],
  ['a condition with several values', () => [ofPools(['*'], { conditions: { StringEquals: { 'ec2:AllocationId': ['eipalloc-1', 'eipalloc-2'] }, Null: { 'aws:ResourceTag/a': 'false' } } })]],
  ['pseudo parameters', () => [ofPools([Aws.STACK_ID, Aws.REGION, Aws.ACCOUNT_ID, Aws.PARTITION])]],
  ['an ARN of pseudo parameters', (stack) => [ofPools([stack.formatArn({ service: 'ec2', resource: 'elastic-ip', resourceName: 'eipalloc-64d5890a' })])]],
  ['a parameter of the stack', (stack) => [ofPools([new CfnParameter(stack, 'Arn').valueAsString])]],
  ['a part of an ARN that is a parameter', (stack) => [ofPools([`arn:${Aws.PARTITION}:ec2::${Aws.ACCOUNT_ID}:ipam-pool/${new CfnParameter(stack, 'Id').valueAsString}`])]],
  ['what other stacks export, and what only resources know', () => [ofPools([Fn.importValue('PoolArn'), Fn.getAtt('Pool', 'Arn').toString()])]],
])('%s takes no more than is reckoned, and one character less at most for each list and object', (_, statementsOf) => {
  const stack = new Stack();
  const statements = statementsOf(stack);
  const json = filledIn(stack.resolve(statements.map((statement) => statement.toStatementJson() as unknown)));
  const { length } = JSON.stringify(json);
  const reckoned = policyCharacters(stack, statements);
  expect(reckoned).toBeGreaterThanOrEqual(length);
  expect(reckoned).toBeLessThanOrEqual(length + listsAndObjectsIn(json));
});

test('the name of the longest Region, in its own partition, is no longer than is reckoned', () => {
  const stack = new Stack();
  const statement = ofPools([stack.formatArn({ service: 'ec2', resource: 'elastic-ip', resourceName: '*' })]);
  const known = ofPools(['arn:aws-iso-f:ec2:us-isof-south-1:123456789012:elastic-ip/*']);
  expect(policyCharacters(stack, [statement])).toBeGreaterThanOrEqual(policyCharacters(stack, [known]));
});
