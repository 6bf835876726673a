import type { ResourceType } from '../handlers/resource-type';

/** AWS::CDK::Metadata: what the CDK says of itself. It has no effect. */
export const cdkMetadata: ResourceType = {
  replacedBy: [],
  create: (_properties, { world }) => Promise.resolve({ physicalId: world.random.uuid(), attributes: {} }),
  update: (_properties, _old, state) => Promise.resolve(state),
  delete: () => Promise.resolve(),
};
