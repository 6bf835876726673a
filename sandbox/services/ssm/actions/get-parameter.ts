import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { authorize } from '../../iam/authorize';
import { describeParameter } from '../describe-parameter';
import { parameters } from '../parameters';

export function GetParameter({ Name = '' }: GetParameterRequest, call: CallContext): GetParameterResult {
  const store = parameters(call.world, call.caller.account, call.region);
  const name = Name.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter/, '');
  const { parameter, selector } = store.select(name);
  authorize(call, store.arnOf(selector === undefined ? name : name.slice(0, -selector.length)));
  if (!parameter && selector !== undefined && store.find(name.slice(0, -selector.length))) {
    throw new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${selector.slice(1)} of ${name.slice(0, -selector.length)}.`);
  }
  return { Parameter: describeParameter(parameter ?? store.get(name), selector) };
}
