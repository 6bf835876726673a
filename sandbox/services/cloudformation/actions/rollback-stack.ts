import type { RollbackStackInput, RollbackStackOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { rollBackCreation } from '../operations/creation';
import { startOperation } from '../operations/operation';
import { rollBackUpdate } from '../operations/update-rollback';
import { requireStack } from '../stacks/stacks';
import { isRepeated, settingOf } from './operation-setting';

/** Rolls back what failed while rollback was disabled. */
export function rollbackStack(input: RollbackStackInput, call: CallContext): RollbackStackOutput {
  const { StackName = '', ClientRequestToken, RetainExceptOnCreate } = input;
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  if (isRepeated(stack, 'ROLLBACK', ClientRequestToken)) return { StackId: stack.id, OperationId: stack.operation?.id };
  if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED') {
    throw new AwsError('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  stack.retainExceptOnCreate = RetainExceptOnCreate ?? stack.retainExceptOnCreate;
  const rollBack = stack.unfinishedUpdate ? rollBackUpdate : rollBackCreation;
  const { id } = startOperation(stack, 'ROLLBACK', settingOf(call, ClientRequestToken), (operation) => rollBack(operation, 'User Initiated'));
  return { StackId: stack.id, OperationId: id };
}
