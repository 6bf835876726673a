import type { ContinueUpdateRollbackInput, ContinueUpdateRollbackOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { startOperation } from '../operations/operation';
import { rollBackUpdate } from '../operations/update-rollback';
import { requireStack } from '../stacks/stacks';
import { isRepeated, settingOf } from './operation-setting';

export function continueUpdateRollback(input: ContinueUpdateRollbackInput, call: CallContext): ContinueUpdateRollbackOutput {
  const { StackName = '', ResourcesToSkip = [], ClientRequestToken } = input;
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  if (isRepeated(stack, 'CONTINUE_ROLLBACK', ClientRequestToken)) return {};
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw new AwsError('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
  }
  startOperation(stack, 'CONTINUE_ROLLBACK', settingOf(call, ClientRequestToken), (operation) => rollBackUpdate(operation, 'User Initiated', ResourcesToSkip));
  return {};
}
