import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { Deployment } from '../cloudformation/deployment';
import type { Observations } from './observations';

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } } },
};
const Code = { ZipFile: 'exports.handler = async () => 1' };
const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'known', Handler: 'index.handler', Runtime: 'nodejs22.x', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code } };

/** The smaller services, which are asked for what is there and for what is not. */
export async function liveThroughServices(deployment: Deployment, seen: Observations): Promise<void> {
  const config = { ...deployment.sandbox.clientConfig, region: 'us-east-1' };
  await deployment.create({ Role: ROLE, Function: FUNCTION }, { StackName: 'functions', Capabilities: ['CAPABILITY_IAM'] });
  const functions = new lambda.LambdaClient(config);
  await seen.see('a function', () => functions.send(new lambda.GetFunctionCommand({ FunctionName: 'known' })), ({ Configuration }) => Configuration);
  await seen.see('a function without reserved concurrency', () => functions.send(new lambda.GetFunctionCommand({ FunctionName: 'known' })));
  await seen.see('a function that is not there', () => functions.send(new lambda.GetFunctionCommand({ FunctionName: 'doesnotexist' })));
  await seen.see('invoking a function that is not there', () => functions.send(new lambda.InvokeCommand({ FunctionName: 'doesnotexist' })));

  const parameters = new ssm.SSMClient(config);
  await seen.see('putting a parameter', () => parameters.send(new ssm.PutParameterCommand({ Name: 'plain', Value: 'test', Type: 'String' })));
  await seen.see('a parameter', () => parameters.send(new ssm.GetParameterCommand({ Name: 'plain' })), ({ Parameter }) => Parameter);
  await seen.see('parameters of which all are there', () => parameters.send(new ssm.GetParametersCommand({ Names: ['plain'] })));
  await seen.see('a parameter that is not there', () => parameters.send(new ssm.GetParameterCommand({ Name: 'none' })));
  await seen.see('deleting a parameter that is not there', () => parameters.send(new ssm.DeleteParameterCommand({ Name: 'none' })));

  const logsClient = new logs.CloudWatchLogsClient(config);
  const group = { logGroupName: 'ours' };
  const stream = { ...group, logStreamName: 'one' };
  await logsClient.send(new logs.CreateLogGroupCommand(group));
  await seen.see('a log group', () => logsClient.send(new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: 'ours' })), ({ logGroups }) => logGroups?.[0]);
  await seen.see('creating a log group again', () => logsClient.send(new logs.CreateLogGroupCommand(group)));
  await logsClient.send(new logs.CreateLogStreamCommand(stream));
  await seen.see('a log stream', () => logsClient.send(new logs.DescribeLogStreamsCommand(group)), ({ logStreams }) => logStreams?.[0]);
  await seen.see('creating a log stream again', () => logsClient.send(new logs.CreateLogStreamCommand(stream)));
  const none = { logGroupName: 'none', logStreamName: 'one' };
  const events = { logEvents: [{ timestamp: Date.now(), message: 'a' }] };
  await seen.see('writing into a log stream that is not there', () => logsClient.send(new logs.PutLogEventsCommand({ ...group, logStreamName: 'none', ...events })));
  await seen.see('reading a log group that is not there', () => logsClient.send(new logs.GetLogEventsCommand(none)));
  await seen.see('reading a log stream that is not there', () => logsClient.send(new logs.GetLogEventsCommand({ ...group, logStreamName: 'none' })));
  const unordered = [{ timestamp: Date.now(), message: 'b' }, { timestamp: Date.now() - 1000, message: 'a' }];
  await seen.see('writing into a log in the wrong order', () => logsClient.send(new logs.PutLogEventsCommand({ ...stream, logEvents: unordered })));

  const tokens = new sts.STSClient(config);
  const RoleArn = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-lookup-role-111122223333-us-east-1';
  await seen.see('assuming a role', () => tokens.send(new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })));
  await seen.see('assuming what is no role', () => tokens.send(new sts.AssumeRoleCommand({ RoleArn: 'nothing-valid-in-here-at-all', RoleSessionName: 'session' })));
  await seen.see('assuming a role under a name of other letters', () => tokens.send(new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'Session1:2' })));
  await liveThroughBuckets(new s3.S3Client({ ...config, forcePathStyle: true }), seen);
}

async function liveThroughBuckets(client: s3.S3Client, seen: Observations): Promise<void> {
  const send = client.send.bind(client);
  const object = { Bucket: 'ours', Key: 'key' };
  await seen.see('creating a bucket', () => send(new s3.CreateBucketCommand({ Bucket: 'ours' })));
  await seen.see('a bucket', () => send(new s3.HeadBucketCommand({ Bucket: 'ours' })));
  await seen.see('a bucket that is not there', () => send(new s3.ListObjectsV2Command({ Bucket: 'none' })));
  await seen.see('an object that is not there', () => send(new s3.GetObjectCommand(object)));
  await seen.see('putting an object', () => send(new s3.PutObjectCommand({ ...object, Body: 'test' })));
  await seen.see('an object', () => send(new s3.GetObjectCommand(object)));
  await seen.see('an upload in parts', () => send(new s3.CreateMultipartUploadCommand(object)));
  await seen.see('completing an upload that is not there', () => send(new s3.CompleteMultipartUploadCommand({ ...object, UploadId: 'none', MultipartUpload: { Parts: [{ PartNumber: 1, ETag: 'a' }] } })));
}
