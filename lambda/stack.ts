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
  /** It came for one of the causes that were asked for, and this resource's deletion began at `startedAt`, milliseconds since the epoch. */
  | { readonly is: 'wanted'; readonly cause: Cause; readonly startedAt: number }
  /** It came for another cause; or the stack deletes nothing at all, and the event is late or forged. */
  | { readonly is: 'unwanted'; readonly stackStatus: string }
  /** This deletion is over already: the event is a late copy, and its answer was given. */
  | { readonly is: 'over'; readonly resourceStatus: string };

/**
 * Why CloudFormation deletes a resource, by the status of its stack; a replacement shows by more than that.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-describing-stacks.html
 */
const CAUSES: Readonly<Record<string, readonly Cause[] | undefined>> = {
  DELETE_IN_PROGRESS: ['STACK_DELETION'],
  ROLLBACK_IN_PROGRESS: ['CREATION_ROLLBACK'],
  // The resource was new in an update that failed: its creation is rolled back.
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['CREATION_ROLLBACK'],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['REMOVAL', 'REPLACEMENT'],
};

const ASK_AGAIN_AFTER = 2000;

/** CloudFormation's answers lag: what an earlier operation left is believed only after this long. */
const STATUS_LAG = 30_000;

type Request = Pick<CloudFormationCustomResourceDeleteEvent, 'StackId' | 'LogicalResourceId' | 'PhysicalResourceId'>;

/**
 * Asks CloudFormation whether this resource is being deleted for one of the wanted causes: the event does not say. Asks again while
 * CloudFormation can't answer, or has not yet recorded that this resource's deletion began.
 *
 * Throws CloudFormation's error when no repetition will help, and Unfinished when the invocation's time is up.
 */
export async function whyDeleted(world: World, invocation: Invocation, request: Request, wanted: readonly Cause[]): Promise<Deletion> {
  let obstacle = 'there was no time to ask CloudFormation';
  const since = world.clock.now();
  while (!invocation.isOver) {
    try {
      const { deletion, mayBeOld } = await askWhy(world, request, wanted);
      if (deletion && (!mayBeOld || world.clock.now() - since >= STATUS_LAG)) return deletion;
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

interface Answer {
  /** Undefined while CloudFormation has not recorded that this resource's deletion began. */
  readonly deletion?: Deletion;
  /** It may be what was true before this deletion began. */
  readonly mayBeOld?: boolean;
}

async function askWhy(world: World, request: Request, wanted: readonly Cause[]): Promise<Answer> {
  const { StackId, LogicalResourceId, PhysicalResourceId } = request;
  const stackStatus = await decisiveStatus(world, StackId);
  const causes = CAUSES[stackStatus] ?? [];
  if (!causes.some((cause) => wanted.includes(cause))) return { deletion: { is: 'unwanted', stackStatus }, mayBeOld: causes.length === 0 };

  const { StackResourceDetail: resource } = await world.cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId }),
  );
  const { ResourceStatus: status, LastUpdatedTimestamp, PhysicalResourceId: current } = resource ?? {};
  if (!LastUpdatedTimestamp) return {};
  // When the stack's resource of this name is another one by now, ours was replaced. Its own deletion has no time stamp; it began later than this.
  const isReplaced = causes.includes('REPLACEMENT') && current !== undefined && current !== PhysicalResourceId;
  const [usual] = causes;
  const cause = wanted.find((each) => each === (isReplaced ? 'REPLACEMENT' : usual));
  if (cause === undefined) return { deletion: { is: 'unwanted', stackStatus } };
  if (isReplaced || status === 'DELETE_IN_PROGRESS') return { deletion: { is: 'wanted', cause, startedAt: LastUpdatedTimestamp.getTime() } };
  if (!status?.startsWith('DELETE_')) return {};
  // A deletion that failed may be the one before this.
  return { deletion: { is: 'over', resourceStatus: status }, mayBeOld: status === 'DELETE_FAILED' };
}

/** Whether the stack takes a failed update back: an Update that comes then restores what was in force, and to refuse it would leave the stack stuck. */
export async function isRollback(world: World, stackId: string): Promise<boolean> {
  const { Stacks } = await world.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  return Stacks?.[0]?.StackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS';
}

/**
 * The status that tells why: the stack's own; but a nested stack is being deleted also when the creation or the update of its parent is
 * rolled back, and then it is the parent's. Dropped from its parent's template, it is deleted for good.
 */
async function decisiveStatus(world: World, stackId: string): Promise<string> {
  const { Stacks } = await world.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  const { StackStatus: status = 'unknown', ParentId: parentId } = Stacks?.[0] ?? {};
  if (status !== 'DELETE_IN_PROGRESS' || parentId === undefined) return status;
  const above = await decisiveStatus(world, parentId);
  return /ROLLBACK.*_IN_PROGRESS/.test(above) ? above : status;
}
