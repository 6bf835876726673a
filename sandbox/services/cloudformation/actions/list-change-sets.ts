import type { ListChangeSetsInput, ListChangeSetsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireStack } from '../stacks/stacks';
import { page } from './pagination';

export function listChangeSets({ StackName = '', NextToken }: ListChangeSetsInput, call: CallContext): ListChangeSetsOutput {
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  const { items, nextToken } = page(stack.changeSets, NextToken);
  const Summaries = items.map((changeSet) => ({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: new Date(changeSet.creationTime),
    Description: changeSet.input.Description,
    IncludeNestedStacks: changeSet.input.IncludeNestedStacks ?? false,
  }));
  return { Summaries, NextToken: nextToken };
}
