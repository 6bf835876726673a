import { callEc2, ec2ResourceType, ifFound, text } from '../handlers/ec2-calls';

/** AWS::EC2::EIPAssociation: `Ref` gives the association's id. */
export const ec2EipAssociation = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    const { AssociationId = '' } = await callEc2(context, 'AssociateAddress', {
      AllocationId: text(properties.AllocationId),
      PublicIp: text(properties.EIP),
      InstanceId: text(properties.InstanceId),
      NetworkInterfaceId: text(properties.NetworkInterfaceId),
      PrivateIpAddress: text(properties.PrivateIpAddress),
    });
    return { physicalId: AssociationId, attributes: { Id: AssociationId } };
  },

  async delete({ physicalId }, _properties, context) {
    await ifFound(callEc2(context, 'DisassociateAddress', { AssociationId: physicalId }));
  },
});
