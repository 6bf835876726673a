import { callEc2, ec2ResourceType, ifFound, number, text } from '../handlers/ec2-calls';

/** AWS::EC2::IPAMAllocation: `Ref` gives `poolId|allocationId|cidr`. Its deletion releases the allocation. */
export const ec2IpamAllocation = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    const IpamPoolId = String(properties.IpamPoolId);
    const { IpamPoolAllocation: made } = await callEc2(context, 'AllocateIpamPoolCidr', {
      IpamPoolId,
      Cidr: text(properties.Cidr),
      NetmaskLength: number(properties.NetmaskLength),
      Description: text(properties.Description),
    });
    const { IpamPoolAllocationId = '', Cidr = '' } = made ?? {};
    return { physicalId: `${IpamPoolId}|${IpamPoolAllocationId}|${Cidr}`, attributes: { IpamPoolAllocationId } };
  },

  async delete({ physicalId }, _properties, context) {
    const [IpamPoolId, IpamPoolAllocationId, Cidr] = physicalId.split('|');
    await ifFound(callEc2(context, 'ReleaseIpamPoolAllocation', { IpamPoolId, IpamPoolAllocationId, Cidr }));
  },
});
