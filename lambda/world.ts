import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Location } from './item';

/**
 * Everything the handler takes from outside: time, AWS and the log. A test hands in its own, and an hour takes a millisecond.
 */
export interface World {
  readonly clock: Clock;
  /** The function's own Region, which is the stack's. */
  readonly region: string;
  /** EC2 in a Region, as the role to assume or as the function's own. */
  readonly ec2: (at: Location) => EC2Client;
  /** CloudFormation in the stack's Region. */
  readonly cloudFormation: CloudFormationClient;
  /** CloudWatch Logs, where the function's own log is. */
  readonly logs: CloudWatchLogsClient;
  /** Sends the body to the URL and gives the HTTP status of the answer. The URL is a credential: no error may name it. */
  readonly put: (url: string, body: Uint8Array) => Promise<number>;
  /** One structured record of the log. */
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
