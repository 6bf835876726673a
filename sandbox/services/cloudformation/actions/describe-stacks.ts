import type { DescribeStacksInput, DescribeStacksOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { describeStack } from '../descriptions';
import { page } from '../pagination';
import { requireStack, stacksOf } from '../stacks';

/** A deleted stack is described only when it is asked for by its ARN. */
export function describeStacks({ StackName, NextToken }: DescribeStacksInput, call: CallContext): DescribeStacksOutput {
  if (StackName !== undefined) return { Stacks: [describeStack(requireStack(call, StackName))] };
  const { items, nextToken } = page(stacksOf(call).existing.toReversed(), NextToken);
  return { Stacks: items.map(describeStack), NextToken: nextToken };
}
