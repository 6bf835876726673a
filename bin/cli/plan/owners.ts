import { DescribeStackResourcesCommand, paginateListStackResources, paginateListStacks, type CloudFormationClient, type StackStatus } from '@aws-sdk/client-cloudformation';
import { listOf, listOfAll } from '../../../lambda/list-of';
import type { OwningStack } from './plan';

/** All that a stack may be in that still has resources. */
const ALIVE: readonly StackStatus[] = [
  'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_COMPLETE', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED', 'ROLLBACK_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_FAILED',
  'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_FAILED', 'IMPORT_ROLLBACK_COMPLETE',
];

/** What can only be deleted, or is being deleted. */
const GOING = /^(DELETE_IN_PROGRESS|DELETE_FAILED|ROLLBACK_FAILED|ROLLBACK_COMPLETE)$/;

/** Whether the stack is being deleted or stuck: then nobody needs what keeps it. */
export function isGoing({ status }: Pick<OwningStack, 'status'>): boolean {
  return GOING.test(status);
}

/** The stacks that have these resources, by physical id: with as few questions as there are ids, or stacks. */
export async function ownersOf(cloudFormation: CloudFormationClient, physicalIds: readonly string[]): Promise<ReadonlyMap<string, OwningStack>> {
  const ids = new Set(physicalIds);
  if (ids.size === 0) return new Map();
  const listed = await listOfAll(paginateListStacks({ client: cloudFormation, stopOnSameToken: true }, { StackStatusFilter: [...ALIVE] }), 'StackSummaries', 'StackId', 'StackName', 'StackStatus');
  const stacks = new Map(listed.map(({ StackId: id, StackName: name, StackStatus: status }) => [id, { id, name, status }] as const));
  if (stacks.size === 0) return new Map();
  const owners = new Map<string, OwningStack>();
  const own = (physicalId: string | undefined, stackId: string | undefined) => {
    const stack = stacks.get(stackId ?? '');
    if (stack && physicalId !== undefined && ids.has(physicalId)) owners.set(physicalId, stack);
  };
  if (ids.size <= stacks.size) {
    for (const id of ids) own(id, await stackWith(cloudFormation, id));
    return owners;
  }
  for (const stackId of stacks.keys()) {
    const resources = await listOfAll(paginateListStackResources({ client: cloudFormation, stopOnSameToken: true }, { StackName: stackId }), 'StackResourceSummaries');
    for (const { PhysicalResourceId, ResourceStatus } of resources) if (ResourceStatus !== 'DELETE_COMPLETE') own(PhysicalResourceId, stackId);
  }
  return owners;
}

/** The ARN of the stack that has the resource. */
async function stackWith(cloudFormation: CloudFormationClient, PhysicalResourceId: string): Promise<string | undefined> {
  try {
    const resources = listOf(await cloudFormation.send(new DescribeStackResourcesCommand({ PhysicalResourceId })), 'StackResources');
    return resources.find((resource) => resource.PhysicalResourceId === PhysicalResourceId && resource.ResourceStatus !== 'DELETE_COMPLETE')?.StackId;
  } catch (error) {
    if ((error as Error).message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** The physical id that an allocation has where a stack made it. */
export function allocationKey(poolId: string, { IpamPoolAllocationId, Cidr }: { readonly IpamPoolAllocationId: string; readonly Cidr: string }): string {
  return `${poolId}|${IpamPoolAllocationId}|${Cidr}`;
}
