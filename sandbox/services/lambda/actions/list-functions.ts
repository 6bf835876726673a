import type { ListFunctionsRequest, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeFunction } from '../describe-function';
import { functions } from '../functions';

/** All on one page. */
export function ListFunctions(_input: ListFunctionsRequest, call: CallContext): ListFunctionsResponse {
  authorize(call, '*');
  return { Functions: functions(call.world, call.caller.account, call.region).all().map((lambda) => describeFunction(lambda, call)) };
}
