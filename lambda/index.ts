import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { createHandler } from './handler';
import { placeKey, type Location } from './item';
import { whole } from './list-of';

const region = process.env.AWS_REGION ?? '';

/**
 * The SDK has no time-outs of its own: a call that hangs would cost the invocation. A refused call is repeated by the next pass,
 * at a pace that knows of the others; not by the SDK.
 */
const settings = { requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true }, maxAttempts: 1 };

const clients = new Map<string, EC2Client>();

function ec2(at: Location): EC2Client {
  const key = placeKey(at);
  let client = clients.get(key);
  if (!client) {
    const credentials = at.roleArn === undefined ? {} : { credentials: assuming(at.roleArn) };
    client = new EC2Client({ region: at.region, ...settings, ...credentials });
    clients.set(key, client);
  }
  return client;
}

/** The role's temporary credentials; the SDK asks again before they expire. */
function assuming(roleArn: string): AwsCredentialIdentityProvider {
  const sts = new STSClient({ region, ...settings });
  return async (): Promise<AwsCredentialIdentity> => {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'cdk-address-release' }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = whole(Credentials, 'Credentials', 'AccessKeyId', 'SecretAccessKey');
    return { accessKeyId, secretAccessKey, sessionToken: SessionToken, expiration: Expiration };
  };
}

/** The entry point of the Lambda function. */
export const handler = createHandler({
  clock: { now: () => Date.now(), sleep: (milliseconds) => sleep(milliseconds) },
  region,
  ec2,
  cloudFormation: new CloudFormationClient({ region, ...settings }),
  logs: new CloudWatchLogsClient({ region, ...settings }),
  put: async (url, body) => {
    // Bytes, not a string: fetch would give a string a content type, which the URL's signature does not allow.
    const { status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(15_000) });
    return status;
  },
  log: (message, fields) => {
    process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), message, ...fields })}\n`);
  },
});
