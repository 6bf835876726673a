import { ec2ResourceType, number, text } from '../handlers/ec2-calls';
import { deprovision, provision } from '../handlers/ipam-pool-cidrs';
import { isPoolDeleted } from '../handlers/missing-pool';

/** AWS::EC2::IPAMPoolCidr: `Ref` gives `poolId|cidrId`. Its deletion deprovisions the CIDR, and releases nothing. A33 */
export const ec2IpamPoolCidr = ec2ResourceType({
  replacedBy: 'all',

  async create(properties, context) {
    const poolId = String(properties.IpamPoolId);
    const cidr = { Cidr: text(properties.Cidr), NetmaskLength: number(properties.NetmaskLength) };
    const provisioned = await provision(poolId, cidr, context, (id) => {
      context.identified(`${poolId}|${id}`);
    });
    const { IpamPoolCidrId = '', State } = provisioned;
    return { physicalId: `${poolId}|${IpamPoolCidrId}`, attributes: { IpamPoolCidrId, State } };
  },

  async delete({ physicalId }, _properties, context) {
    const [poolId = '', cidrId = ''] = physicalId.split('|');
    if (await isPoolDeleted(poolId, context)) return;
    await deprovision(poolId, [cidrId], context);
  },
});
