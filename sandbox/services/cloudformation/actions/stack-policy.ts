import type { GetStackPolicyInput, GetStackPolicyOutput, SetStackPolicyInput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';

/** GetStackPolicy. */
export function getStackPolicy({ StackName }: GetStackPolicyInput, call: CallContext): GetStackPolicyOutput {
  return { StackPolicyBody: requireStack(call, StackName).policyBody };
}

/** SetStackPolicy. The sandbox keeps a stack's policy, and does not enforce it. */
export function setStackPolicy({ StackName, StackPolicyBody }: SetStackPolicyInput, call: CallContext): void {
  requirePolicy(StackPolicyBody);
  requireStack(call, StackName).policyBody = StackPolicyBody;
}

/** Refuses a policy that is no JSON. */
export function requirePolicy(body = '{}'): void {
  try {
    JSON.parse(body);
  } catch {
    throw new AwsError('ValidationError', 'Error validating stack policy: Invalid stack policy');
  }
}
