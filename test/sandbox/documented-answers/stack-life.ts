import * as cfn from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

export interface StackClients {
  readonly cloudFormation: cfn.CloudFormationClient;
  readonly lambda: lambda.LambdaClient;
  readonly logs: logs.CloudWatchLogsClient;
  readonly s3: s3.S3Client;
  readonly ssm: ssm.SSMClient;
  readonly sts: sts.STSClient;
}

const StackName = 'documented';

function template(description: string): string {
  const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'What the manual shows',
    Parameters: { Stage: { Type: 'String', Default: 'test', Description: 'Where it is' } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } } },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Metadata: { a: 'b' },
        Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Role, Description: description, ReservedConcurrentExecutions: 1, Code: { ZipFile: 'exports.handler = async () => 1' } },
      },
    },
    Outputs: { Role: { Value: Role, Description: 'Of the function', Export: { Name: 'documented-role' } } },
  });
}

const IMPORTING = JSON.stringify({
  Resources: { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { 'Fn::ImportValue': 'documented-role' } } } },
});

const FAILING = JSON.stringify({ Resources: { Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc-00000000', CidrBlock: '10.0.0.0/24' } } } });

/** A stack with a function: created, looked at from every side, changed by a change set, used by another stack. */
export async function liveThroughStacks(clients: StackClients): Promise<void> {
  const send = clients.cloudFormation.send.bind(clients.cloudFormation);
  const Capabilities: cfn.Capability[] = ['CAPABILITY_IAM'];
  const settled = { client: clients.cloudFormation, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 60 };
  await send(new cfn.ValidateTemplateCommand({ TemplateBody: template('first') }));
  await send(new cfn.CreateStackCommand({ StackName, TemplateBody: template('first'), Capabilities, Tags: [{ Key: 'a', Value: 'b' }] }));
  await cfn.waitUntilStackCreateComplete(settled, { StackName });
  await send(new cfn.CreateStackCommand({ StackName: 'importing', TemplateBody: IMPORTING }));
  await cfn.waitUntilStackCreateComplete(settled, { StackName: 'importing' });
  await send(new cfn.SetStackPolicyCommand({ StackName, StackPolicyBody: '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}' }));
  await send(new cfn.GetStackPolicyCommand({ StackName }));
  await send(new cfn.UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }));
  const { Id } = await send(new cfn.CreateChangeSetCommand({ StackName, ChangeSetName: 'changes', TemplateBody: template('second'), Capabilities, Description: 'another description' }));
  await cfn.waitUntilChangeSetCreateComplete(settled, { ChangeSetName: Id });
  await send(new cfn.DescribeChangeSetCommand({ ChangeSetName: Id }));
  await send(new cfn.ListChangeSetsCommand({ StackName }));
  await send(new cfn.DescribeStackEventsCommand({ StackName }));
  await send(new cfn.DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Function' }));
  await send(new cfn.DescribeStackResourcesCommand({ StackName }));
  await send(new cfn.ListStackResourcesCommand({ StackName }));
  await send(new cfn.GetTemplateCommand({ StackName }));
  await send(new cfn.GetTemplateSummaryCommand({ StackName }));
  await send(new cfn.ListExportsCommand({}));
  await send(new cfn.ListImportsCommand({ ExportName: 'documented-role' }));
  const same = { StackName, ChangeSetName: 'none', TemplateBody: template('first'), Capabilities };
  await send(new cfn.CreateChangeSetCommand(same));
  await expect(cfn.waitUntilChangeSetCreateComplete(settled, same)).rejects.toThrow('FAILED');
  await send(new cfn.DescribeChangeSetCommand(same));
  await send(new cfn.CreateStackCommand({ StackName: 'failing', TemplateBody: FAILING, OnFailure: 'DO_NOTHING' }));
  await expect(cfn.waitUntilStackCreateComplete(settled, { StackName: 'failing' })).rejects.toThrow('CREATE_FAILED');
  await send(new cfn.DescribeStacksCommand({}));
  await send(new cfn.ListStacksCommand({}));
  await liveThroughFunctions(clients);
}

async function liveThroughFunctions(clients: StackClients): Promise<void> {
  const { Functions } = await clients.lambda.send(new lambda.ListFunctionsCommand({}));
  const FunctionName = Functions?.[0]?.FunctionName;
  await clients.lambda.send(new lambda.GetFunctionCommand({ FunctionName }));
  await clients.lambda.send(new lambda.GetFunctionConfigurationCommand({ FunctionName }));
  await clients.lambda.send(new lambda.InvokeCommand({ FunctionName }));
}

/** A log group, a parameter and a bucket, and who asks. */
export async function liveThroughSmallerServices({ logs: logsClient, ssm: ssmClient, sts: stsClient, s3: s3Client }: StackClients): Promise<void> {
  const group = { logGroupName: 'documented' };
  const stream = { ...group, logStreamName: 'one' };
  await logsClient.send(new logs.CreateLogGroupCommand(group));
  await logsClient.send(new logs.PutRetentionPolicyCommand({ ...group, retentionInDays: 7 }));
  await logsClient.send(new logs.CreateLogStreamCommand(stream));
  await logsClient.send(new logs.PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: 'a line' }] }));
  await logsClient.send(new logs.DescribeLogGroupsCommand({}));
  await logsClient.send(new logs.DescribeLogStreamsCommand(group));
  await logsClient.send(new logs.GetLogEventsCommand(stream));

  await ssmClient.send(new ssm.PutParameterCommand({ Name: 'documented', Value: 'a', Type: 'String' }));
  await ssmClient.send(new ssm.GetParameterCommand({ Name: 'documented:1' }));
  await ssmClient.send(new ssm.GetParametersCommand({ Names: ['documented:1', 'another'] }));

  await stsClient.send(new sts.GetCallerIdentityCommand({}));

  const Bucket = 'documented';
  const object = { Bucket, Key: 'one' };
  await s3Client.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3Client.send(new s3.GetBucketEncryptionCommand({ Bucket }));
  await s3Client.send(new s3.GetBucketLocationCommand({ Bucket }));
  await s3Client.send(new s3.PutObjectCommand({ ...object, Body: 'text', ContentType: 'text/plain', Metadata: { a: 'b' } }));
  await s3Client.send(new s3.HeadObjectCommand(object));
  await s3Client.send(new s3.ListObjectsV2Command({ Bucket }));
  await s3Client.send(new s3.DeleteObjectCommand(object));
  await s3Client.send(new s3.PutObjectCommand({ ...object, Body: 'text' }));
  await s3Client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'one' }] } }));
  const { UploadId } = await s3Client.send(new s3.CreateMultipartUploadCommand(object));
  const { ETag } = await s3Client.send(new s3.UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'text' }));
  await s3Client.send(new s3.CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } }));
}
