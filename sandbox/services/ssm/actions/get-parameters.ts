import type { GetParametersRequest, GetParametersResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { describeParameter } from '../describe-parameter';
import { parameters } from '../parameters';

export function GetParameters({ Names = [] }: GetParametersRequest, call: CallContext): GetParametersResult {
  const store = parameters(call.world, call.caller.account, call.region);
  const selected = Names.map((name) => ({ name, ...store.select(name) }));
  for (const { name, selector = '' } of selected) authorize(call, store.arnOf(name.slice(0, name.length - selector.length)));
  return {
    Parameters: selected.flatMap(({ parameter, selector }) => (parameter ? [describeParameter(parameter, selector)] : [])),
    InvalidParameters: selected.flatMap(({ name, parameter }) => (parameter ? [] : [name])),
  };
}
