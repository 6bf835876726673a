import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../../api';
import { toCallersTime } from '../../../callers-time';
import { authorize } from '../../iam/authorize';
import { logGroups } from '../log-groups';
import { page } from '../page';

export function DescribeLogGroups(input: DescribeLogGroupsRequest, call: CallContext): DescribeLogGroupsResponse {
  const { logGroupNamePrefix = '', logGroupNamePattern, limit = 50, nextToken } = input;
  const groups = logGroups(call.world, call.caller.account, call.region);
  authorize(call, groups.streamArnOf('', ''));
  const matching = groups
    .all()
    .filter(({ name }) => name.startsWith(logGroupNamePrefix))
    .filter(({ name }) => name.toLowerCase().includes((logGroupNamePattern ?? '').toLowerCase()));
  const { items, next } = page(matching, limit, nextToken);
  return {
    nextToken: next,
    logGroups: items.map((group) => ({
      logGroupName: group.name,
      arn: group.arn,
      logGroupArn: groups.arnOf(group.name),
      creationTime: Math.floor(toCallersTime(call, group.createdAt)),
      retentionInDays: group.retentionInDays,
      metricFilterCount: 0,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
      storedBytes: group.events.reduce((bytes, { message }) => bytes + Buffer.byteLength(message) + 26, 0),
    })),
  };
}
