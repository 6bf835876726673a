import type { DescribeEventsInput, DescribeEventsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack, stacksOf } from '../stacks/stacks';
import { describeEvent } from './descriptions';
import { page } from './pagination';

/** The events of a stack by operation; the CDK CLI asks for those that made a change set fail. The newest first. */
export function describeEvents(input: DescribeEventsInput, call: CallContext): DescribeEventsOutput {
  const { StackName, ChangeSetName, OperationId, Filters, NextToken } = input;
  if (StackName === undefined && ChangeSetName === undefined && OperationId === undefined) {
    throw new AwsError('ValidationError', 'Either StackName, ChangeSetName or OperationId must be specified.');
  }
  const stacks = StackName === undefined ? stacksOf(call).all : [requireStack(call, StackName)];
  const events = stacks
    .flatMap((stack) => stack.events)
    // A change set changes nothing, so it has no events of resources.
    .filter((event) => ChangeSetName === undefined && (OperationId === undefined || event.OperationId === OperationId))
    .filter(({ ResourceStatus }) => !Filters?.FailedEvents || ResourceStatus?.endsWith('_FAILED'))
    .sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp));
  const { items, nextToken } = page(events, NextToken);
  return { OperationEvents: items.map((event) => ({ ...describeEvent(event, call), EventType: 'STACK_EVENT' as const })), NextToken: nextToken };
}
