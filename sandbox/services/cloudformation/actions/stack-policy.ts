import type { GetStackPolicyInput, GetStackPolicyOutput, SetStackPolicyInput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { requireStack } from '../stacks/stacks';

/** GetStackPolicy. */
export function getStackPolicy({ StackName }: GetStackPolicyInput, call: CallContext): GetStackPolicyOutput {
  return { StackPolicyBody: requireStack(call, StackName).policyBody };
}

/** SetStackPolicy. The sandbox keeps a stack's policy, and does not enforce it. */
export function setStackPolicy({ StackName, StackPolicyBody }: SetStackPolicyInput, call: CallContext): void {
  requireStack(call, StackName).policyBody = StackPolicyBody;
}
