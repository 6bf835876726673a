import { DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceDeleteEvent } from 'aws-lambda';
import type { ReleaseOnProperty } from '../lib/contract';
import { understand } from './error-table';
import { Unfinished, type Invocation } from './invocation';
import type { World } from './world';

/** Why CloudFormation sent the Delete. */
export type Cause = 'STACK_DELETION' | ReleaseOnProperty;

/** What the stack tells of a Delete. */
export type Deletion =
  /** This resource's deletion began at `startedAt`, milliseconds since the epoch. */
  | { readonly is: 'underWay'; readonly cause: Cause; readonly stackStatus: string; readonly startedAt: number }
  /** The stack is in a state in which CloudFormation deletes nothing: the event is late, or forged. */
  | { readonly is: 'unexplained'; readonly stackStatus: string }
  /** This deletion is over already: the event is a late copy, and its answer was given. */
  | { readonly is: 'over'; readonly resourceStatus: string };

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-describing-stacks.html */
const CAUSES: Readonly<Record<string, Cause | undefined>> = {
  DELETE_IN_PROGRESS: 'STACK_DELETION',
  ROLLBACK_IN_PROGRESS: 'CREATION_ROLLBACK',
  // The resource was new in an update that failed: its creation is rolled back.
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'CREATION_ROLLBACK',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'REMOVAL',
};

const ASK_AGAIN_AFTER = 2000;

type Request = Pick<CloudFormationCustomResourceDeleteEvent, 'StackId' | 'LogicalResourceId' | 'PhysicalResourceId'>;

/**
 * Asks CloudFormation why this resource is being deleted: the event does not say. Asks again while CloudFormation can't
 * answer, or has not yet recorded that this resource's deletion began.
 *
 * Throws CloudFormation's error when no repetition will help, and Unfinished when the invocation's time is up.
 */
export async function whyDeleted(world: World, invocation: Invocation, request: Request): Promise<Deletion> {
  let obstacle = '';
  while (!invocation.isOver) {
    try {
      const deletion = await askWhy(world, request);
      if (deletion) return deletion;
      obstacle = `CloudFormation does not show ${request.LogicalResourceId} as being deleted`;
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
async function askWhy(world: World, { StackId, LogicalResourceId, PhysicalResourceId }: Request): Promise<Deletion | undefined> {
  const { Stacks } = await world.cloudFormation.send(new DescribeStacksCommand({ StackName: StackId }));
  const stackStatus = Stacks?.[0]?.StackStatus ?? 'unknown';
  const cause = CAUSES[stackStatus];
  if (cause === undefined) return { is: 'unexplained', stackStatus };
  const { StackResourceDetail: resource } = await world.cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId }),
  );
  const { ResourceStatus: status, LastUpdatedTimestamp, PhysicalResourceId: current } = resource ?? {};
  if (!LastUpdatedTimestamp) return undefined;
  const startedAt = LastUpdatedTimestamp.getTime();
  // The stack's resource of this name is another one by now: ours was replaced. Its own deletion has no time stamp here; it began after this one.
  if (cause === 'REMOVAL' && current !== undefined && current !== PhysicalResourceId) {
    return { is: 'underWay', cause: 'REPLACEMENT', stackStatus, startedAt };
  }
  if (status === 'DELETE_IN_PROGRESS') return { is: 'underWay', cause, stackStatus, startedAt };
  if (status?.startsWith('DELETE_')) return { is: 'over', resourceStatus: status };
  return undefined;
}
