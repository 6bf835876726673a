import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateIpamCommand, CreateNatGatewayCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client, GetIpamAddressHistoryCommand } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { Sandbox } from '../../sandbox/sandbox';
import { roles } from '../../sandbox/services/iam/roles';
import { functions } from '../../sandbox/services/lambda/functions';
import { logGroups } from '../../sandbox/services/logs/log-groups';
import { KIND } from '../../sandbox/unkindness';

const region = 'us-east-1';
const HOUR = 3_600_000;

let sandbox: Sandbox;
let began: number;

/** An hour is four seconds; when the tests begin, some minutes have passed in the sandbox. */
beforeAll(async () => {
  began = Date.now();
  sandbox = await Sandbox.start({ timeScale: 900, unkindness: KIND });
  await sandbox.world.clock.sleep(10 * 60_000);
});

afterAll(() => sandbox.stop());

function deploy(FunctionName: string, ZipFile: string): void {
  const { arn: Role } = roles(sandbox.world, ACCOUNT).create({
    roleName: FunctionName,
    assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } },
    policies: [{ policyName: 'p', policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
  });
  functions(sandbox.world, ACCOUNT, region).create({ FunctionName, Runtime: 'nodejs22.x', Handler: 'index.handler', Role, Code: { ZipFile }, Timeout: 900 });
}

/** What a client with such a configuration, and with such a clock, is told of what it makes. */
async function timesOf(config: object, now: () => number): Promise<Record<string, Date | number | string | undefined>> {
  const name = `a${Math.random().toString(36).slice(2)}`;
  const ssm = new SSMClient(config);
  await ssm.send(new PutParameterCommand({ Name: name, Type: 'String', Value: '1' }));
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const object = { Bucket: `cdk-hnb659fds-assets-${ACCOUNT}-${region}`, Key: name };
  await s3.send(new PutObjectCommand({ ...object, Body: 'x' }));
  const logs = new CloudWatchLogsClient(config);
  const stream = { logGroupName: name, logStreamName: 's' };
  await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  await logs.send(new CreateLogStreamCommand(stream));
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ message: 'm', timestamp: Math.floor(now()) }] }));
  const ec2 = new EC2Client(config);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/24' }));
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId: Subnet?.SubnetId, ConnectivityType: 'private' }));
  deploy(name, '');
  const lambda = (await new LambdaClient(config).send(new ListFunctionsCommand())).Functions?.find(({ FunctionName }) => FunctionName === name);
  const stack = (await new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }))).Stacks?.[0];
  const filtered = (await logs.send(new FilterLogEventsCommand({ logGroupName: name }))).events?.[0];
  const got = (await logs.send(new GetLogEventsCommand(stream))).events?.[0];
  return {
    'an XML answer': NatGateway?.CreateTime,
    'a stack': stack?.CreationTime,
    'a JSON answer': (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.LastModifiedDate,
    'a bucket': (await s3.send(new ListBucketsCommand())).Buckets?.find(({ Name }) => Name === object.Bucket)?.CreationDate,
    'a list of objects': (await s3.send(new ListObjectsV2Command({ Bucket: object.Bucket, Prefix: name }))).Contents?.[0]?.LastModified,
    'an object': (await s3.send(new GetObjectCommand(object))).LastModified,
    "an object's head": (await s3.send(new HeadObjectCommand(object))).LastModified,
    'a function': lambda?.LastModified?.replace('+0000', 'Z'),
    'a log group': (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }))).logGroups?.[0]?.creationTime,
    'a log stream': (await logs.send(new DescribeLogStreamsCommand({ logGroupName: name }))).logStreams?.[0]?.creationTime,
    'a log event': filtered?.timestamp,
    "a log event's arrival": filtered?.ingestionTime,
    'a log event of a stream': got?.timestamp,
  };
}

const outside = () => ({ ...sandbox.clientConfig, region });

