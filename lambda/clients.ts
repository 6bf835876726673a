import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { withErrorBody } from './error-body';
import { placeKey, type Location } from './item';
import { whole } from './list-of';
import type { World } from './world';

/** What all clients have in common. */
type Settings = Pick<
  EC2ClientConfig,
  'credentials' | 'defaultsMode' | 'endpoint' | 'maxAttempts' | 'requestHandler' | 'retryMode' | 'useDualstackEndpoint' | 'useFipsEndpoint' | 'userAgentAppId'
>;

/** The SDK's clients in the function's Region, and those of EC2 wherever something is listed. */
export function clientsIn(region: string, settings: Settings): Pick<World, 'ec2' | 'cloudFormation' | 'logs'> {
  const clients = new Map<string, EC2Client>();

  function ec2(at: Location): EC2Client {
    const key = placeKey(at);
    let client = clients.get(key);
    if (!client) {
      const credentials = at.roleArn === undefined ? {} : { credentials: assuming(at.roleArn) };
      client = withErrorBody(new EC2Client({ ...settings, region: at.region, ...credentials }));
      clients.set(key, client);
    }
    return client;
  }

  /** The role's temporary credentials; the SDK asks again before they expire. */
  function assuming(roleArn: string): () => Promise<AwsCredentialIdentity> {
    const sts = withErrorBody(new STSClient({ ...settings, region }));
    return async () => {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'cdk-address-release' }));
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = whole(Credentials, 'Credentials', 'AccessKeyId', 'SecretAccessKey');
      return { accessKeyId, secretAccessKey, sessionToken: SessionToken, expiration: Expiration };
    };
  }

  return {
    ec2,
    cloudFormation: withErrorBody(new CloudFormationClient({ ...settings, region })),
    logs: withErrorBody(new CloudWatchLogsClient({ ...settings, region })),
  };
}
