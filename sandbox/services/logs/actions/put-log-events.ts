import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { fromCallersTime } from '../../../callers-time';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';

export function PutLogEvents(input: PutLogEventsRequest, call: CallContext): PutLogEventsResponse {
  const { logGroupName = '', logStreamName = '', logEvents = [] } = input;
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(logGroupName, logStreamName));
  if (!groups.get(logGroupName).streams.has(logStreamName)) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  if (logEvents.some(({ timestamp = 0 }, index) => timestamp < (logEvents[index - 1]?.timestamp ?? 0))) {
    throw new AwsError('InvalidParameterException', 'Log events in a single PutLogEvents request must be in chronological order.');
  }
  for (const { message = '', timestamp } of logEvents) {
    groups.append(logGroupName, logStreamName, [message], timestamp === undefined ? undefined : fromCallersTime(call, timestamp));
  }
  return { nextSequenceToken: call.world.random.hex(56) };
}
