import type { FunctionConfiguration, GetFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeFunction } from '../describe-function';
import { functions } from '../functions';

export function GetFunctionConfiguration({ FunctionName = '' }: GetFunctionConfigurationRequest, call: CallContext): FunctionConfiguration {
  const lambda = functions(call.world, call.caller.account, call.region).get(FunctionName);
  authorize(call, lambda.arn);
  return describeFunction(lambda, call);
}
