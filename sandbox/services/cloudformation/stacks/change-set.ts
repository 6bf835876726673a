import type { Change, ChangeSetStatus, ChangeSetType, CreateChangeSetInput, ExecutionStatus } from '@aws-sdk/client-cloudformation';
import type { Blueprint } from '../template/blueprint';

/** A set of changes that waits to be executed. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: ChangeSetType;
  readonly creationTime: number;
  readonly input: CreateChangeSetInput;
  readonly blueprint: Blueprint;
  status: ChangeSetStatus;
  statusReason?: string;
  executionStatus: ExecutionStatus;
  changes: readonly Change[];
}
