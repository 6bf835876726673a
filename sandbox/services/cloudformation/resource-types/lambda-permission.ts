import { functions } from '../../lambda/functions';
import { generatedName } from '../handlers/generated-name';
import { serviceResourceType } from '../handlers/service-resource-type';

/** AWS::Lambda::Permission: who else may invoke a function. Nothing else of the sandbox invokes any, so it has no effect. */
export const lambdaPermission = serviceResourceType('Lambda', {
  replacedBy: 'all',
  create: async (properties, context) => {
    functions(context.world, context.account, context.region).get(String(properties.FunctionName));
    const physicalId = generatedName(context, 100);
    return Promise.resolve({ physicalId, attributes: { Id: physicalId } });
  },
  delete: () => Promise.resolve(),
});
