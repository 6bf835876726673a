import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { listOf } from './list-of';
import type { World } from './world';

/** What each call logs first, with the request's id. */
export const FIRST_RECORD = 'request';

/** Calls that begin closer together are one event that was delivered twice: Lambda waits longer than that before it calls again. A3 */
const APART = 30_000;

/** No request is older: CloudFormation waits an hour for an answer at most. */
const OLDEST_CALL = 2 * 3_600_000;

/** An answer may be empty and have a token all the same; it must not cost the time that is kept for CloudFormation's answer. */
const MOST_PAGES = 10;

/**
 * How often Lambda has called for a request so far, this call included. No function is told; but each call leaves its first record in the
 * function's log. `undefined` when the log can't be read, or does not even show this call: then nothing is known. A5
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function callsSoFar(world: World, { RequestId }: Pick<CloudFormationCustomResourceEvent, 'RequestId'>, logGroupName: string): Promise<number | undefined> {
  try {
    const times = (await firstRecords(world, RequestId, logGroupName)).sort((a, b) => a - b);
    const calls = times.filter((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= APART).length;
    world.log('calls so far', { calls });
    return calls === 0 ? undefined : calls;
  } catch (error) {
    const { name, message } = error as Error;
    world.log('calls not counted', { name, error: message });
    return undefined;
  }
}

/** When each was written. */
async function firstRecords(world: World, requestId: string, logGroupName: string): Promise<number[]> {
  const input = { logGroupName, filterPattern: `"${requestId}"`, startTime: world.clock.now() - OLDEST_CALL };
  const times: number[] = [];
  let nextToken: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await world.logs.send(new FilterLogEventsCommand({ ...input, nextToken }));
    for (const { message = '', timestamp } of listOf(answer, 'events')) {
      if (timestamp !== undefined && message.includes(`"message":"${FIRST_RECORD}"`)) times.push(timestamp);
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined || nextToken === '') return times;
  }
  throw new Error(`what the log has of this request is on more than ${MOST_PAGES} pages`);
}
