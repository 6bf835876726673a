import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Logger } from '@smithy/types';
import { placeKey, type Location } from '../../lambda/item';
import type { Clock, World } from '../../lambda/world';
import type { Conventions } from './conventions';
import { asFailure, Failure } from './failure';

/** Whom a command asks, and as whom: the SDK's own chain of credentials, or a profile of it. */
export type Access = Pick<Conventions, 'profile' | 'region' | 'endpointUrl'> & {
  /** Instead of the chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** AWS as a command sees it. */
export interface Aws {
  readonly region: string;
  readonly account: string;
  /** ARN of who calls. */
  readonly caller: string;
  readonly ec2: (region: string) => EC2Client;
  readonly cloudFormation: (region: string) => CloudFormationClient;
  /** What the handler's engine takes from outside. */
  readonly world: (options: WorldOptions) => World;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly log: World['log'];
  /** Whether the SDK asks again when it is refused. The release has a pace of its own. */
  readonly retries: boolean;
}

export const SYSTEM_CLOCK: Clock = { now: () => Date.now(), sleep: (milliseconds) => sleep(milliseconds) };

/** Called with each call to AWS once it is answered, in words without what was sent. */
export type CallListener = (call: string) => void;

/** The SDK has no time-outs of its own. */
const REQUESTS = { requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true } };
const MOST_ATTEMPTS = 5;

export async function connect({ profile, region: named, endpointUrl, credentials }: Access, onCall?: CallListener): Promise<Aws> {
  const settings = {
    ...REQUESTS,
    maxAttempts: MOST_ATTEMPTS,
    ...(profile === undefined ? {} : { profile }),
    ...(named === undefined ? {} : { region: named }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(onCall === undefined ? {} : { logger: loggerFor(onCall) }),
  };
  const sts = new STSClient(settings);
  const region = await regionOf(sts);
  const { Account: account = '', Arn: caller = '' } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw asFailure(error, `who calls in ${region}`);
  });
  const clients = new Map<string, EC2Client>();
  const ec2In = (at: string, retries: boolean): EC2Client => {
    const key = `${at} ${retries}`;
    const client = clients.get(key) ?? new EC2Client({ ...settings, region: at, ...(retries ? {} : { maxAttempts: 1 }) });
    clients.set(key, client);
    return client;
  };
  const stackClients = new Map<string, CloudFormationClient>();
  const cloudFormation = (at: string): CloudFormationClient => {
    const client = stackClients.get(at) ?? new CloudFormationClient({ ...settings, region: at });
    stackClients.set(at, client);
    return client;
  };
  const logs = new CloudWatchLogsClient({ ...settings, region });
  return {
    region,
    account,
    caller,
    ec2: (at) => ec2In(at, true),
    cloudFormation,
    world: ({ clock, log, retries }) => ({
      clock,
      region,
      log,
      cloudFormation: cloudFormation(region),
      logs,
      ec2: (at) => ec2In(ownPlace(at), retries),
      // Nobody waits for an answer.
      put: () => Promise.reject(new Error('a command answers nobody')),
    }),
  };
}

/** A role that a function assumes need not trust whoever runs a command. */
function ownPlace(at: Location): string {
  if (at.roleArn !== undefined) throw new Failure(`${placeKey(at)} is another account's`, 'run the command with a --profile of that account');
  return at.region;
}

/** What the SDK's own logger is told of a call. */
interface LoggedCall {
  readonly clientName?: string;
  readonly commandName?: string;
  readonly error?: { readonly name?: string };
}

function loggerFor(onCall: CallListener): Logger {
  const tell = (outcome: string) => (entry: unknown) => {
    const { clientName, commandName, error } = (entry ?? {}) as LoggedCall;
    if (commandName !== undefined) onCall(`${clientName?.replace(/Client$/, '') ?? ''} ${commandName.replace(/Command$/, '')} ${error?.name ?? outcome}`);
  };
  const nothing = () => undefined;
  return { trace: nothing, debug: nothing, info: tell('answered'), warn: nothing, error: tell('failed') };
}

async function regionOf(client: STSClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    throw new Failure('no Region is named', 'give --region, or set AWS_REGION or a region in the profile', { cause: error });
  }
}
