import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../../lambda/world';
import { asFailure } from '../cli/failure';
import type { Client, Recording } from './recording';

/** Whom to ask, and as whom. */
export interface Reach {
  readonly profile?: string;
  readonly endpointUrl?: string;
  /** How many times faster than the machine's the endpoint's time runs. */
  readonly timeScale?: number;
}

/** What reaches AWS, or what stands for it. */
export interface Connection {
  readonly clock: Clock;
  /** What every client of the SDK is made with. */
  readonly settings: object;
  /** The environment in which the CDK CLI reaches the same place; undefined where it can't. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A Region of the account. */
export interface Place {
  readonly region: string;
  readonly ec2: EC2Client;
  readonly cloudFormation: CloudFormationClient;
  readonly logs: CloudWatchLogsClient;
}

export function connectionOf({ profile, endpointUrl, timeScale = 1 }: Reach): Connection {
  return {
    clock: { now: () => Date.now() * timeScale, sleep: (milliseconds) => sleep(milliseconds / timeScale) },
    settings: {
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
      maxAttempts: 5,
      ...(profile === undefined ? {} : { profile }),
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    },
    environment: {
      ...process.env,
      ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
      ...(endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl, AWS_ENDPOINT_URL_S3: endpointUrl }),
    },
  };
}

/** The clients of a Region; with a recording, what they ask and are answered is kept in it. Once interrupted they ask nothing more. */
export function placeIn(region: string, { settings, clock }: Connection, recording?: Recording, interrupted?: AbortSignal): Place {
  const place = {
    region,
    ec2: new EC2Client({ ...settings, region }),
    cloudFormation: new CloudFormationClient({ ...settings, region }),
    logs: new CloudWatchLogsClient({ ...settings, region }),
  };
  if (interrupted) for (const client of [place.ec2, place.cloudFormation, place.logs]) stopWith(client, interrupted);
  recording?.listenTo(place.ec2, 'EC2', region, clock);
  recording?.listenTo(place.cloudFormation, 'CloudFormation', region, clock);
  recording?.listenTo(place.logs, 'CloudWatchLogs', region, clock);
  return place;
}

/** A probe that goes on while its things are removed would make new ones. */
function stopWith(client: unknown, interrupted: AbortSignal): void {
  (client as Client).middlewareStack.add(
    (next) => async (args) => {
      interrupted.throwIfAborted();
      return next(args);
    },
    { step: 'initialize', name: 'stop' },
  );
}

export async function callerIn(region: string, { settings }: Connection): Promise<{ readonly account: string; readonly arn: string }> {
  const sts = new STSClient({ ...settings, region });
  const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw asFailure(error, `who calls in ${region}`);
  });
  return { account, arn };
}
