import { stateOf } from '../stacks/deployed';
import type { StackResource, Stack } from '../stacks/stack';
import type { Operation } from './operation';
import { contextOf } from './resource-lifecycle';
import { takeDown } from './take-down';

/** CloudFormation tries a deletion three times before it goes on without it. A30 */
export const CLEANUP_ATTEMPTS = 3;

/** Deletes what the update removed or replaced. What can't be deleted is abandoned: the update succeeded. */
export async function cleanUpUpdate(operation: Operation): Promise<void> {
  const { stack, typeOf } = operation;
  await Promise.all([...stack.resources.values()].map(async (resource) => typeOf(resource.type).cleanUp?.(stateOf(resource), contextOf(operation, resource))));
  const leftOver = stack.unfinishedUpdate?.leftOver ?? [];
  const failed = await takeDown(operation, leftOver, {
    attempts: CLEANUP_ATTEMPTS,
    retain: (resource) => {
      const removed = stack.resources.get(resource.logicalId) === resource;
      const { DeletionPolicy, UpdateReplacePolicy } = resource.declaration;
      return removed ? DeletionPolicy?.startsWith('Retain') === true : UpdateReplacePolicy?.startsWith('Retain') === true;
    },
  });
  forget(stack, leftOver);
  stack.unfinishedUpdate = undefined;
  stack.enter('UPDATE_COMPLETE', failed.length > 0 ? 'Update successful. One or more resources could not be deleted.' : undefined);
}

/** The stack no longer knows these resources, deleted or not. */
export function forget(stack: Stack, resources: readonly StackResource[]): void {
  for (const resource of resources) {
    if (stack.resources.get(resource.logicalId) === resource) stack.resources.delete(resource.logicalId);
  }
}
