import type { Tenancy, Vpc } from '@aws-sdk/client-ec2';
import { formatCidr } from '../../ec2/cidr';
import { ec2State } from '../../ec2/state';
import { callEc2, ec2ResourceType, ifFound, number, pollUntil, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import type { ResourceContext, ResourceState } from '../handlers/resource-type';
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
    await pollUntil(context, async () => {
      const found = await look(id, context);
      return found?.State === 'available' ? found : undefined;
    });
    return { physicalId: id, attributes: attributesOf(id, context) };
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

/** As they are when they are asked for: an AWS::EC2::VPCCidrBlock gives the VPC a block after it was created. */
function attributesOf(id: string, { world }: ResourceContext): ResourceState['attributes'] {
  const blocks = (family: string) => (ec2State(world).vpcs.get(id)?.cidrs ?? []).filter(({ cidr }) => cidr.family === family);
  return {
    VpcId: id,
    DefaultNetworkAcl: id.replace('vpc-', 'acl-'),
    DefaultSecurityGroup: id.replace('vpc-', 'sg-'),
    get CidrBlock() {
      return blocks('ipv4').map(({ cidr }) => formatCidr(cidr))[0];
    },
    get CidrBlockAssociations() {
      return blocks('ipv4').map((association) => association.id);
    },
    get Ipv6CidrBlocks() {
      return blocks('ipv6').map(({ cidr }) => formatCidr(cidr));
    },
  };
}

async function look(id: string, context: ResourceContext): Promise<Vpc | undefined> {
  const found = await ifFound(callEc2(context, 'DescribeVpcs', { VpcIds: [id] }));
  return found?.Vpcs?.[0];
}
