import { NothingDone, ResourceFailure, type Properties, type ResourceContext } from '../handlers/resource-type';
import { stateOf } from '../stacks/deployed';
import type { Stack, StackResource } from '../stacks/stack';
import type { ResourceDeclaration } from '../template/template';
import type { Operation } from './operation';

/** A resource that is about to be created. */
export function newResource(logicalId: string, declaration: ResourceDeclaration, dependencies: readonly string[]): StackResource {
  return {
    logicalId,
    type: declaration.Type,
    declaration,
    dependencies,
    properties: {},
    attributes: {},
    status: 'CREATE_IN_PROGRESS',
    operationBegan: 0,
  };
}

/**
 * Creates a physical resource: a new one, or (as an update) the replacement of another. Its properties are evaluated
 * only now, when all that they refer to is there.
 */
export async function createResource(
  operation: Operation,
  resource: StackResource,
  properties: () => Properties,
  replaced?: StackResource,
): Promise<void> {
  const { stack } = operation;
  const verb = replaced ? 'UPDATE' : 'CREATE';
  begin(operation, resource);
  const identified = (physicalId: string) => {
    if (resource.physicalId === physicalId) return;
    resource.physicalId = physicalId;
    stack.resourceEnters(resource, `${verb}_IN_PROGRESS`, 'Resource creation Initiated');
  };
  try {
    resource.properties = properties();
    announce(stack, resource, replaced);
    const state = await operation.typeOf(resource.type).create(resource.properties, contextOf(operation, resource, identified));
    identified(state.physicalId);
    resource.attributes = state.attributes;
  } catch (error) {
    if (error instanceof ResourceFailure) resource.physicalId = error.physicalId;
    stack.resourceEnters(resource, `${verb}_FAILED`, reasonOf(error, operation, replaced ? 'update' : 'creation'));
    throw error;
  }
  stack.resourceEnters(resource, `${verb}_COMPLETE`);
}

/** That a resource is about to be made; if it is to replace another, under the name of that one. */
function announce(stack: Stack, resource: StackResource, replaced: StackResource | undefined): void {
  if (!replaced) {
    stack.resourceEnters(resource, 'CREATE_IN_PROGRESS');
    return;
  }
  resource.physicalId = replaced.physicalId;
  stack.resourceEnters(resource, 'UPDATE_IN_PROGRESS', 'Requested update requires the creation of a new physical resource; hence creating one.');
  resource.physicalId = undefined;
}

/** Changes a resource in place. Returns what it was before when its handler answers with another physical resource. */
export async function updateResource(operation: Operation, resource: StackResource, properties: Properties): Promise<StackResource | undefined> {
  const { stack } = operation;
  const before = { ...resource };
  const type = operation.typeOf(resource.type);
  begin(operation, resource);
  resource.properties = properties;
  stack.resourceEnters(resource, 'UPDATE_IN_PROGRESS');
  try {
    if (!type.update) throw new Error(`the sandbox can't update a resource of type ${resource.type}`);
    const state = await type.update(properties, before.properties, stateOf(before), contextOf(operation, resource));
    if (state.physicalId !== before.physicalId) {
      resource.physicalId = state.physicalId;
      stack.resourceEnters(resource, 'UPDATE_IN_PROGRESS', 'Requested update required the provider to create a new physical resource');
    }
    resource.attributes = state.attributes;
  } catch (error) {
    if (error instanceof ResourceFailure) resource.physicalId = error.physicalId;
    if (error instanceof NothingDone) resource.properties = before.properties;
    stack.resourceEnters(resource, 'UPDATE_FAILED', reasonOf(error, operation, 'update'));
    throw error;
  }
  stack.resourceEnters(resource, 'UPDATE_COMPLETE');
  return resource.physicalId === before.physicalId ? undefined : before;
}

/** Deletes a physical resource, if there is one. */
export async function deleteResource(operation: Operation, resource: StackResource): Promise<void> {
  const { stack } = operation;
  begin(operation, resource);
  if (resource.physicalId !== undefined) {
    stack.resourceEnters(resource, 'DELETE_IN_PROGRESS');
    try {
      await operation.typeOf(resource.type).delete(stateOf(resource), resource.properties, contextOf(operation, resource));
    } catch (error) {
      stack.resourceEnters(resource, 'DELETE_FAILED', reasonOf(error, operation, 'deletion'));
      throw error;
    }
  }
  stack.resourceEnters(resource, 'DELETE_COMPLETE');
}

/** What a handler of this resource is given. */
export function contextOf(operation: Operation, resource: StackResource, identified: (physicalId: string) => void = () => undefined): ResourceContext {
  const { stack, world, caller, signal } = operation;
  return {
    world,
    caller,
    account: stack.account,
    region: stack.region,
    stackId: stack.id,
    stackName: stack.name,
    logicalId: resource.logicalId,
    resourceType: resource.type,
    stackTags: stack.blueprint?.tags ?? [],
    signal,
    say: (reason) => {
      stack.resourceEnters(resource, resource.status, reason);
    },
    identified,
  };
}

function begin({ world }: Operation, resource: StackResource): void {
  resource.operationBegan = world.clock.now();
}

function reasonOf(error: unknown, { signal }: Operation, what: string): string {
  if (signal.aborted) return `Resource ${what} cancelled`;
  return error instanceof Error ? error.message : String(error);
}
