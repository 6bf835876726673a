import type { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** A stack's name has 128 characters at most, the id behind it is a UUID. */
const LONGEST_STACK_ID = 'arn:aws-us-gov:cloudformation:ap-northeast-1:123456789012:stack//'.length + 128 + 36;

/** The longest that a pseudo parameter can become. */
const PSEUDO_PARAMETERS: Readonly<Record<string, number>> = {
  'AWS::AccountId': '123456789012'.length,
  'AWS::Partition': 'aws-us-gov'.length,
  'AWS::Region': 'ap-northeast-1'.length,
  'AWS::StackId': LONGEST_STACK_ID,
};

/** What any other value takes that only the deployment knows: most are ARNs. */
const UNKNOWN = 80;

/** How many characters of a role's quota these statements take at most, as far as the synthesis can tell. */
export function policyCharacters(stack: Stack, statements: readonly iam.PolicyStatement[]): number {
  return characters(stack.resolve(statements.map((statement) => statement.toStatementJson() as unknown)));
}

function characters(value: unknown): number {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).length;
  if (Array.isArray(value)) return 2 + sum(value.map((item) => characters(item) + 1));
  const { Ref, 'Fn::Join': join } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === 'string') return 2 + (PSEUDO_PARAMETERS[Ref] ?? UNKNOWN);
  if (Array.isArray(join)) return 2 + sum((join[1] as unknown[]).map((part) => characters(part) - 2));
  if (Object.keys(value).some((key) => key.startsWith('Fn::'))) return 2 + UNKNOWN;
  return 2 + sum((Object.entries(value) as [string, unknown][]).map(([name, item]) => characters(name) + 2 + characters(item)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
