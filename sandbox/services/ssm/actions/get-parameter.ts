import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeParameter } from '../describe-parameter';
import { parameters } from '../parameters';

export function GetParameter({ Name = '' }: GetParameterRequest, call: CallContext): GetParameterResult {
  const store = parameters(call.world, call.caller.account, call.region);
  const name = Name.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter/, '');
  authorize(call, store.arnOf(name));
  return { Parameter: describeParameter(store.get(name)) };
}
