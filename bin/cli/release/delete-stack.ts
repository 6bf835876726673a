import { DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, type CloudFormationClient, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { StoppableClock } from '../stoppable-clock';
import type { Screen } from '../screen';

/** How often CloudFormation is asked for news. */
const ASK_AGAIN_AFTER = 3_000;

/** Deletes the stack, and tells each of its events. Gives the status that it ends in; undefined when nobody waited any longer. */
export async function deleteStack(cloudFormation: CloudFormationClient, clock: StoppableClock, stackId: string, screen: Screen): Promise<string | undefined> {
  const before = new Set((await newestEvents(cloudFormation, stackId)).map(({ EventId }) => EventId));
  await cloudFormation.send(new DeleteStackCommand({ StackName: stackId }));
  while (!clock.isStopped) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
    const status: string = Stacks?.[0]?.StackStatus ?? 'DELETE_COMPLETE';
    for (const event of (await newestEvents(cloudFormation, stackId)).reverse()) {
      if (before.has(event.EventId)) continue;
      before.add(event.EventId);
      screen.say(lineOf(event));
    }
    if (status !== 'DELETE_IN_PROGRESS') return status;
    await clock.sleep(ASK_AGAIN_AFTER);
  }
  return undefined;
}

/** The last hundred or so: more do not happen between two questions. */
async function newestEvents(cloudFormation: CloudFormationClient, stackId: string): Promise<StackEvent[]> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId }));
  return StackEvents;
}

function lineOf({ Timestamp, ResourceStatus, ResourceType, LogicalResourceId, ResourceStatusReason }: StackEvent): string {
  const reason = ResourceStatusReason === undefined ? '' : `: ${ResourceStatusReason}`;
  return `${Timestamp?.toISOString().slice(11, 19) ?? ''}  ${ResourceStatus ?? ''}  ${ResourceType ?? ''}  ${LogicalResourceId ?? ''}${reason}`;
}
