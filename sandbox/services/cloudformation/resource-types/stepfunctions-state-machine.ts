import { AwsError } from '../../../aws-error';
import { stateMachines, type StateMachine, type StateMachineInput } from '../../states/state-machines';
import { generatedName } from '../handlers/generated-name';
import type { Properties, ResourceState } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

/** AWS::StepFunctions::StateMachine: `Ref` is its ARN. Its executions write no log. */
export const stepFunctionsStateMachine = serviceResourceType('SFN', {
  replacedBy: ['StateMachineName', 'StateMachineType'],

  create: async (properties, context) => {
    const name = (properties.StateMachineName as string | undefined) ?? generatedName(context, 80);
    return Promise.resolve(stateOf(stateMachines(context.world, context.account, context.region).create({ name, ...read(properties) })));
  },

  update: async (properties, _old, { physicalId }, { world, account, region }) =>
    Promise.resolve(stateOf(stateMachines(world, account, region).update(physicalId, read(properties)))),

  delete: async ({ physicalId }, _properties, { world, account, region }) => {
    stateMachines(world, account, region).delete(physicalId);
    return Promise.resolve();
  },
});

function read({ DefinitionString, RoleArn }: Properties): Omit<StateMachineInput, 'name'> {
  if (typeof DefinitionString !== 'string') throw new AwsError('InvalidDefinition', "the sandbox's Step Functions reads the definition from DefinitionString only");
  return { definition: DefinitionString, roleArn: String(RoleArn) };
}

function stateOf({ arn, name }: StateMachine): ResourceState {
  return { physicalId: arn, attributes: { Arn: arn, Name: name } };
}
