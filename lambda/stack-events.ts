import { DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { listOf } from './list-of';
import type { World } from './world';

/** Whether a stack was ever created completely; `unknown` when its events do not tell. */
export type Completeness = 'complete' | 'neverComplete' | 'unknown';

/** What it was once created, imported or updated to; a creation that is rolled back only reaches ROLLBACK_COMPLETE. */
const COMPLETE = /^(CREATE_COMPLETE|IMPORT_COMPLETE|UPDATE_(ROLLBACK_)?COMPLETE(_CLEANUP_IN_PROGRESS)?)$/;

/** A stack that was complete never has one of these again. A23 */
const CREATION = /^(REVIEW|CREATE|ROLLBACK)_/;

/**
 * CloudFormation keeps events for 90 days; a day less, since clocks differ. A24
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
const EVENTS_ARE_KEPT = 89 * 24 * 3_600_000;

/** Pages of a hundred events: the deletion of the largest stack has about ten of them. */
const MOST_PAGES = 50;

/** What a stack's status by itself says of that: undefined when its events have to be asked. */
export function completenessBy(status: string): Completeness | undefined {
  return COMPLETE.test(status) ? 'complete' : undefined;
}

/**
 * Asks a stack's own events whether it was ever created completely: the newest that tells counts. A deletion is no answer, since a
 * creation that failed can end in one, too. A stack of which no event is left from its creation was created long ago.
 *
 * Throws CloudFormation's error.
 */
export async function completenessOf(world: World, { id, createdAt }: { readonly id: string; readonly createdAt: Date | undefined }): Promise<Completeness> {
  const events = eventsOf(world, id);
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) {
      const isOld = createdAt !== undefined && world.clock.now() - createdAt.getTime() > EVENTS_ARE_KEPT;
      return event === 'all' && isOld ? 'complete' : 'unknown';
    }
    const { PhysicalResourceId, ResourceType, ResourceStatus = '' } = event;
    if (ResourceType !== 'AWS::CloudFormation::Stack' || PhysicalResourceId !== id) continue;
    if (COMPLETE.test(ResourceStatus)) return 'complete';
    if (CREATION.test(ResourceStatus)) return 'neverComplete';
  }
}

/** The last event of a resource, if it is among the last of its stack. Throws CloudFormation's error. */
export async function lastEventOf(world: World, stackId: string, logicalId: string): Promise<StackEvent | undefined> {
  for await (const event of eventsOf(world, stackId)) {
    if (event.LogicalResourceId === logicalId && event.PhysicalResourceId !== stackId) return event;
  }
  return undefined;
}

/**
 * Whether a resource's last creation or update succeeded: one that was refused, and never taken back, did what it had to do with properties
 * that nobody found in order. Events of more than 90 days ago are gone; too many to be read tell nothing. Throws CloudFormation's error.
 */
export async function wasAccepted(world: World, stackId: string, logicalId: string): Promise<boolean> {
  const events = eventsOf(world, stackId);
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) return event === 'all';
    const outcome = /^(?:CREATE|UPDATE)_(COMPLETE|FAILED)$/.exec(event.ResourceStatus ?? '')?.[1];
    if (event.LogicalResourceId === logicalId && event.PhysicalResourceId !== stackId && outcome !== undefined) return outcome === 'COMPLETE';
  }
}

/** The events of a stack, the newest first. Returns whether these were all: a stack that is being deleted has one of that at least. */
async function* eventsOf(world: World, stackId: string): AsyncGenerator<StackEvent, 'all' | 'some', undefined> {
  let token: string | undefined;
  let count = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await world.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
    const events = listOf(answer, 'StackEvents');
    count += events.length;
    yield* events;
    const { NextToken } = answer;
    if (NextToken === undefined || NextToken === '') return count > 0 ? 'all' : 'some';
    if (NextToken === token) return 'some';
    token = NextToken;
  }
  return 'some';
}
