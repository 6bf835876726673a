import type { DeleteChangeSetInput, DeleteChangeSetOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { findChangeSet } from './change-set-of-call';

/** Succeeds whether or not there is such a change set. */
export function deleteChangeSet(input: DeleteChangeSetInput, call: CallContext): DeleteChangeSetOutput {
  const { stack, changeSet } = findChangeSet(input, call);
  if (changeSet?.executionStatus === 'EXECUTE_IN_PROGRESS') {
    throw new AwsError('InvalidChangeSetStatus', `The given change set [${changeSet.id}] cannot be deleted in status [${changeSet.executionStatus}]`);
  }
  stack.changeSets = stack.changeSets.filter((other) => other !== changeSet);
  return {};
}
