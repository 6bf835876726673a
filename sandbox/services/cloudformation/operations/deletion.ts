import { protectExports } from '../stacks/deployed';
import type { RunningOperation } from '../stacks/running-operation';
import type { Operation } from './operation';
import { failedTo, takeDown } from './take-down';

export interface DeletionOptions {
  /** Logical ids of resources that failed to delete before, and are left alone now. */
  readonly retain?: readonly string[];
  /** FORCE_DELETE_STACK: what can't be deleted is left alone. */
  readonly force?: boolean;
  /** The creation that the deletion interrupts. */
  readonly interrupted?: RunningOperation;
}

/** Deletes a stack with its resources. */
export async function deleteStack(operation: Operation, options: DeletionOptions): Promise<void> {
  const { stack } = operation;
  stack.enter('DELETE_IN_PROGRESS', 'User Initiated');
  await options.interrupted?.done;
  await remove(operation, options);
}

/** Deletes the resources, and with the last of them the stack. */
export async function remove(operation: Operation, { retain = [], force = false }: DeletionOptions = {}): Promise<void> {
  const { stack, world } = operation;
  stack.deletionTime = world.clock.now();
  stack.changeSetId = undefined;
  try {
    protectExports(stack, [], world);
  } catch (error) {
    stack.enter('DELETE_FAILED', error instanceof Error ? error.message : String(error));
    return;
  }
  const takeDownRest = () =>
    takeDown(
      operation,
      [...stack.resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED'),
      {
        retain: ({ logicalId, declaration: { DeletionPolicy } }) =>
          retain.includes(logicalId) || DeletionPolicy === 'Retain' || DeletionPolicy === 'RetainExceptOnCreate',
      },
    );
  let failed = await takeDownRest();
  while (force && failed.length > 0) {
    for (const resource of failed) stack.resourceEnters(resource, 'DELETE_SKIPPED', resource.statusReason);
    failed = await takeDownRest();
  }
  if (failed.length > 0) {
    stack.enter('DELETE_FAILED', failedTo('delete', failed.map(({ logicalId }) => logicalId)));
    return;
  }
  stack.outputs = [];
  stack.enter('DELETE_COMPLETE');
}
