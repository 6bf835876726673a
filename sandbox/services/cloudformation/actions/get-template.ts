import type { GetTemplateInput, GetTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireStack } from '../stacks/stacks';
import { requireChangeSet } from './change-set-of-call';

/** Without macros, the processed template is the original. A stack that is only under review has none yet. */
export function getTemplate({ StackName, ChangeSetName }: GetTemplateInput, call: CallContext): GetTemplateOutput {
  const blueprint =
    ChangeSetName === undefined ? requireStack(call, StackName).blueprint : requireChangeSet({ StackName, ChangeSetName }, call).changeSet.blueprint;
  return { TemplateBody: blueprint?.body, StagesAvailable: ['Original', 'Processed'] };
}
