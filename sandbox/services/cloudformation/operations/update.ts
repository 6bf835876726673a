import { isDeepStrictEqual } from 'node:util';
import type { Blueprint } from '../blueprint';
import { visitInOrder } from '../dependency-graph';
import type { Evaluation } from '../evaluation';
import { dependenciesOf } from '../references';
import { isReplacement } from '../replacement';
import { NothingDone } from '../resource-type';
import type { StackResource, UnfinishedUpdate, Stack } from '../stack';
import type { ResourceDeclaration } from '../template';
import { evaluationOf, outputsOf, protectExports } from './deployed';
import type { Operation } from './operation';
import { contextOf, createResource, newResource, stateOf, updateResource } from './resource-lifecycle';
import { failedTo, takeDown } from './take-down';
import { rollBackUpdate } from './update-rollback';

/** CloudFormation tries a deletion three times before it goes on without it. */
export const CLEANUP_ATTEMPTS = 3;

/** Makes a stack what its new blueprint says. With `leaveCleanup`, a nested stack waits for its parent to clean up. */
export async function updateStack(operation: Operation, blueprint: Blueprint, { leaveCleanup = false } = {}): Promise<void> {
  const { stack } = operation;
  stack.unfinishedUpdate ??= begin(stack);
  stack.blueprint = blueprint;
  stack.lastUpdatedTime = operation.world.clock.now();
  stack.enter('UPDATE_IN_PROGRESS', 'User Initiated');
  const problem = await updateResources(operation, blueprint, stack.unfinishedUpdate);
  if (problem !== undefined) {
    if (stack.disableRollback) stack.enter('UPDATE_FAILED', problem);
    else await rollBackUpdate(operation, problem);
    return;
  }
  stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  if (!leaveCleanup) await cleanUpUpdate(operation);
}

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

function begin(stack: Stack): UnfinishedUpdate {
  if (!stack.blueprint) throw new Error('a stack that never had a template can not be updated');
  return {
    blueprint: stack.blueprint,
    outputs: stack.outputs,
    resources: new Map([...stack.resources].map(([logicalId, resource]) => [logicalId, { ...resource }])),
    touched: new Set(),
    made: [],
    leftOver: [],
  };
}

/** Returns why the update failed, or undefined when it succeeded. */
async function updateResources(operation: Operation, blueprint: Blueprint, unfinished: UnfinishedUpdate): Promise<string | undefined> {
  const { stack, world, typeOf } = operation;
  const evaluation = evaluationOf(world, stack, blueprint, typeOf);
  const declared = evaluation.resources;
  const verbs = new Map<string, 'create' | 'update'>();
  const failed = await visitInOrder(
    declared,
    (declaration) => dependenciesOf(declaration, (name) => declared.has(name)),
    async (logicalId, declaration) => {
      verbs.set(logicalId, stack.resources.has(logicalId) ? 'update' : 'create');
      try {
        await bringAbout(operation, unfinished, evaluation, logicalId, declaration);
      } catch (error) {
        operation.cancel();
        throw error;
      }
    },
    { stopAtFailure: true },
  );
  if (failed.size > 0) {
    return (['create', 'update'] as const)
      .map((verb) => ({ verb, names: [...failed.keys()].filter((logicalId) => verbs.get(logicalId) === verb) }))
      .filter(({ names }) => names.length > 0)
      .map(({ verb, names }) => failedTo(verb, names))
      .join('');
  }
  if (operation.signal.aborted) return 'User Initiated';
  try {
    const outputs = outputsOf(evaluation, stack, world);
    protectExports(stack, outputs, world);
    stack.outputs = outputs;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  unfinished.leftOver.push(...[...stack.resources.values()].filter(({ logicalId }) => !declared.has(logicalId)));
  return undefined;
}

/** Creates, changes or replaces one resource, or leaves it as it is. */
async function bringAbout(
  operation: Operation,
  { made, leftOver, touched }: UnfinishedUpdate,
  evaluation: Evaluation,
  logicalId: string,
  declaration: ResourceDeclaration,
): Promise<void> {
  const { stack, typeOf } = operation;
  const declared = evaluation.resources;
  const dependencies = dependenciesOf(declaration, (name) => declared.has(name));
  const existing = stack.resources.get(logicalId);
  const create = async (as: 'creation' | 'replacement') => {
    const resource = newResource(logicalId, declaration, dependencies);
    stack.resources.set(logicalId, resource);
    made.push(resource);
    await createResource(operation, resource, () => evaluation.properties(declaration), as);
  };
  if (!existing || existing.status.startsWith('DELETE')) {
    await create('creation');
    return;
  }
  if (existing.status === 'CREATE_FAILED') {
    // An update that went on after a failure without a rollback makes the failed resource anew.
    leftOver.push(existing);
    if (made.includes(existing)) made.splice(made.indexOf(existing), 1);
    await create('creation');
    return;
  }
  const properties = evaluation.properties(declaration);
  const sound = existing.status.endsWith('COMPLETE');
  if (existing.type === declaration.Type && sound && isDeepStrictEqual(properties, existing.properties)) {
    existing.declaration = declaration;
    existing.dependencies = dependencies;
    return;
  }
  if (existing.type !== declaration.Type || isReplacement(typeOf(existing.type), properties, existing.properties)) {
    leftOver.push(existing);
    await create('replacement');
    return;
  }
  touched.add(logicalId);
  existing.declaration = declaration;
  existing.dependencies = dependencies;
  try {
    const before = await updateResource(operation, existing, properties);
    if (before) leftOver.push(before);
  } catch (error) {
    if (error instanceof NothingDone) touched.delete(logicalId);
    throw error;
  }
}
