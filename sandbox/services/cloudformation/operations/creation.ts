import { evaluationOf, outputsOf, requireImports } from '../stacks/deployed';
import { visitInOrder } from '../template/dependency-graph';
import { dependenciesOf } from '../template/references';
import type { ResourceDeclaration } from '../template/template';
import { remove } from './deletion';
import type { Operation } from './operation';
import { createResource, newResource } from './resource-lifecycle';
import { failedTo, takeDown } from './take-down';

/** Creates a stack of its blueprint; what becomes of a failure is as its OnFailure says. */
export async function createStack(operation: Operation): Promise<void> {
  const { stack } = operation;
  const running = stack.operation;
  stack.enter('CREATE_IN_PROGRESS', 'User Initiated');
  const problem = await withTimeout(operation, () => createResources(operation));
  if (problem === undefined) {
    stack.enter('CREATE_COMPLETE');
    return;
  }
  if (running?.abandoned) return;
  operation.signal = new AbortController().signal;
  const action = stack.disableRollback ? 'DO_NOTHING' : stack.onFailure;
  if (action === 'DO_NOTHING') stack.enter('CREATE_FAILED', problem);
  else if (action === 'DELETE') {
    stack.enter('DELETE_IN_PROGRESS', `${problem}Delete requested by user.`);
    await remove(operation);
  } else await rollBackCreation(operation, `${problem}Rollback requested by user.`);
}

/** Deletes what a failed creation made. */
export async function rollBackCreation(operation: Operation, reason: string): Promise<void> {
  const { stack } = operation;
  stack.deletionTime = operation.world.clock.now();
  stack.changeSetId = undefined;
  stack.enter('ROLLBACK_IN_PROGRESS', reason);
  const failed = await takeDown(operation, [...stack.resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE'), {
    // RetainExceptOnCreate deletes what the operation that created it takes back.
    retain: ({ declaration }) => declaration.DeletionPolicy === 'Retain' && !stack.retainExceptOnCreate,
  });
  if (failed.length > 0) stack.enter('ROLLBACK_FAILED', failedTo('delete', failed.map(({ logicalId }) => logicalId)));
  else stack.enter('ROLLBACK_COMPLETE');
}

/** Returns why the stack could not be created, or undefined when it was. */
async function createResources(operation: Operation): Promise<string | undefined> {
  const { stack, world, typeOf } = operation;
  if (!stack.blueprint) throw new Error('a stack is created of its blueprint');
  try {
    requireImports(world, stack, stack.blueprint);
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)} `;
  }
  const evaluation = evaluationOf(world, stack, stack.blueprint, typeOf);
  const declared = evaluation.resources;
  const dependencies = (declaration: ResourceDeclaration) => dependenciesOf(declaration, (name) => declared.has(name));
  const failed = await visitInOrder(
    declared,
    dependencies,
    async (logicalId, declaration) => {
      const resource = newResource(logicalId, declaration, dependencies(declaration));
      stack.resources.set(logicalId, resource);
      try {
        await createResource(operation, resource, () => evaluation.properties(declaration));
      } catch (error) {
        operation.cancel();
        throw error;
      }
    },
    { stopAtFailure: true },
  );
  if (failed.size > 0) return failedTo('create', failed.keys());
  if (operation.signal.aborted) return 'Stack creation was cancelled. ';
  try {
    stack.outputs = outputsOf(evaluation, stack, world);
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)} `;
  }
}

async function withTimeout(operation: Operation, work: () => Promise<string | undefined>): Promise<string | undefined> {
  const minutes = operation.stack.timeoutInMinutes;
  if (minutes === undefined) return work();
  const timeout = new AbortController();
  const forget = operation.world.clock.after(minutes * 60_000, () => {
    timeout.abort();
    operation.cancel();
  });
  const problem = await work();
  forget();
  return problem !== undefined && timeout.signal.aborted ? 'Stack creation time exceeded the specified timeout. ' : problem;
}
