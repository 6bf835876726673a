import { AwsError } from '../../../../sandbox/aws-error';
import { administrator } from '../../../../sandbox/principal';
import { NothingDone, type ResourceContext } from '../../../../sandbox/services/cloudformation/handlers/resource-type';
import { resourceType } from '../../../../sandbox/services/cloudformation/resource-types';
import { isNetwork, isPlain, isRelease } from './carried';
import { copyFunction, copyPartOfFunction, type Place } from './copy-functions';
import type { Snapshot, SnapshotResource, SnapshotStack } from './snapshot';

/** Has the sandbox know what the resources are, besides what EC2's lists have shown. Gives those that it knows. */
export function copyResources(place: Place, { stack, holders }: Snapshot): ReadonlySet<SnapshotResource> {
  const copied = new Set<SnapshotResource>();
  let left = copiesIn(place, stack, holders);
  // What one is in or of may come after it, or in another stack: as long as there are more each time.
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    left = left.filter(({ resource, copy }) => {
      if (!isDone(copy)) return true;
      copied.add(resource);
      return false;
    });
  }
  return copied;
}

interface Copy {
  readonly resource: SnapshotResource;
  readonly copy: () => void;
}

function copiesIn(place: Place, stack: SnapshotStack, holders: Snapshot['holders']): Copy[] {
  const { world, account, region } = place;
  const own = stack.resources.flatMap((resource): Copy[] => {
    const { type, logicalId, physicalId, properties = {} } = resource;
    if (isRelease(type)) return [{ resource, copy: () => undefined }];
    if (type === 'AWS::Lambda::Function') return [{ resource, copy: () => copyFunction(place, resource, holders) }];
    if (isPlain(type) && resource.properties !== undefined) return [{ resource, copy: () => copyPartOfFunction(place, resource) }];
    if (!isPlain(type) && !isNetwork(type)) return [];
    const context: ResourceContext = {
      ...{ world, account, region, logicalId },
      caller: administrator(account),
      stackId: stack.id,
      stackName: stack.name,
      resourceType: type,
      stackTags: [],
      signal: new AbortController().signal,
      say: () => undefined,
      identified: () => undefined,
    };
    return [{ resource, copy: () => resourceType(type).adopt?.(physicalId, properties, context) }];
  });
  return [...own, ...stack.nested.flatMap((nested) => copiesIn(place, nested, holders))];
}

function isDone(copy: () => void): boolean {
  try {
    copy();
    return true;
  } catch (error) {
    if (error instanceof AwsError || error instanceof NothingDone) return false;
    throw error;
  }
}
