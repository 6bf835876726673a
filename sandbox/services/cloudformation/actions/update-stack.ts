import type { UpdateStackInput, UpdateStackOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { startOperation } from '../operations/operation';
import { updateStack as update } from '../operations/update';
import { planChanges } from '../plan/change-plan';
import { blueprintOf } from '../plan/requested-blueprint';
import { resourceType } from '../resource-types';
import { requireStack } from '../stacks/stacks';
import { isRepeated, requireUpdatable, settingOf } from './operation-setting';

export function updateStack(input: UpdateStackInput, call: CallContext): UpdateStackOutput {
  const { StackName = '', DisableRollback, RetainExceptOnCreate, ClientRequestToken } = input;
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  if (isRepeated(stack, 'UPDATE_STACK', ClientRequestToken)) return { StackId: stack.id, OperationId: stack.operation?.id };
  requireUpdatable(stack);
  const blueprint = blueprintOf(input, call, stack.blueprint);
  if (planChanges(call.world, stack, blueprint, resourceType).isEmpty) throw new AwsError('ValidationError', 'No updates are to be performed.');
  stack.disableRollback = DisableRollback ?? false;
  stack.retainExceptOnCreate = RetainExceptOnCreate ?? false;
  stack.rollbackConfiguration = input.RollbackConfiguration ?? stack.rollbackConfiguration;
  const { id } = startOperation(stack, 'UPDATE_STACK', settingOf(call, ClientRequestToken), (operation) => update(operation, blueprint));
  return { StackId: stack.id, OperationId: id };
}
