import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { createHandler } from './handler';

const region = process.env.AWS_REGION ?? '';

/** The SDK has no time-outs of its own: a call that hangs would cost the invocation. */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

const clients = new Map<string, EC2Client>();

/** A refused call is repeated by the next pass, at a pace that knows of the others; not by the SDK. */
function ec2(inRegion: string): EC2Client {
  const client = clients.get(inRegion) ?? new EC2Client({ region: inRegion, requestHandler, maxAttempts: 1 });
  clients.set(inRegion, client);
  return client;
}

/** The entry point of the Lambda function. */
export const handler = createHandler({
  clock: { now: () => Date.now(), sleep: (milliseconds) => sleep(milliseconds) },
  region,
  ec2,
  cloudFormation: new CloudFormationClient({ region, requestHandler, maxAttempts: 1 }),
  put: async (url, body) => {
    // Bytes, not a string: fetch would give a string a content type, which the URL's signature does not allow.
    const { status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(15_000) });
    return status;
  },
  log: (message, fields) => {
    process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), message, ...fields })}\n`);
  },
});
