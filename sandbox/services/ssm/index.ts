import * as model from '@aws-sdk/client-ssm';
import type { Api } from '../../api';
import { AwsError } from '../../aws-error';
import { jsonService } from '../../protocols/json';
import { DeleteParameter } from './actions/delete-parameter';
import { GetParameter } from './actions/get-parameter';
import { GetParameters } from './actions/get-parameters';
import { PutParameter } from './actions/put-parameter';

export const ssmApi = {
  name: 'ssm',
  actions: { DeleteParameter, GetParameter, GetParameters, PutParameter },
  unknownAction: (action) => new AwsError('UnknownOperationException', `the sandbox's SSM has no action "${action}"`),
} satisfies Api;

/** SSM over HTTP. */
export const ssm = jsonService({ api: ssmApi, model, targetPrefix: 'AmazonSSM' });
