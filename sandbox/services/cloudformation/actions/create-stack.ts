import type { CreateStackInput, CreateStackOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { createStack as create } from '../operations/creation';
import { startOperation } from '../operations/operation';
import { blueprintOf } from '../plan/requested-blueprint';
import { stacksOf } from '../stacks/stacks';
import { isRepeated, settingOf } from './operation-setting';
import { requireValidName } from './stack-name';
import { requirePolicy } from './stack-policy';

export function createStack(input: CreateStackInput, call: CallContext): CreateStackOutput {
  const { StackName = '', OnFailure, DisableRollback, ClientRequestToken } = input;
  requireValidName(StackName);
  const existing = stacksOf(call).find(StackName);
  if (existing && isRepeated(existing, 'CREATE_STACK', ClientRequestToken)) return { StackId: existing.id, OperationId: existing.operation?.id };
  if (existing && existing.status !== 'REVIEW_IN_PROGRESS') throw new AwsError('AlreadyExistsException', `Stack [${StackName}] already exists`);
  if (OnFailure !== undefined && DisableRollback !== undefined) {
    throw new AwsError('ValidationError', 'You can specify either DisableRollback or OnFailure, but not both.');
  }
  requirePolicy(input.StackPolicyBody);
  const blueprint = blueprintOf(input, call);
  const stack = existing ?? stacksOf(call).create({ name: StackName, account: call.caller.account, region: call.region });
  for (const changeSet of stack.changeSets) changeSet.executionStatus = 'OBSOLETE';
  stack.blueprint = blueprint;
  stack.disableRollback = DisableRollback ?? false;
  stack.onFailure = OnFailure ?? 'ROLLBACK';
  stack.retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  stack.terminationProtection = input.EnableTerminationProtection ?? false;
  stack.timeoutInMinutes = input.TimeoutInMinutes;
  stack.rollbackConfiguration = input.RollbackConfiguration;
  stack.policyBody = input.StackPolicyBody;
  const { id } = startOperation(stack, 'CREATE_STACK', settingOf(call, ClientRequestToken), create);
  return { StackId: stack.id, OperationId: id };
}
