import type { PutParameterRequest, PutParameterResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { authorize } from '../../iam/authorize';
import { parameters } from '../parameters';

export function PutParameter(input: PutParameterRequest, call: CallContext): PutParameterResult {
  const { Name = '', Value = '', Type = 'String', Description, Overwrite, Tags = [] } = input;
  const store = parameters(call.world, call.caller.account, call.region);
  authorize(call, store.arnOf(Name));
  const { version } = store.put({
    name: Name,
    value: Value,
    type: Type,
    description: Description,
    overwrite: Overwrite,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value: value = '' }) => [Key, value])),
  });
  return { Version: version, Tier: 'Standard' };
}
