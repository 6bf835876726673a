import { serviceFailure } from './handler-failure';
import type { ResourceContext, ResourceType } from './resource-type';

/** A resource type of one service: what the service answers to its handlers is put into CloudFormation's words. */
export function serviceResourceType(service: string, type: ResourceType): ResourceType {
  const { create, update, delete: remove } = type;
  return {
    ...type,
    create: (properties, context) => inWords(service, context, () => create(properties, context)),
    update: update && ((properties, old, state, context) => inWords(service, context, () => update(properties, old, state, context))),
    delete: (state, properties, context) => inWords(service, context, () => remove(state, properties, context)),
  };
}

async function inWords<T>(service: string, context: ResourceContext, handler: () => Promise<T>): Promise<T> {
  try {
    return await handler();
  } catch (error) {
    throw serviceFailure(error, service, context);
  }
}
