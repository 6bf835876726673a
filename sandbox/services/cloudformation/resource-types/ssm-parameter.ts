import { parameters } from '../../ssm/parameters';
import type { Properties, ResourceContext, ResourceState } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

const TYPES = new Set(['String', 'StringList']);

/** AWS::SSM::Parameter: `Ref` is its name. */
export const ssmParameter = serviceResourceType('Ssm', {
  replacedBy: ['Name'],

  create: async (properties, context) => {
    const name = (properties.Name as string | undefined) ?? `CFN-${context.logicalId}-${context.world.random.hex(12)}`;
    return Promise.resolve(put(name, properties, context, false));
  },

  update: async (properties, _old, { physicalId }, context) => Promise.resolve(put(physicalId, properties, context, true)),

  delete: async ({ physicalId }, _properties, { world, account, region }) => {
    const store = parameters(world, account, region);
    if (store.find(physicalId)) store.delete(physicalId);
    return Promise.resolve();
  },
});

function put(name: string, properties: Properties, { world, account, region }: ResourceContext, overwrite: boolean): ResourceState {
  const [type, value] = [String(properties.Type), String(properties.Value)];
  if (!TYPES.has(type)) throw new Error(`Model validation failed (#/Type: ${type} is not a valid enum value)`);
  const description = properties.Description as string | undefined;
  parameters(world, account, region).put({ name, type, value, description, overwrite });
  return { physicalId: name, attributes: { Type: type, Value: value } };
}
