import type { CreateLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';

export function CreateLogStream({ logGroupName = '', logStreamName = '' }: CreateLogStreamRequest, call: CallContext): void {
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(logGroupName, logStreamName));
  groups.createStream(logGroupName, logStreamName);
}
