import { generatedName } from '../handlers/generated-name';
import type { ResourceType } from '../handlers/resource-type';

/** Stands for a resource that the sandbox does not model: it is created and deleted, and says what it is. */
export const placeholder: ResourceType = {
  replacedBy: [],
  create(_properties, context) {
    context.say(`placeholder: the sandbox does not model ${context.resourceType}`);
    return Promise.resolve({ physicalId: generatedName(context, 255), attributes: {} });
  },
  update: (_properties, _old, state) => Promise.resolve(state),
  delete: () => Promise.resolve(),
  attribute: (name, { physicalId }) => (name === 'Arn' ? `arn:aws:placeholder:::${physicalId}` : `${physicalId}.${name}`),
};
