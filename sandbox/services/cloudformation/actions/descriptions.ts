import type { Stack as StackDescription, StackEvent, StackResource as ResourceDescription } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { fromCallersTime } from '../../../callers-time';
import type { RecordedEvent, Stack, StackResource } from '../stacks/stack';
import type { ParameterValue } from '../template/parameters';

/** What DescribeStacks says of a stack. */
export function describeStack(stack: Stack): StackDescription {
  const { blueprint } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: blueprint?.template.Description,
    Parameters: ifAny([...(blueprint?.parameters.values() ?? [])].map(describeParameter)),
    CreationTime: new Date(stack.creationTime),
    LastUpdatedTime: dateOf(stack.lastUpdatedTime),
    DeletionTime: dateOf(stack.deletionTime),
    RollbackConfiguration: stack.rollbackConfiguration ?? {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...(blueprint?.notificationArns ?? [])],
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: ifAny([...(blueprint?.capabilities ?? [])]),
    Outputs: ifAny(stack.outputs),
    RoleARN: blueprint?.roleArn,
    Tags: [...(blueprint?.tags ?? [])],
    EnableTerminationProtection: stack.status === 'DELETE_COMPLETE' ? undefined : (stack.root ?? stack).terminationProtection,
    ParentId: stack.parent?.id,
    RootId: stack.root?.id,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: stack.lastOperations,
  };
}

/** CloudFormation leaves most lists out where they would be empty. */
export function ifAny<Item>(items: Item[]): Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

export function describeParameter({ key, given, resolved, noEcho }: ParameterValue): { ParameterKey: string; ParameterValue: string; ResolvedValue?: string } {
  return { ParameterKey: key, ParameterValue: noEcho ? '****' : given, ResolvedValue: resolved };
}

/** What DescribeStackResources says of a resource. */
export function describeResource(stack: Stack, resource: StackResource): ResourceDescription & { readonly LastUpdatedTimestamp: Date } {
  const began = new Date(resource.operationBegan);
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: began,
    LastUpdatedTimestamp: began,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

/** What DescribeStackEvents says of an event. */
export function describeEvent({ machineTime, ...event }: RecordedEvent, call: CallContext): StackEvent {
  return call.caller.isInside ? event : { ...event, Timestamp: new Date(Math.ceil(fromCallersTime(call, machineTime))) };
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
