import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { eventsOfCall } from '../events-of-call';
import { matchesFilterPattern } from '../filter-pattern';
import { groupNameOf, logGroups } from '../log-groups';
import { page } from '../page';

export function FilterLogEvents(input: FilterLogEventsRequest, call: CallContext): FilterLogEventsResponse {
  const { logStreamNames, logStreamNamePrefix = '', startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const { filterPattern = '', limit = 10_000, nextToken } = input;
  const groupName = groupNameOf(input);
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(groupName, ''));
  const matching = eventsOfCall(call, groupName)
    .filter(({ stream }) => stream.startsWith(logStreamNamePrefix) && (logStreamNames?.includes(stream) ?? true))
    .filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime)
    .filter(({ message }) => matchesFilterPattern(filterPattern, message));
  const { items, next } = page(matching, limit, nextToken);
  return {
    nextToken: next,
    events: items.map(({ id, stream, timestamp, message, ingestionTime }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime,
      eventId: id,
    })),
  };
}
