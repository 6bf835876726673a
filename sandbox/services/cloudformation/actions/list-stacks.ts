import type { ListStacksInput, ListStacksOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { stacksOf } from '../stacks/stacks';
import { describeStack } from './descriptions';
import { page } from './pagination';

/** Deleted stacks too, which CloudFormation keeps for 90 days. */
export function listStacks({ StackStatusFilter, NextToken }: ListStacksInput, call: CallContext): ListStacksOutput {
  const wanted = stacksOf(call).all.filter(({ status }) => !StackStatusFilter?.length || StackStatusFilter.includes(status));
  const { items, nextToken } = page(wanted.toReversed(), NextToken);
  const summaries = items.map((stack) => ({ ...describeStack(stack), TemplateDescription: stack.blueprint?.template.Description }));
  return { StackSummaries: summaries, NextToken: nextToken };
}
