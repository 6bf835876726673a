import type { GetFunctionRequest, GetFunctionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeFunction } from '../describe-function';
import { functions } from '../functions';

/** Without a place to download the code from. */
export function GetFunction({ FunctionName = '' }: GetFunctionRequest, call: CallContext): GetFunctionResponse {
  const lambda = functions(call.world, call.caller.account, call.region).get(FunctionName);
  authorize(call, lambda.arn);
  const { reservedConcurrency } = lambda;
  return {
    Configuration: describeFunction(lambda, call),
    Code: { RepositoryType: 'S3' },
    Concurrency: reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: reservedConcurrency },
  };
}
