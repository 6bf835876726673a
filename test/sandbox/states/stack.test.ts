import { ACCOUNT } from '../../../sandbox/principal';
import { stateMachines } from '../../../sandbox/services/states/state-machines';
import { Deployment, FUNCTION_ARN, REGION } from '../cloudformation/deployment';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

const definition = (state: string) => JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Task', Resource: FUNCTION_ARN, End: true } } });

const resources = (properties: object) => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } } },
  },
  Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties } },
});

const options = { Capabilities: ['CAPABILITY_IAM' as const], template: { Outputs: { Arn: { Value: { Ref: 'Machine' } }, Name: { Value: { 'Fn::GetAtt': ['Machine', 'Name'] } } } } };

describe('a stack’s state machine', () => {
  it('is created, changed in place and deleted', async () => {
    const all = stateMachines(deployment.sandbox.world, ACCOUNT, REGION);
    const { Outputs } = await deployment.create(resources({ DefinitionString: definition('before') }), options);
    const [arn = '', name = ''] = Outputs?.map(({ OutputValue = '' }) => OutputValue) ?? [];
    expect(arn).toBe(`arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`);
    expect(all.get(arn).definition.StartAt).toBe('before');
    const updated = await deployment.update(resources({ DefinitionString: definition('after') }), options);
    expect(updated.Outputs?.[0]?.OutputValue).toBe(arn);
    expect(all.get(arn).definition.StartAt).toBe('after');
    await deployment.delete();
    expect(() => all.get(arn)).toThrow(`State Machine Does Not Exist: '${arn}'`);
  });

  it('is not created from what the sandbox does not read', async () => {
    const { StackStatus } = await deployment.create(resources({ Definition: {} }), options);
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    await expect(deployment.reason('Machine', 'CREATE_FAILED')).resolves.toContain("the sandbox's Step Functions reads the definition from DefinitionString only");
  });
});
