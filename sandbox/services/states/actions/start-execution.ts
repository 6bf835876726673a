import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { authorize } from '../../iam/authorize';
import { stateMachines } from '../state-machines';

export interface StartExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON. */
  readonly input?: string;
}

export function StartExecution({ stateMachineArn, name, input = '{}' }: StartExecutionInput, call: CallContext): { executionArn: string; startDate: Date } {
  authorize(call, stateMachineArn);
  const { arn, startedAt } = stateMachines(call.world, call.caller.account, call.region).start(stateMachineArn, parse(input), name);
  return { executionArn: arn, startDate: new Date(startedAt) };
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not valid JSON');
  }
}
