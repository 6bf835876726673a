import type { CreateLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';

export function CreateLogGroup({ logGroupName = '', tags }: CreateLogGroupRequest, call: CallContext): void {
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(logGroupName, ''));
  groups.create({ name: logGroupName, tags });
}
