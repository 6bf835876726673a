import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { ACCOUNT } from '../../../sandbox/principal';
import { generatedName } from '../../../sandbox/services/cloudformation/handlers/generated-name';
import { roles } from '../../../sandbox/services/iam/roles';
import { parameters } from '../../../sandbox/services/ssm/parameters';
import { REGION, startCloud, type Cloud } from './cloud';

let cloud: Cloud;
let cloudFormation: CloudFormationClient;

beforeEach(async () => {
  cloud = await startCloud();
  cloudFormation = new CloudFormationClient({ ...cloud.sandbox.clientConfig, region: REGION });
});

afterEach(() => cloud.sandbox.stop());

const StackName = 'Functions';
const patience = () => ({ client: cloudFormation, maxWaitTime: 20, minDelay: 1, maxDelay: 1 });

const template = (source: string, retentionInDays: number, action: string) =>
  JSON.stringify({
    Resources: {
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: retentionInDays } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } },
          Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: { Effect: 'Allow', Action: action, Resource: { 'Fn::GetAtt': ['Logs', 'Arn'] } } } }],
        },
      },
      More: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'More', PolicyDocument: { Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } }, Roles: [{ Ref: 'Role' }] },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        DependsOn: 'More',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: '30',
          Code: { ZipFile: source },
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          LoggingConfig: { LogGroup: { Ref: 'Logs' } },
        },
      },
      NoRetries: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 } },
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] }, Action: 'lambda:InvokeFunction', Principal: ACCOUNT } },
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/function', Type: 'String', Value: { Ref: 'Function' } } },
    },
    Outputs: { Function: { Value: { Ref: 'Function' } }, Role: { Value: { Ref: 'Role' } }, Logs: { Value: { Ref: 'Logs' } } },
  });

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

describe('a stack with a function', () => {
  it('makes it run with its role and its log group, changes them, and leaves nothing', async () => {
    const world = cloud.sandbox.world;
    const Capabilities = ['CAPABILITY_IAM' as const];
    await cloudFormation.send(new CreateStackCommand({ StackName, Capabilities, TemplateBody: template('exports.handler = async () => 1', 7, 'logs:*') }));
    await waitUntilStackCreateComplete(patience(), { StackName });
    const { Function: functionName = '', Role: roleName = '', Logs: logGroup = '' } = await outputs();
    expect(functionName).toMatch(/^Functions-Function-[0-9A-Za-z]{12}$/);
    expect(parameters(world, ACCOUNT, REGION).get('/function').value).toBe(functionName);
    expect(roles(world, ACCOUNT).policiesOf(roleName)).toHaveLength(2);
    await expect(cloud.functions.invoke(functionName, {})).resolves.toMatchObject({ outcome: { result: '1' } });
    expect(cloud.logs.events(logGroup)).not.toEqual([]);

    const changed = template('exports.handler = async () => { throw new Error("no") }', 14, 'logs:PutLogEvents');
    await cloudFormation.send(new UpdateStackCommand({ StackName, Capabilities, TemplateBody: changed }));
    await waitUntilStackUpdateComplete(patience(), { StackName });
    await expect(outputs()).resolves.toEqual({ Function: functionName, Role: roleName, Logs: logGroup });
    expect(cloud.logs.get(logGroup).retentionInDays).toBe(14);
    const before = cloud.logs.events(logGroup).length;
    cloud.functions.invokeAsynchronously(functionName, {});
    await cloud.ended(2);
    await world.clock.sleep(200_000);
    expect(cloud.functions.invocations.map(({ outcome }) => outcome?.kind)).toEqual(['succeeded', 'error']);
    // The role may no longer create the stream of a new environment.
    expect(cloud.logs.events(logGroup)).toHaveLength(before);

    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(patience(), { StackName });
    expect(cloud.functions.all()).toEqual([]);
    expect(roles(world, ACCOUNT).all()).toEqual([]);
    expect(cloud.logs.find(logGroup)).toBeUndefined();
    expect(parameters(world, ACCOUNT, REGION).find('/function')).toBeUndefined();
  });

  it('says in CloudFormation’s words why a service refused', async () => {
    const Function = {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: `arn:aws:iam::${ACCOUNT}:role/None`, Code: { ZipFile: '' } },
    };
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Function } }), OnFailure: 'DO_NOTHING' }));
    await expect(waitUntilStackCreateComplete(patience(), { StackName })).rejects.toThrow();
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(
      expect.stringMatching(/^Resource handler returned message: "The role defined for the function cannot be assumed by Lambda. \(Service: Lambda, Status Code: 400, Request ID: .*HandlerErrorCode: InvalidRequest\)$/),
    );
  });
});

describe('a name that the template does not give', () => {
  it('has the stack’s name and the logical id in it, cut to what the service takes', () => {
    const name = (stackName: string, logicalId: string) => generatedName({ stackName, logicalId, world: cloud.sandbox.world }, 64);
    expect(name('Stack', 'Function')).toMatch(/^Stack-Function-\w{12}$/);
    const long = name('S'.repeat(100), 'F'.repeat(100));
    expect(long).toMatch(/^S+-F+-\w{12}$/);
    expect(long.length).toBeLessThanOrEqual(64);
  });
});
