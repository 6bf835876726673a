import type { ExecuteChangeSetInput, ExecuteChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { createStack } from '../operations/creation';
import { startOperation, type Operation } from '../operations/operation';
import { updateStack } from '../operations/update';
import { requireChangeSet } from './change-set-of-call';
import { isRepeated, requireUpdatable, settingOf } from './operation-setting';

export function executeChangeSet(input: ExecuteChangeSetInput, call: CallContext): ExecuteChangeSetOutput {
  const { stack, changeSet } = requireChangeSet(input, call);
  const type = changeSet.type === 'CREATE' ? 'CREATE_STACK' : 'UPDATE_STACK';
  if (isRepeated(stack, type, input.ClientRequestToken)) return {};
  if (changeSet.executionStatus !== 'AVAILABLE') {
    const executionStatus = changeSet.status === 'CREATE_COMPLETE' ? ` and execution status of [${changeSet.executionStatus}]` : '';
    throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]${executionStatus}`);
  }
  if (changeSet.type !== 'CREATE') requireUpdatable(stack);
  const { blueprint, input: asked } = changeSet;
  stack.disableRollback = input.DisableRollback ?? asked.OnStackFailure === 'DO_NOTHING';
  stack.retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  stack.onFailure = asked.OnStackFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK';
  stack.rollbackConfiguration = asked.RollbackConfiguration;
  stack.changeSetId = changeSet.id;
  stack.lastUpdatedTime = call.world.clock.now();
  // What the other change sets would change is not what it was.
  stack.changeSets = [changeSet];
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  const run = async (operation: Operation): Promise<void> => {
    if (changeSet.type === 'CREATE') await createStack(operation);
    else await updateStack(operation, blueprint);
    changeSet.executionStatus = /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status) ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  };
  if (changeSet.type === 'CREATE') stack.blueprint = blueprint;
  startOperation(stack, type, settingOf(call, input.ClientRequestToken), run);
  return {};
}
