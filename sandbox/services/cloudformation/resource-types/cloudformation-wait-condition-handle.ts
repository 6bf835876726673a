import type { ResourceType } from '../handlers/resource-type';

/** AWS::CloudFormation::WaitConditionHandle: `Ref` gives the URL to which a signal would be sent. */
export const cloudFormationWaitConditionHandle: ResourceType = {
  replacedBy: 'all',
  create: (_properties, { region, stackId, logicalId }) => {
    const key = encodeURIComponent(`${stackId}/${logicalId}`);
    return Promise.resolve({ physicalId: `https://cloudformation-waitcondition-${region}.s3.amazonaws.com/${key}`, attributes: {} });
  },
  delete: () => Promise.resolve(),
};
