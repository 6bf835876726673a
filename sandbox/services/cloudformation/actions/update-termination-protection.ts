import type { UpdateTerminationProtectionInput, UpdateTerminationProtectionOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';

export function updateTerminationProtection(input: UpdateTerminationProtectionInput, call: CallContext): UpdateTerminationProtectionOutput {
  const { StackName = '', EnableTerminationProtection = false } = input;
  const stack = requireStack(call, StackName, `Stack [${StackName}] does not exist`);
  if (stack.parent) throw new AwsError('ValidationError', `Termination protection cannot be changed on nested stack ${stack.id}`);
  stack.terminationProtection = EnableTerminationProtection;
  return { StackId: stack.id };
}
