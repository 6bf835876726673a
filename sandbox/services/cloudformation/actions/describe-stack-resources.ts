import type { DescribeStackResourcesInput, DescribeStackResourcesOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack, stacksOf } from '../stacks/stacks';
import { describeResource } from './descriptions';

/** "up to 100 resources" */
const MOST = 100;

export function describeStackResources(input: DescribeStackResourcesInput, call: CallContext): DescribeStackResourcesOutput {
  const { StackName, PhysicalResourceId, LogicalResourceId } = input;
  if ((StackName === undefined) === (PhysicalResourceId === undefined)) {
    throw new AwsError('ValidationError', 'Either StackName or PhysicalResourceId must be specified, but not both.');
  }
  const stack =
    StackName === undefined
      ? stacksOf(call).existing.find(({ resources }) => [...resources.values()].some(({ physicalId }) => physicalId === PhysicalResourceId))
      : requireStack(call, StackName);
  if (!stack) throw new AwsError('ValidationError', `Stack for ${PhysicalResourceId ?? ''} does not exist`);
  const resources = [...stack.resources.values()].filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId);
  return { StackResources: resources.slice(0, MOST).map((resource) => describeResource(stack, resource)) };
}
