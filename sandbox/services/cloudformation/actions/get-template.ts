import type { GetTemplateInput, GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';
import { requireChangeSet } from './change-set-of-call';

/** Without macros, the processed template is the original. A stack that is only under review has none yet. */
export function getTemplate({ StackName, ChangeSetName }: GetTemplateInput, call: CallContext): GetTemplateOutput {
  if (StackName === undefined && ChangeSetName === undefined) throw new AwsError('ValidationError', 'StackName is required if ChangeSetName is not specified.');
  if (StackName === undefined && ChangeSetName?.startsWith('arn:') === false) throw new AwsError('ValidationError', 'StackName is a required parameter.');
  const blueprint =
    ChangeSetName === undefined ? requireStack(call, StackName).blueprint : requireChangeSet({ StackName, ChangeSetName }, call).changeSet.blueprint;
  return { TemplateBody: blueprint?.body, StagesAvailable: ['Original', 'Processed'] };
}
