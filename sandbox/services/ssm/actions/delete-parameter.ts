import type { DeleteParameterRequest, DeleteParameterResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { parameters } from '../parameters';

export function DeleteParameter({ Name = '' }: DeleteParameterRequest, call: CallContext): DeleteParameterResult {
  const store = parameters(call.world, call.caller.account, call.region);
  authorize(call, store.arnOf(Name));
  store.delete(Name);
  return {};
}
