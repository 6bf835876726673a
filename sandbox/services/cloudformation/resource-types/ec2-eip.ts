import type { Address } from '@aws-sdk/client-ec2';
import { callEc2, ec2ResourceType, ifFound, retag, tagSpecifications, text } from '../handlers/ec2-calls';
import type { ResourceContext } from '../handlers/resource-type';

/** AWS::EC2::EIP: `Ref` gives the public address. */
export const ec2Eip = ec2ResourceType({
  replacedBy: ['Address', 'Domain', 'IpamPoolId', 'NetworkBorderGroup', 'PublicIpv4Pool', 'TransferAddress'],

  async create(properties, context) {
    const { PublicIp = '', AllocationId } = await callEc2(context, 'AllocateAddress', {
      Domain: 'vpc',
      Address: text(properties.Address),
      IpamPoolId: text(properties.IpamPoolId),
      PublicIpv4Pool: text(properties.PublicIpv4Pool),
      NetworkBorderGroup: text(properties.NetworkBorderGroup),
      TagSpecifications: tagSpecifications('elastic-ip', properties, context),
    });
    context.identified(PublicIp);
    if (properties.InstanceId !== undefined) {
      await callEc2(context, 'AssociateAddress', { AllocationId, InstanceId: text(properties.InstanceId) });
    }
    return { physicalId: PublicIp, attributes: { AllocationId, PublicIp } };
  },

  async update(properties, old, state, context) {
    const AllocationId = String(state.attributes.AllocationId);
    await retag(AllocationId, properties, old, context);
    if (properties.InstanceId !== old.InstanceId) {
      await disassociate(await look(state.physicalId, context), context);
      if (properties.InstanceId !== undefined) {
        await callEc2(context, 'AssociateAddress', { AllocationId, InstanceId: text(properties.InstanceId) });
      }
    }
    return state;
  },

  // It does not wait until IPAM has noticed: the address lingers in its pool.
  async delete({ physicalId, attributes }, _properties, context) {
    const address = await look(physicalId, context);
    await disassociate(address, context);
    const AllocationId = text(attributes.AllocationId) ?? address?.AllocationId;
    if (AllocationId !== undefined) {
      await ifFound(callEc2(context, 'ReleaseAddress', { AllocationId, NetworkBorderGroup: address?.NetworkBorderGroup }));
    }
  },
});

async function look(publicIp: string, context: ResourceContext): Promise<Address | undefined> {
  const { Addresses } = await callEc2(context, 'DescribeAddresses', { Filters: [{ Name: 'public-ip', Values: [publicIp] }] });
  return Addresses?.[0];
}

async function disassociate(address: Address | undefined, context: ResourceContext): Promise<void> {
  if (address?.AssociationId === undefined) return;
  await ifFound(callEc2(context, 'DisassociateAddress', { AssociationId: address.AssociationId }));
}
