import { isDeepStrictEqual } from 'node:util';
import { NothingDone } from '../handlers/resource-type';
import { isReplacement } from '../plan/replacement';
import { evaluationOf, outputsOf, protectExports, requireImports } from '../stacks/deployed';
import type { Stack, StackResource, UnfinishedUpdate } from '../stacks/stack';
import type { Blueprint } from '../template/blueprint';
import { visitInOrder } from '../template/dependency-graph';
import type { Evaluation } from '../template/evaluation';
import { dependenciesOf } from '../template/references';
import type { ResourceDeclaration } from '../template/template';
import type { Operation } from './operation';
import { createResource, newResource, updateResource } from './resource-lifecycle';
import { failedTo } from './take-down';
import { cleanUpUpdate } from './update-cleanup';
import { rollBackUpdate } from './update-rollback';

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
  try {
    requireImports(world, stack, blueprint);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
  const create = async (replaced?: StackResource) => {
    const resource = newResource(logicalId, declaration, dependencies);
    stack.resources.set(logicalId, resource);
    made.push(resource);
    await createResource(operation, resource, () => evaluation.properties(declaration), replaced);
  };
  if (!existing || existing.status.startsWith('DELETE')) {
    await create();
    return;
  }
  if (existing.status === 'CREATE_FAILED') {
    // An update that went on after a failure without a rollback makes the failed resource anew.
    leftOver.push(existing);
    if (made.includes(existing)) made.splice(made.indexOf(existing), 1);
    await create();
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
    await create(existing);
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
