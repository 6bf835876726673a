import type { DeleteStackInput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { deleteStack as remove } from '../operations/deletion';
import { startOperation } from '../operations/operation';
import { stacksOf } from '../stacks/stacks';
import { isRepeated, settingOf } from './operation-setting';

export function deleteStack(input: DeleteStackInput, call: CallContext): void {
  const { StackName = '', RetainResources = [], DeletionMode, RoleARN, ClientRequestToken } = input;
  const stack = stacksOf(call).find(StackName);
  if (!stack || stack.status === 'DELETE_COMPLETE' || isRepeated(stack, 'DELETE_STACK', ClientRequestToken)) return;
  if ((stack.root ?? stack).terminationProtection) {
    throw new AwsError('ValidationError', `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const force = DeletionMode === 'FORCE_DELETE_STACK';
  if ((force || RetainResources.length > 0) && stack.status !== 'DELETE_FAILED') {
    const what = force ? 'FORCE_DELETE_STACK' : 'resources to retain';
    throw new AwsError('ValidationError', `Invalid operation on stack [${stack.id}]. Specify ${what} only when the stack is in the DELETE_FAILED state.`);
  }
  for (const logicalId of RetainResources) {
    const resource = stack.resources.get(logicalId);
    if (resource && resource.status !== 'DELETE_COMPLETE') continue;
    // CloudFormation's own text, as rebuy-de/aws-nuke#270 has it.
    throw new AwsError('ValidationError', 'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.');
  }
  if (stack.status === 'DELETE_IN_PROGRESS') return;
  const interrupted = stack.status === 'CREATE_IN_PROGRESS' ? stack.operation : undefined;
  if (!interrupted && stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw new AwsError('ValidationError', `Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  if (interrupted) {
    interrupted.abandoned = true;
    interrupted.cancel();
  }
  if (stack.blueprint && RoleARN !== undefined) stack.blueprint = { ...stack.blueprint, roleArn: RoleARN };
  startOperation(stack, 'DELETE_STACK', settingOf(call, ClientRequestToken), (operation) =>
    remove(operation, { retain: RetainResources, force, interrupted }),
  );
}
