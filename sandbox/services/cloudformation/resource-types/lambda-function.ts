import { AwsError } from '../../../aws-error';
import type { LambdaFunction } from '../../lambda/function';
import type { FunctionInput } from '../../lambda/function-input';
import { functions } from '../../lambda/functions';
import { ec2State } from '../../ec2/state';
import { interfacesFor } from '../../lambda/network-interfaces';
import { pollUntil } from '../handlers/ec2-calls';
import { generatedName } from '../handlers/generated-name';
import type { Properties, ResourceState } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

/** AWS::Lambda::Function: `Ref` is its name. */
export const lambdaFunction = serviceResourceType('Lambda', {
  replacedBy: ['FunctionName', 'PackageType'],

  create: async (properties, context) => {
    const name = properties.FunctionName as string | undefined;
    const input = read(properties, name ?? generatedName(context, 64));
    return Promise.resolve(stateOf(functions(context.world, context.account, context.region).create(input)));
  },

  update: async (properties, _old, { physicalId }, { world, account, region }) =>
    Promise.resolve(stateOf(functions(world, account, region).update(read(properties, physicalId)))),

  // It waits for interfaces that no other function shares, for as long as it may: VPC, subnets and security groups are deleted after it.
  delete: async ({ physicalId }, _properties, context) => {
    const { world } = context;
    const all = functions(world, context.account, context.region);
    const lambda = all.find(physicalId);
    if (!lambda) return;
    all.delete(physicalId);
    const { vpcConfig } = lambda;
    if (!vpcConfig) return;
    const shared = new Set(all.all().flatMap((one) => (one.vpcConfig ? interfacesFor(world, one.vpcConfig).map(({ id }) => id) : [])));
    const own = interfacesFor(world, vpcConfig).filter(({ id }) => !shared.has(id));
    if (own.length === 0) return;
    // Its words: aws-cloudformation/cloudformation-coverage-roadmap#392.
    context.say('CloudFormation is waiting for NetworkInterfaces associated with the Lambda Function to be cleaned up.');
    await pollUntil(context, async () => Promise.resolve(own.some(({ id }) => ec2State(world).networkInterfaces.get(id)) ? undefined : true));
  },
});

/** Numbers may be strings in a template. */
function read(properties: Properties, FunctionName: string): FunctionInput {
  const { Code, Role } = properties as unknown as FunctionInput;
  if ('ImageUri' in (Code as object)) {
    throw new AwsError('InvalidParameterValueException', "the sandbox's Lambda runs code from ZIP files only: got ImageUri, use S3Bucket and S3Key, or ZipFile");
  }
  const number = (name: string) => (properties[name] === undefined ? undefined : Number(properties[name]));
  return {
    ...(properties as unknown as FunctionInput),
    FunctionName,
    Code,
    Role,
    Timeout: number('Timeout'),
    MemorySize: number('MemorySize'),
    ReservedConcurrentExecutions: number('ReservedConcurrentExecutions'),
  };
}

function stateOf({ name, arn }: LambdaFunction): ResourceState {
  return { physicalId: name, attributes: { Arn: arn } };
}
