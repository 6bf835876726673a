import { DescribeStackResourceCommand, type StackEvent, type StackResourceDetail } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceDeleteEvent } from 'aws-lambda';
import { understand } from './error-table';
import { lastEventOf } from './stack-events';
import type { World } from './world';

/** What CloudFormation shows of a resource. */
export interface ResourceRecord {
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly physicalId: string | undefined;
}

export type ResourceRequest = Pick<CloudFormationCustomResourceDeleteEvent, 'StackId' | 'LogicalResourceId' | 'PhysicalResourceId' | 'ResponseURL'>;

const NOTHING: Partial<StackResourceDetail & StackEvent> = {};

/**
 * What CloudFormation has on record of the resource: undefined when it says nothing. Nothing rests on it but when the deletion began, and
 * whether it is over, so only the missing permission to ask is an error: that is thrown.
 *
 * What it says in the middle of an operation is documented nowhere: one emulator shows CREATE_COMPLETE throughout, another one answers
 * ValidationError for whatever is not complete, as recorded answers of the real service do for a resource that was removed. A25, A26
 */
export async function recordOf(world: World, { StackId, LogicalResourceId }: ResourceRequest): Promise<ResourceRecord | undefined> {
  return unlessSilent(async () => {
    const { StackResourceDetail = NOTHING } = await world.cloudFormation.send(new DescribeStackResourceCommand({ StackName: StackId, LogicalResourceId }));
    return record(StackResourceDetail.ResourceStatus, StackResourceDetail.LastUpdatedTimestamp, StackResourceDetail.PhysicalResourceId);
  });
}

/** The same by the last event of this very resource. */
export async function eventOf(world: World, { StackId, LogicalResourceId, PhysicalResourceId }: ResourceRequest): Promise<ResourceRecord | undefined> {
  const last = await unlessSilent(async () => {
    const event: Partial<StackEvent> = (await lastEventOf(world, StackId, LogicalResourceId)) ?? NOTHING;
    return record(event.ResourceStatus, event.Timestamp, event.PhysicalResourceId);
  });
  return last?.physicalId === PhysicalResourceId ? last : undefined;
}

/** When the request was sent: its URL is signed for that moment. Only the time leaves here. A9 */
export function requestedAt({ ResponseURL }: Pick<ResourceRequest, 'ResponseURL'>): number | undefined {
  const [, year, month, day, hour, minute, second] = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(ResponseURL) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function record(status: string | undefined, at: Date | undefined, physicalId: string | undefined): ResourceRecord | undefined {
  return status && at ? { status, at: at.getTime(), physicalId: physicalId === '' ? undefined : physicalId } : undefined;
}

async function unlessSilent<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (understand(error).obstacle === 'permission') throw error;
    return undefined;
  }
}
