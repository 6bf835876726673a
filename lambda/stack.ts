import { DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { understand } from './error-table';
import { Unfinished, type Invocation } from './invocation';
import type { World } from './world';

/** Why CloudFormation sent the Delete, as far as the stack tells. */
export type Deletion =
  /** The stack itself is being deleted; this resource's own deletion began at `startedAt`, milliseconds since the epoch. */
  | { readonly of: 'stack'; readonly startedAt: number }
  /** The stack lives on, or was never finished: nothing may be released. */
  | { readonly of: 'resource'; readonly because: string }
  /** This deletion is over already: the event is a late copy, and its answer was given. */
  | { readonly of: 'past'; readonly because: string };

/** The only stack status in which something may be released. */
const STACK_IS_BEING_DELETED = 'DELETE_IN_PROGRESS';

const ASK_AGAIN_AFTER = 2000;

/**
 * Asks CloudFormation why this resource is being deleted: the event does not say. Asks again while CloudFormation can't
 * answer, or has not yet recorded that this resource's deletion began.
 *
 * Throws CloudFormation's error when no repetition will help, and Unfinished when the invocation's time is up.
 */
export async function whyDeleted(world: World, invocation: Invocation, stackId: string, logicalResourceId: string): Promise<Deletion> {
  let obstacle = '';
  while (!invocation.isOver) {
    try {
      const deletion = await askWhy(world, stackId, logicalResourceId);
      if (deletion) return deletion;
      obstacle = `CloudFormation does not show ${logicalResourceId} as being deleted`;
    } catch (error) {
      const { meaning, code, message } = understand(error);
      if (meaning !== 'retry' && meaning !== 'throttled') throw error;
      obstacle = `CloudFormation does not say why: ${code}: ${message}`;
    }
    world.log('waiting for CloudFormation', { obstacle });
    await invocation.sleep(ASK_AGAIN_AFTER);
  }
  throw new Unfinished(obstacle);
}

/** Undefined while CloudFormation has not recorded that this resource's deletion began. */
async function askWhy(world: World, stackId: string, logicalResourceId: string): Promise<Deletion | undefined> {
  const { Stacks } = await world.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  const stackStatus = Stacks?.[0]?.StackStatus ?? 'unknown';
  if (stackStatus !== STACK_IS_BEING_DELETED) return { of: 'resource', because: `the stack is ${stackStatus}` };
  const { StackResourceDetail: resource } = await world.cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: stackId, LogicalResourceId: logicalResourceId }),
  );
  const { ResourceStatus: status, LastUpdatedTimestamp } = resource ?? {};
  if (status === 'DELETE_IN_PROGRESS' && LastUpdatedTimestamp) return { of: 'stack', startedAt: LastUpdatedTimestamp.getTime() };
  if (status?.startsWith('DELETE_')) return { of: 'past', because: `the resource is ${status}` };
  return undefined;
}
