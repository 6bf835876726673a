import type { DescribeStackResourceInput, DescribeStackResourceOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { World } from '../../../world';
import type { Stack, StackResource } from '../stacks/stack';
import { requireStack } from '../stacks/stacks';
import { describeResource } from './descriptions';

export function describeStackResource(input: DescribeStackResourceInput, call: CallContext): DescribeStackResourceOutput {
  const { StackName = '', LogicalResourceId = '' } = input;
  const stack = requireStack(call, StackName, `Stack '${StackName}' does not exist`);
  const known = stack.resources.get(LogicalResourceId);
  const resource = known && asShown(stack, known, call.world);
  const wasNeverMade = resource?.status === 'DELETE_COMPLETE' && resource.physicalId === undefined;
  if (!resource || wasNeverMade) throw new AwsError('ValidationError', `Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
  const { Metadata = {} } = resource.declaration;
  return { StackResourceDetail: { ...describeResource(stack, resource), Metadata: JSON.stringify(Metadata) } };
}

/** The resource as CloudFormation's records have it by now, if they have it at all. */
function asShown(stack: Stack, resource: StackResource, { clock, unkindness }: World): StackResource | undefined {
  const { lag, onlyComplete } = unkindness.stackRecords;
  const then = lag === 0 ? resource : asItWas(stack, resource, lag === Number.POSITIVE_INFINITY ? undefined : clock.now() - lag);
  return onlyComplete && !COMPLETE.test(then?.status ?? '') ? undefined : then;
}

const COMPLETE = /^(CREATE|UPDATE)_COMPLETE$/;

/** As its last event before that time had it; without a time, as it was when it was last complete. */
function asItWas({ events }: Stack, resource: StackResource, time: number | undefined): StackResource | undefined {
  const event = events.findLast(
    ({ LogicalResourceId, Timestamp, ResourceStatus = '' }) =>
      LogicalResourceId === resource.logicalId && (time === undefined ? COMPLETE.test(ResourceStatus) : Number(Timestamp) <= time),
  );
  if (!event?.ResourceStatus) return undefined;
  const { ResourceStatus: status, ResourceStatusReason: statusReason, PhysicalResourceId: physicalId, Timestamp } = event;
  return { ...resource, status, statusReason, physicalId, operationBegan: Number(Timestamp) };
}
