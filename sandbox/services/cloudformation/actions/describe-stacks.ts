import type { DescribeStacksInput, DescribeStacksOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import type { Stack } from '../stacks/stack';
import { requireStack, stacksOf } from '../stacks/stacks';
import { describeStack } from './descriptions';
import { page } from './pagination';

/** A deleted stack is described only when it is asked for by its ARN. */
export function describeStacks({ StackName, NextToken }: DescribeStacksInput, call: CallContext): DescribeStacksOutput {
  const { deletionTime } = call.world.unkindness.stackRecords;
  const describe = (stack: Stack) => {
    const described = describeStack(stack);
    return deletionTime || stack.status === 'DELETE_COMPLETE' ? described : { ...described, DeletionTime: undefined };
  };
  if (StackName !== undefined) return { Stacks: [describe(requireStack(call, StackName))] };
  const { items, nextToken } = page(stacksOf(call).existing.toReversed(), NextToken);
  return { Stacks: items.map(describe), NextToken: nextToken };
}
