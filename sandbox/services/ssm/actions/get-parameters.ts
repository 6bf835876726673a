import type { GetParametersRequest, GetParametersResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeParameter } from '../describe-parameter';
import { parameters } from '../parameters';

export function GetParameters({ Names = [] }: GetParametersRequest, call: CallContext): GetParametersResult {
  const store = parameters(call.world, call.caller.account, call.region);
  for (const name of Names) authorize(call, store.arnOf(name));
  const found = Names.flatMap((name) => store.find(name) ?? []);
  return {
    Parameters: found.map(describeParameter),
    InvalidParameters: Names.filter((name) => !store.find(name)),
  };
}
