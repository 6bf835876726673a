import type { StackResource } from '../stacks/stack';
import { reversed, visitInOrder } from '../template/dependency-graph';
import type { Operation } from './operation';
import { deleteResource } from './resource-lifecycle';

export interface TakeDownOptions {
  /** Whether the physical resource is left alone. */
  readonly retain: (resource: StackResource) => boolean;
  /** How often a deletion is tried. */
  readonly attempts?: number;
}

/** How long CloudFormation waits before it tries the same deletion again. */
const PAUSE = 5_000;

/** Deletes resources in the reverse order of their dependencies, as far as that is possible. Returns those that failed. */
export async function takeDown(operation: Operation, resources: readonly StackResource[], options: TakeDownOptions): Promise<StackResource[]> {
  const { retain, attempts = 1 } = options;
  // A replaced resource may be in the list twice under one logical id, so a resource is known by its place.
  const places = new Map(resources.map((resource, place) => [String(place), resource]));
  const graph = new Map(
    [...places].map(([place, { dependencies }]) => [place, [...places].flatMap(([other, { logicalId }]) => (dependencies.includes(logicalId) ? [other] : []))]),
  );
  const dependents = reversed(graph);
  const failed = await visitInOrder(places, (_resource, place) => dependents.get(place) ?? [], (_place, resource) => remove(resource), { stopAtFailure: false });
  return [...failed.values()];

  async function remove(resource: StackResource): Promise<void> {
    if (retain(resource)) {
      operation.stack.resourceEnters(resource, 'DELETE_SKIPPED');
      return;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        await deleteResource(operation, resource);
        return;
      } catch (error) {
        if (attempt >= attempts) throw error;
        await operation.world.clock.sleep(PAUSE);
      }
    }
  }
}

/** What a status reason calls the resources it is about. */
export function failedTo(verb: string, logicalIds: Iterable<string>): string {
  return `The following resource(s) failed to ${verb}: [${[...logicalIds].join(', ')}]. `;
}
