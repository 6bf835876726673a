import type { DeleteLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';

export function DeleteLogGroup({ logGroupName = '' }: DeleteLogGroupRequest, call: CallContext): void {
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(logGroupName, ''));
  groups.delete(logGroupName);
}
