import { callEc2, ec2ResourceType, ifFound, retag, tagSpecifications, text } from '../handlers/ec2-calls';

/** AWS::EC2::NetworkInterface: `Ref` gives its id. */
export const ec2NetworkInterface = ec2ResourceType({
  replacedBy: ['PrivateIpAddress', 'SubnetId'],

  async create(properties, context) {
    const { NetworkInterface: created } = await callEc2(context, 'CreateNetworkInterface', {
      SubnetId: text(properties.SubnetId),
      Description: text(properties.Description),
      PrivateIpAddress: text(properties.PrivateIpAddress),
      Groups: properties.GroupSet as string[] | undefined,
      TagSpecifications: tagSpecifications('network-interface', properties, context),
    });
    const { NetworkInterfaceId: id = '', PrivateIpAddress, VpcId } = created ?? {};
    return { physicalId: id, attributes: { Id: id, PrimaryPrivateIpAddress: PrivateIpAddress, VpcId } };
  },

  async update(properties, old, state, context) {
    await retag(state.physicalId, properties, old, context);
    return state;
  },

  async delete({ physicalId }, _properties, context) {
    await ifFound(callEc2(context, 'DeleteNetworkInterface', { NetworkInterfaceId: physicalId }));
  },
});
