import type { DescribeStackEventsInput, DescribeStackEventsOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';
import { describeEvent } from './descriptions';

const PAGE = 100;

/** What no answer can contain, though a custom resource's reason may: the words are reported, the code is not. */
const UNREADABLE = /(?![\t\n\r])\p{Cc}/u;

/** The newest first. A token names the next event, so that events which come in between do not shift the pages. */
export function describeStackEvents({ StackName = '', NextToken }: DescribeStackEventsInput, call: CallContext): DescribeStackEventsOutput {
  const { events } = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  const next = NextToken === undefined ? events.length : events.findIndex(({ EventId }) => EventId === NextToken) + 1;
  const first = Math.max(0, next - PAGE);
  const shown = events.slice(first, next).toReversed();
  if (shown.some(({ ResourceStatusReason = '' }) => UNREADABLE.test(ResourceStatusReason))) {
    throw new AwsError('ValidationError', 'The response contains control characters or otherwise invalid characters');
  }
  return { StackEvents: shown.map((event) => describeEvent(event, call)), NextToken: first > 0 ? events[first - 1]?.EventId : undefined };
}