/** As a function has it: with what Lambda gave its role. */
function inside(): object {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(sandbox.world, { ...administrator(), isInside: true }, HOUR);
  return { endpoint: sandbox.url, region, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}

async function assumed(config: object): Promise<{ config: object; expiration: number }> {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role-${ACCOUNT}-${region}`;
  const { Credentials } = await new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 's' }));
  const credentials = { accessKeyId: Credentials?.AccessKeyId, secretAccessKey: Credentials?.SecretAccessKey, sessionToken: Credentials?.SessionToken };
  return { config: { ...config, credentials }, expiration: Number(Credentials?.Expiration) };
}

test.each(['its own credentials', 'a role that it has assumed'])('a client outside with %s is told times of its own clock', async (what) => {
  const config = what === 'its own credentials' ? outside() : (await assumed(outside())).config;
  for (const [told, time] of Object.entries(await timesOf(config, Date.now))) {
    // HTTP's dates are in whole seconds.
    expect({ told, isThen: Number(new Date(time ?? Number.NaN)) >= began - 1000 && Number(new Date(time ?? Number.NaN)) <= Date.now() }).toEqual({ told, isThen: true });
  }
});

test.each(['its own credentials', 'a role that it has assumed'])("a function with %s is told times of the sandbox's clock", async (what) => {
  const config = what === 'its own credentials' ? inside() : (await assumed(inside())).config;
  const { clock } = sandbox.world;
  for (const [told, time] of Object.entries(await timesOf(config, () => clock.now()))) {
    expect({ told, isThen: Number(new Date(time ?? Number.NaN)) >= began + 10 * 60_000 && Number(new Date(time ?? Number.NaN)) <= clock.now() }).toEqual({ told, isThen: true });
  }
});

test('what Lambda gives a function are the credentials of one that lives in the sandbox', async () => {
  deploy(
    'reader',
    `const { CreateLogGroupCommand, CloudWatchLogsClient, DescribeLogGroupsCommand } = require('@aws-sdk/client-cloudwatch-logs');
    exports.handler = async () => {
      const client = new CloudWatchLogsClient();
      const before = Date.now();
      await client.send(new CreateLogGroupCommand({ logGroupName: 'read' }));
      const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'read' }));
      return { before, created: logGroups[0].creationTime, after: Date.now() };
    };`,
  );
  const { Payload } = await new LambdaClient(outside()).send(new InvokeCommand({ FunctionName: 'reader' }));
  const { before, created, after } = JSON.parse(Payload?.transformToString() ?? '') as Record<'before' | 'created' | 'after', number>;
  expect(created).toBeGreaterThanOrEqual(before);
  expect(created).toBeLessThanOrEqual(after);
});

test("an hour of a role's credentials is an hour of whoever assumes it", async () => {
  const ofClient = (await assumed(outside())).expiration - Date.now();
  expect(ofClient).toBeGreaterThan(HOUR - 60_000);
  expect(ofClient).toBeLessThanOrEqual(HOUR);
  const before = sandbox.world.clock.now();
  const ofFunction = (await assumed(inside())).expiration;
  expect(ofFunction).toBeGreaterThanOrEqual(Math.floor(before) + HOUR);
  expect(ofFunction).toBeLessThanOrEqual(sandbox.world.clock.now() + HOUR);
});

test('who asks for the log from a time on means a time of its own clock', async () => {
  const logs = new CloudWatchLogsClient(outside());
  const stream = { logGroupName: 'since', logStreamName: 's' };
  await logs.send(new CreateLogGroupCommand(stream));
  await logs.send(new CreateLogStreamCommand(stream));
  logGroups(sandbox.world, ACCOUNT, region).append('since', 's', ['early']);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const startTime = Date.now();
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ message: 'late', timestamp: Date.now() }] }));
  const { events: filtered } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'since', startTime, endTime: Date.now() }));
  expect(filtered).toMatchObject([{ message: 'late' }]);
  const { events: got } = await logs.send(new GetLogEventsCommand({ ...stream, startTime, startFromHead: true }));
  expect(got).toMatchObject([{ message: 'late' }]);
});

test("a time in a call to EC2 is one of the caller's clock", async () => {
  const ec2 = new EC2Client(outside());
  const { Ipam } = await ec2.send(new CreateIpamCommand({}));
  await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
  const discovered = new Date();
  const history = async (EndTime: Date) =>
    (await ec2.send(new GetIpamAddressHistoryCommand({ IpamScopeId: Ipam?.PrivateDefaultScopeId, Cidr: '10.1.0.0/16', StartTime: new Date(began), EndTime }))).HistoryRecords;
  expect(await history(new Date(began + 1))).toEqual([]);
  const [record] = (await history(new Date(discovered.getTime() + 1))) ?? [];
  expect(Number(record?.SampledStartTime)).toBeLessThanOrEqual(discovered.getTime());
});
