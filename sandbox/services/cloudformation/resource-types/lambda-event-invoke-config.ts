import type { EventInvokeConfig } from '../../lambda/function';
import { functions } from '../../lambda/functions';
import type { Properties, ResourceContext, ResourceState } from '../handlers/resource-type';
import { serviceResourceType } from '../handlers/service-resource-type';

/** AWS::Lambda::EventInvokeConfig: how asynchronous invocations that fail are retried. */
export const lambdaEventInvokeConfig = serviceResourceType('Lambda', {
  replacedBy: ['FunctionName', 'Qualifier'],

  create: async (properties, context) => Promise.resolve(configure(properties, context)),

  update: async (properties, _old, _state, context) => Promise.resolve(configure(properties, context)),

  delete: async (_state, properties, { world, account, region }) => {
    functions(world, account, region).configureEventInvoke(String(properties.FunctionName), undefined);
    return Promise.resolve();
  },
});

function configure(properties: Properties, { world, account, region }: ResourceContext): ResourceState {
  const functionName = String(properties.FunctionName);
  const config: EventInvokeConfig = {
    MaximumRetryAttempts: within(properties, 'MaximumRetryAttempts', 0, 2),
    MaximumEventAgeInSeconds: within(properties, 'MaximumEventAgeInSeconds', 60, 21_600),
  };
  functions(world, account, region).configureEventInvoke(functionName, config);
  const qualifier = (properties.Qualifier as string | undefined) ?? '$LATEST';
  return { physicalId: `${functionName}|${qualifier}`, attributes: {} };
}

function within(properties: Properties, name: string, min: number, max: number): number | undefined {
  if (properties[name] === undefined) return undefined;
  const value = Number(properties[name]);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`#/${name}: failed validation constraint: must be a whole number from ${min} to ${max}, got ${JSON.stringify(properties[name])}`);
  }
  return value;
}
