import type { DescribeLogStreamsRequest, DescribeLogStreamsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { toCallersTime } from '../../../callers-time';
import { authorize } from '../../iam/authorize';
import { eventsOfCall } from '../events-of-call';
import { groupNameOf, logGroups } from '../log-groups';
import { page } from '../page';

export function DescribeLogStreams(input: DescribeLogStreamsRequest, call: CallContext): DescribeLogStreamsResponse {
  const { orderBy = 'LogStreamName', descending = false, logStreamNamePrefix = '', limit = 50, nextToken } = input;
  const groupName = groupNameOf(input);
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(groupName, ''));
  const { streams } = groups.get(groupName);
  const events = eventsOfCall(call, groupName);
  const described = [...streams]
    .filter(([name]) => name.startsWith(logStreamNamePrefix))
    .map(([logStreamName, createdAt]) => {
      const own = events.filter(({ stream }) => stream === logStreamName);
      return {
        logStreamName,
        creationTime: Math.floor(toCallersTime(call, createdAt)),
        firstEventTimestamp: own[0]?.timestamp,
        lastEventTimestamp: own.at(-1)?.timestamp,
        lastIngestionTime: own.at(-1)?.ingestionTime,
        arn: groups.streamArnOf(groupName, logStreamName),
        storedBytes: 0,
      };
    })
    .sort((a, b) =>
      orderBy === 'LastEventTime'
        ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
        : a.logStreamName < b.logStreamName ? -1 : 1,
    );
  const { items, next } = page(descending ? described.reverse() : described, limit, nextToken);
  return { logStreams: items, nextToken: next };
}
