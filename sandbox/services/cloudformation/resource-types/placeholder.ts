import type { ResourceType } from '../resource-type';

/** Stands for a resource that the sandbox does not model: it is created and deleted, and says what it is. */
export const placeholder: ResourceType = {
  replacedBy: [],
  create(_properties, { say, resourceType, stackName, logicalId, world }) {
    say(`placeholder: the sandbox does not model ${resourceType}`);
    const physicalId = `${stackName}-${logicalId}-${world.random.hex(12).toUpperCase()}`;
    return Promise.resolve({ physicalId, attributes: {} });
  },
  update: (_properties, _old, state) => Promise.resolve(state),
  delete: () => Promise.resolve(),
  attribute: (name, { physicalId }) => (name === 'Arn' ? `arn:aws:placeholder:::${physicalId}` : `${physicalId}.${name}`),
};
