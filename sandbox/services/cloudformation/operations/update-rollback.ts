import type { StackResource, UnfinishedUpdate } from '../stacks/stack';
import { visitInOrder } from '../template/dependency-graph';
import type { Operation } from './operation';
import { updateResource } from './resource-lifecycle';
import { failedTo, takeDown } from './take-down';
import { CLEANUP_ATTEMPTS, forget } from './update-cleanup';

/**
 * Takes an unfinished update back: what was changed is changed again, with old and new swapped; what was replaced is
 * the stack's again; what is new is deleted.
 */
export async function rollBackUpdate(operation: Operation, reason: string, skip: readonly string[] = []): Promise<void> {
  const { stack } = operation;
  const unfinished = stack.unfinishedUpdate;
  if (!unfinished) throw new Error('there is no update to roll back');
  operation.signal = new AbortController().signal;
  stack.blueprint = unfinished.blueprint;
  stack.outputs = unfinished.outputs;
  stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const failed = await visitInOrder(
    unfinished.resources,
    ({ dependencies }) => dependencies,
    (logicalId, before) => restore(operation, unfinished, before, skip.includes(logicalId)),
    { stopAtFailure: true },
  );
  if (failed.size > 0) {
    stack.enter('UPDATE_ROLLBACK_FAILED', failedTo('update', failed.keys()));
    return;
  }
  stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await takeDown(operation, unfinished.made, {
    attempts: CLEANUP_ATTEMPTS,
    retain: ({ logicalId, declaration }) =>
      declaration.DeletionPolicy === 'Retain' && !stack.retainExceptOnCreate && !unfinished.resources.has(logicalId),
  });
  forget(stack, unfinished.made);
  stack.unfinishedUpdate = undefined;
  stack.enter('UPDATE_ROLLBACK_COMPLETE');
}

async function restore(operation: Operation, { touched, made }: UnfinishedUpdate, before: Readonly<StackResource>, skip: boolean): Promise<void> {
  const { stack } = operation;
  const { logicalId } = before;
  const current = stack.resources.get(logicalId);
  if (!current || made.includes(current)) {
    // It was replaced, or the type of its replacement was another: the old one was not deleted yet.
    const restored = { ...before };
    stack.resources.set(logicalId, restored);
    stack.resourceEnters(restored, 'UPDATE_COMPLETE');
    return;
  }
  current.declaration = before.declaration;
  current.dependencies = before.dependencies;
  if (!touched.has(logicalId)) {
    if (current.status === 'UPDATE_FAILED') stack.resourceEnters(current, 'UPDATE_COMPLETE');
    return;
  }
  if (skip) stack.resourceEnters(current, 'UPDATE_COMPLETE', 'Resource skipped during UpdateRollback');
  else {
    const { properties } = current;
    try {
      const replaced = await updateResource(operation, current, before.properties);
      if (replaced) made.push(replaced);
    } catch (error) {
      // What it was not changed back to, it is asked for again when the rollback is continued.
      current.properties = properties;
      throw error;
    }
  }
  touched.delete(logicalId);
}
