import * as model from '@aws-sdk/client-sts';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { queryService } from '../../protocols/query';
import { AssumeRole } from './actions/assume-role';
import { GetCallerIdentity } from './actions/get-caller-identity';

const VERSION = '2011-06-15';

export const stsApi = {
  name: 'sts',
  actions: { AssumeRole, GetCallerIdentity },
  unknownAction: (action) => new AwsError('InvalidAction', `Could not find operation ${action} for version ${VERSION}`),
} satisfies Api;

/** STS over HTTP. */
export const sts = queryService({
  api: stsApi,
  model,
  version: VERSION,
  xmlNamespace: `https://sts.amazonaws.com/doc/${VERSION}/`,
  ec2: false,
  invalidParameter: ({ kind, parameter }) => new AwsError('ValidationError', `1 validation error detected: ${kind} parameter ${parameter}`),
});
