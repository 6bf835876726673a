import { DescribeStackEventsCommand, DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { createHandler } from '../../lambda/handler';
import type { World } from '../../lambda/world';
import { VirtualClock } from '../lambda/virtual-clock';

export const RESPONSE_URL = 'https://responses.s3.amazonaws.com/key?X-Amz-Signature=secret';

/** The Delete event of a stack that is really being deleted. */
export const DELETE = {
  RequestType: 'Delete',
  ResponseURL: RESPONSE_URL,
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/51af3dc0-da77-11e4-872e-1234567db123',
  RequestId: 'e2cf7c5c-0a3d-4b9f-8b6d-1e2f3a4b5c6d',
  ResourceType: 'Custom::AddressRelease',
  LogicalResourceId: 'AddressRelease',
  PhysicalResourceId: 'AddressRelease-51af3dc0-da77-11e4-872e-1234567db123',
};

/** What came of one event. */
export interface Handled {
  readonly answers: readonly CloudFormationCustomResourceResponse[];
  /** The size of the largest answer. */
  readonly bytes: number;
  readonly ec2Calls: number;
  readonly cloudFormationCalls: number;
  /** Every line of the log, and the error the function ended with. */
  readonly said: string;
  readonly error: unknown;
}

/** A stack that was created, and is being deleted now. */
function answerTo(command: unknown, clock: VirtualClock): object {
  if (command instanceof DescribeStacksCommand) return { Stacks: [{ StackStatus: 'DELETE_IN_PROGRESS' }] };
  if (command instanceof DescribeStackEventsCommand) {
    const stack = { ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: DELETE.StackId };
    return { StackEvents: ['DELETE_IN_PROGRESS', 'CREATE_COMPLETE'].map((ResourceStatus) => ({ ...stack, ResourceStatus })) };
  }
  return { StackResourceDetail: { ResourceStatus: 'DELETE_IN_PROGRESS', LastUpdatedTimestamp: new Date(clock.now()) } };
}

/** Hands an event to the real handler, in a world where its stack is being deleted and EC2 must not be asked. */
export async function handle(event: unknown): Promise<Handled> {
  const clock = new VirtualClock();
  const bodies: Uint8Array[] = [];
  const log: unknown[] = [];
  const calls = { ec2: 0, cloudFormation: 0 };
  const send = (command: unknown) => {
    calls.cloudFormation += 1;
    return Promise.resolve(answerTo(command, clock));
  };
  const world: World = {
    clock,
    region: 'us-east-1',
    ec2: () => {
      calls.ec2 += 1;
      throw new Error('EC2 must not be asked');
    },
    cloudFormation: { send } as unknown as CloudFormationClient,
    logs: { send: () => Promise.reject(new Error('no log')) } as unknown as CloudWatchLogsClient,
    put: (url, body) => {
      bodies.push(body);
      return url === RESPONSE_URL ? Promise.resolve(200) : Promise.reject(new TypeError(`Failed to parse URL from ${url}`));
    },
    log: (...record) => log.push(record),
  };
  const context = { getRemainingTimeInMillis: () => 900_000, functionName: 'function', logGroupName: 'log-group' };
  const error: unknown = await createHandler(world)(event, context).catch((reason: unknown) => reason);
  return {
    answers: bodies.map((body) => JSON.parse(Buffer.from(body).toString('utf8')) as CloudFormationCustomResourceResponse),
    bytes: Math.max(0, ...bodies.map(({ byteLength }) => byteLength)),
    ec2Calls: calls.ec2,
    cloudFormationCalls: calls.cloudFormation,
    said: `${JSON.stringify(log)} ${error instanceof Error ? (error.stack ?? '') : ''}`,
    error,
  };
}
