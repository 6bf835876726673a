import type { Cloud } from '../../test/acceptance/cloud';

/** Fails with CloudFormation's reasons when a stack did not end as it had to. */
export async function requireStatus(cloud: Cloud, stackName: string, status: string, wanted: string): Promise<void> {
  if (status === wanted) return;
  const reasons = (await cloud.events(stackName)).filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
  throw new Error(`the stack is ${status}: ${reasons.map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId ?? ''}: ${ResourceStatusReason ?? ''}`).join(' ')}`);
}
