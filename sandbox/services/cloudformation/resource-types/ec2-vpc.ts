import type { Tenancy, Vpc } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, ifFound, number, pollUntil, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import type { ResourceContext } from '../handlers/resource-type';
import { whileDependent } from '../handlers/while-dependent';

/** AWS::EC2::VPC: `Ref` gives its id. */
export const ec2Vpc = ec2ResourceType({
  replacedBy: ['CidrBlock', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength'],

  async create(properties, context) {
    const { Vpc: created } = await callEc2(context, 'CreateVpc', {
      CidrBlock: text(properties.CidrBlock),
      Ipv4IpamPoolId: text(properties.Ipv4IpamPoolId),
      Ipv4NetmaskLength: number(properties.Ipv4NetmaskLength),
      InstanceTenancy: properties.InstanceTenancy as Tenancy | undefined,
      TagSpecifications: tagSpecifications('vpc', properties, context),
    });
    const id = created?.VpcId ?? '';
    context.identified(id);
    const vpc = await pollUntil(context, async () => {
      const found = await look(id, context);
      return found?.State === 'available' ? found : undefined;
    });
    const CidrBlockAssociations = vpc.CidrBlockAssociationSet?.map(({ AssociationId }) => AssociationId) ?? [];
    const Ipv6CidrBlocks = vpc.Ipv6CidrBlockAssociationSet?.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock) ?? [];
    return { physicalId: id, attributes: { VpcId: id, CidrBlock: vpc.CidrBlock, CidrBlockAssociations, Ipv6CidrBlocks } };
  },

  // EnableDnsHostnames and the like have no effect in the sandbox.
  async update(properties, old, state, context) {
    await retag(state.physicalId, properties, old, context);
    return state;
  },

  async delete({ physicalId }, _properties, context) {
    await whileDependent(context, () => ifFound(callEc2(context, 'DeleteVpc', { VpcId: physicalId })));
  },
});

async function look(id: string, context: ResourceContext): Promise<Vpc | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeVpcs', { VpcIds: [id] }));
  return found?.Vpcs?.[0];
}
