import { GetFunctionCommand, GetFunctionConfigurationCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT } from '../../../sandbox/principal';
import { roles } from '../../../sandbox/services/iam/roles';
import { REGION, startCloud, type Cloud } from './cloud';

let cloud: Cloud;
let lambda: LambdaClient;

beforeEach(async () => {
  cloud = await startCloud();
  lambda = new LambdaClient({ ...cloud.sandbox.clientConfig, region: REGION });
  cloud.deploy('exports.handler = async (event) => { console.log("hi"); if (event.bad) throw new Error("bad"); return { got: event } }');
});

afterEach(() => cloud.sandbox.stop());

const invoke = (input: object) => lambda.send(new InvokeCommand({ FunctionName: 'f', ...input }));

describe('Lambda’s API', () => {
  it('answers with the function’s result, and with the end of its log when asked', async () => {
    const answer = await invoke({ Payload: '{"a":1}', LogType: 'Tail' });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('{"got":{"a":1}}');
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toMatch(/^INIT_START[^]*\thi\n[^]*REPORT/);
  });

  it('answers with the function’s error', async () => {
    const answer = await invoke({ Payload: '{"bad":true}' });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorType: 'Error', errorMessage: 'bad' });
  });

  it('queues an event, and does nothing in a dry run', async () => {
    await expect(invoke({ InvocationType: 'DryRun' })).resolves.toMatchObject({ StatusCode: 204 });
    expect(cloud.functions.invocations).toEqual([]);
    await expect(invoke({ InvocationType: 'Event', Payload: '{"a":1}' })).resolves.toMatchObject({ StatusCode: 202 });
    await expect(cloud.ended(1)).resolves.toMatchObject([{ event: { a: 1 } }]);
  });

  it('describes functions, by name or ARN', async () => {
    const { arn } = cloud.functions.get('f');
    await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn }))).resolves.toMatchObject({ FunctionName: 'f', Runtime: 'nodejs22.x' });
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))).resolves.toMatchObject({ Configuration: { FunctionArn: arn, State: 'Active' } });
    await expect(lambda.send(new ListFunctionsCommand())).resolves.toMatchObject({ Functions: [{ FunctionName: 'f' }] });
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'g' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses whoever may not invoke the function', async () => {
    const { arn } = roles(cloud.sandbox.world, ACCOUNT).create({
      roleName: 'Nobody',
      assumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT } } },
    });
    const { Credentials } = await new STSClient({ ...cloud.sandbox.clientConfig, region: REGION }).send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 's1' }));
    const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '' };
    const nobody = new LambdaClient({ ...cloud.sandbox.clientConfig, region: REGION, credentials });
    await expect(nobody.send(new InvokeCommand({ FunctionName: 'f' }))).rejects.toThrow('because no identity-based policy allows the lambda:InvokeFunction action');
  });
});

describe('a new function', () => {
  const creating = (change: object) => () => {
    const { roleArn } = cloud.functions.get('f');
    cloud.functions.create({ FunctionName: 'g', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: roleArn, Code: { ZipFile: '' }, ...change });
  };

  it.each([
    ['a runtime other than Node.js', { Runtime: 'python3.13' }, 'the sandbox runs Node.js functions only: got runtime python3.13'],
    ['a time-out over 15 minutes', { Timeout: 901 }, 'Member must have value between 1 and 900'],
    ['too little memory', { MemorySize: 64 }, 'Member must have value between 128 and 10240'],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'Reserved keys used in this request: AWS_REGION'],
    ['a role that is not there', { Role: 'arn:aws:iam::111122223333:role/None' }, 'The role defined for the function cannot be assumed by Lambda.'],
    ['code that was not published', { Code: { S3Bucket: 'nowhere', S3Key: 'k' } }, 'Error occurred while GetObject. S3 Error Code: NoSuchBucket.'],
  ])('may not have %s', (_name, change, message) => {
    expect(creating(change)).toThrow(message);
  });

  it('may not have the name of another', () => {
    expect(creating({ FunctionName: 'f' })).toThrow('Function already exist: f');
  });
});
