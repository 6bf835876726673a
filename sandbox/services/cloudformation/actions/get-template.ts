import type { GetTemplateInput, GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks';
import { requireChangeSet } from './change-set-of-call';

/** Without macros, the processed template is the original. */
export function getTemplate({ StackName, ChangeSetName }: GetTemplateInput, call: CallContext): GetTemplateOutput {
  const blueprint =
    ChangeSetName === undefined ? requireStack(call, StackName).blueprint : requireChangeSet({ StackName, ChangeSetName }, call).changeSet.blueprint;
  if (!blueprint) throw new AwsError('ValidationError', `Stack with id ${StackName ?? ''} has no template`);
  return { TemplateBody: blueprint.body, StagesAvailable: ['Original', 'Processed'] };
}
