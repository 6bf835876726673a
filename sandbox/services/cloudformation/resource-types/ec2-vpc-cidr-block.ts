import { callEc2, ec2ResourceType, flag, ifFound, number, text } from '../handlers/ec2-calls';

/** AWS::EC2::VPCCidrBlock: `Ref` gives the association's id. */
export const ec2VpcCidrBlock = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    const { CidrBlockAssociation, Ipv6CidrBlockAssociation } = await callEc2(context, 'AssociateVpcCidrBlock', {
      VpcId: text(properties.VpcId),
      CidrBlock: text(properties.CidrBlock),
      Ipv4IpamPoolId: text(properties.Ipv4IpamPoolId),
      Ipv4NetmaskLength: number(properties.Ipv4NetmaskLength),
      AmazonProvidedIpv6CidrBlock: flag(properties.AmazonProvidedIpv6CidrBlock),
      Ipv6CidrBlock: text(properties.Ipv6CidrBlock),
      Ipv6IpamPoolId: text(properties.Ipv6IpamPoolId),
      Ipv6NetmaskLength: number(properties.Ipv6NetmaskLength),
    });
    const id = (CidrBlockAssociation ?? Ipv6CidrBlockAssociation)?.AssociationId ?? '';
    return { physicalId: id, attributes: { Id: id } };
  },

  async delete({ physicalId }, _properties, context) {
    await ifFound(callEc2(context, 'DisassociateVpcCidrBlock', { AssociationId: physicalId }));
  },
});
