import type { DescribeStackEventsInput, DescribeStackEventsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireStack } from '../stacks/stacks';
import { describeEvent } from './descriptions';

const PAGE = 100;

/** The newest first. A token names the next event, so that events which come in between do not shift the pages. */
export function describeStackEvents({ StackName = '', NextToken }: DescribeStackEventsInput, call: CallContext): DescribeStackEventsOutput {
  const { events } = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  const next = NextToken === undefined ? events.length : events.findIndex(({ EventId }) => EventId === NextToken) + 1;
  const first = Math.max(0, next - PAGE);
  return { StackEvents: events.slice(first, next).toReversed().map((event) => describeEvent(event, call)), NextToken: first > 0 ? events[first - 1]?.EventId : undefined };
}
