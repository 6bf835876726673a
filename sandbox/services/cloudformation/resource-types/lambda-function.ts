import { AwsError } from '../../../aws-error';
import type { LambdaFunction } from '../../lambda/function';
import type { FunctionInput } from '../../lambda/function-input';
import { functions } from '../../lambda/functions';
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

  delete: async ({ physicalId }, _properties, { world, account, region }) => {
    const all = functions(world, account, region);
    if (all.find(physicalId)) all.delete(physicalId);
    return Promise.resolve();
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
