import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { issueCredentials } from '../../../sandbox/credentials';
import { administrator } from '../../../sandbox/principal';
import { Deployment, REGION } from './deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

test('who has policies may ask only what they allow', async () => {
  const { StackId = '' } = await deployment.create({ Thing: { Type: 'AWS::Test::Thing' } });
  await deployment.create({ Thing: { Type: 'AWS::Test::Thing' } }, { StackName: 'other' });
  const limited = { ...administrator(), policies: () => [{ Statement: { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: StackId } as const }] };
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(deployment.sandbox.world, limited, 3_600_000);
  const cfn = new CloudFormationClient({ endpoint: deployment.sandbox.url, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  await expect(cfn.send(new DescribeStacksCommand({ StackName: StackId }))).resolves.toBeDefined();
  await expect(cfn.send(new DescribeStacksCommand({ StackName: 'other' }))).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('is not authorized to perform: cloudformation:DescribeStacks') as string });
  await expect(cfn.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  cfn.destroy();
});
