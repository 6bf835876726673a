import type { ListStackResourcesInput, ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireStack } from '../stacks/stacks';
import { describeResource } from './descriptions';
import { page } from './pagination';

export function listStackResources({ StackName, NextToken }: ListStackResourcesInput, call: CallContext): ListStackResourcesOutput {
  const stack = requireStack(call, StackName);
  const { items, nextToken } = page([...stack.resources.values()], NextToken);
  return { StackResourceSummaries: items.map((resource) => describeResource(stack, resource)), NextToken: nextToken };
}
