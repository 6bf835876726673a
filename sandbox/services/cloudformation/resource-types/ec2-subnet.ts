import { callEc2, ec2ResourceType, ifFound, number, pollUntil, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import { whileDependent } from '../handlers/while-dependent';

/** AWS::EC2::Subnet: `Ref` gives its id. */
export const ec2Subnet = ec2ResourceType({
  replacedBy: ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'VpcId'],

  async create(properties, context) {
    const { Subnet: created } = await callEc2(context, 'CreateSubnet', {
      VpcId: text(properties.VpcId),
      CidrBlock: text(properties.CidrBlock),
      Ipv6CidrBlock: text(properties.Ipv6CidrBlock),
      AvailabilityZone: text(properties.AvailabilityZone),
      Ipv4IpamPoolId: text(properties.Ipv4IpamPoolId),
      Ipv4NetmaskLength: number(properties.Ipv4NetmaskLength),
      TagSpecifications: tagSpecifications('subnet', properties, context),
    });
    const id = created?.SubnetId ?? '';
    context.identified(id);
    const subnet = await pollUntil(context, async () => {
      const found = await ifFound(callEc2(context, 'DescribeSubnets', { SubnetIds: [id] }));
      return found?.Subnets?.find(({ State }) => State === 'available');
    });
    const { AvailabilityZone, AvailabilityZoneId, CidrBlock, VpcId } = subnet;
    const Ipv6CidrBlocks = subnet.Ipv6CidrBlockAssociationSet?.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock) ?? [];
    return { physicalId: id, attributes: { SubnetId: id, AvailabilityZone, AvailabilityZoneId, CidrBlock, VpcId, Ipv6CidrBlocks } };
  },

  // MapPublicIpOnLaunch and the like have no effect in the sandbox.
  async update(properties, old, state, context) {
    await retag(state.physicalId, properties, old, context);
    return state;
  },

  async delete({ physicalId }, _properties, context) {
    await whileDependent(context, () => ifFound(callEc2(context, 'DeleteSubnet', { SubnetId: physicalId })));
  },
});
