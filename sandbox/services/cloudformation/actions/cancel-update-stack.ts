import type { CancelUpdateStackInput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';

export function cancelUpdateStack({ StackName = '' }: CancelUpdateStackInput, call: CallContext): void {
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  if (stack.status !== 'UPDATE_IN_PROGRESS') {
    throw new AwsError('ValidationError', `CancelUpdateStack cannot be called from current stack status ${stack.status}`);
  }
  stack.operation?.cancel();
}
