import type { DescribeStackResourceInput, DescribeStackResourceOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { describeResource } from '../descriptions';
import { requireStack } from '../stacks';

export function describeStackResource(input: DescribeStackResourceInput, call: CallContext): DescribeStackResourceOutput {
  const { StackName = '', LogicalResourceId = '' } = input;
  const stack = requireStack(call, StackName, `Stack '${StackName}' does not exist`);
  const resource = stack.resources.get(LogicalResourceId);
  if (!resource) throw new AwsError('ValidationError', `Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
  const { Metadata } = resource.declaration;
  return { StackResourceDetail: { ...describeResource(stack, resource), Metadata: Metadata === undefined ? undefined : JSON.stringify(Metadata) } };
}
