import type { OperationType } from '@aws-sdk/client-cloudformation';

/** What is to be known of an operation while it is under way. */
export interface RunningOperation {
  readonly id: string;
  readonly type: OperationType;
  readonly clientRequestToken?: string;
  /** Gives up what is under way; the operation then ends as if it had failed. */
  readonly cancel: () => void;
  /** Resolves when the operation is over. */
  readonly done: Promise<void>;
  /** Set when the stack's deletion takes over from its creation: nothing is rolled back then. */
  abandoned: boolean;
}
