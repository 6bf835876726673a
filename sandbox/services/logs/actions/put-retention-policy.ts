import type { DeleteRetentionPolicyRequest, PutRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';

export function PutRetentionPolicy({ logGroupName = '', retentionInDays }: PutRetentionPolicyRequest, call: CallContext): void {
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf(logGroupName, ''));
  groups.setRetention(logGroupName, retentionInDays);
}

export function DeleteRetentionPolicy({ logGroupName = '' }: DeleteRetentionPolicyRequest, call: CallContext): void {
  PutRetentionPolicy({ logGroupName, retentionInDays: undefined }, call);
}
