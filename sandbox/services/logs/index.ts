import * as model from '@aws-sdk/client-cloudwatch-logs';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { jsonService } from '../../protocols/json';
import { CreateLogGroup } from './actions/create-log-group';
import { CreateLogStream } from './actions/create-log-stream';
import { DeleteLogGroup } from './actions/delete-log-group';
import { DescribeLogGroups } from './actions/describe-log-groups';
import { DescribeLogStreams } from './actions/describe-log-streams';
import { FilterLogEvents } from './actions/filter-log-events';
import { GetLogEvents } from './actions/get-log-events';
import { PutLogEvents } from './actions/put-log-events';
import { DeleteRetentionPolicy, PutRetentionPolicy } from './actions/put-retention-policy';

export const logsApi = {
  name: 'logs',
  actions: {
    CreateLogGroup,
    CreateLogStream,
    DeleteLogGroup,
    DeleteRetentionPolicy,
    DescribeLogGroups,
    DescribeLogStreams,
    FilterLogEvents,
    GetLogEvents,
    PutLogEvents,
    PutRetentionPolicy,
  },
  unknownAction: (action) => new AwsError('UnknownOperationException', `the sandbox's CloudWatch Logs has no action "${action}"`),
} satisfies Api;

/** CloudWatch Logs over HTTP. */
export const logs = jsonService({ api: logsApi, model, targetPrefix: 'Logs_20140328' });
