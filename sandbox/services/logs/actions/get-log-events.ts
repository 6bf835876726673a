import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { authorize } from '../../iam/authorize';
import { eventsOfCall } from '../events-of-call';
import { groupNameOf, logGroups } from '../log-groups';

/**
 * A token names the side and the event beside which the page begins. At either end the same token comes back:
 * that is how a client knows that there is no more.
 */
export function GetLogEvents(input: GetLogEventsRequest, call: CallContext): GetLogEventsResponse {
  const { logStreamName = '', startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000, startFromHead, nextToken } = input;
  const groupName = groupNameOf(input);
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(groupName, logStreamName));
  if (!groups.get(groupName).streams.has(logStreamName)) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  const all = eventsOfCall(call, groupName).filter(({ stream, timestamp }) => stream === logStreamName && timestamp >= startTime && timestamp < endTime);
  const [, side, position] = /^([fb])\/(\d+)$/.exec(nextToken ?? '') ?? [];
  if (nextToken !== undefined && side === undefined) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const backward = side === undefined ? !startFromHead : side === 'b';
  const edge = position === undefined ? (backward ? all.length : 0) : Number(position);
  const [start, end] = backward ? [Math.max(0, edge - limit), edge] : [edge, Math.min(all.length, edge + limit)];
  return {
    events: all.slice(start, end).map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${start}`,
  };
}
