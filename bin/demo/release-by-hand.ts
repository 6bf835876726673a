import {
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
  ReleaseIpamPoolAllocationCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Taken } from '../network-team';

/** What people do without AddressRelease. Gives what they released. */
export async function releaseByHand(ec2: EC2Client, poolId: string, taken: Taken): Promise<string[]> {
  for (const { cidr, allocationId } of taken.ipamAllocations) {
    await ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId: poolId, Cidr: cidr, IpamPoolAllocationId: allocationId }));
  }
  for (const { allocationId } of taken.elasticIps) {
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [allocationId] }));
    const associationId = Addresses?.[0]?.AssociationId;
    if (associationId !== undefined) await ec2.send(new DisassociateAddressCommand({ AssociationId: associationId }));
    await ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId }));
  }
  return [...taken.ipamAllocations.map(({ cidr }) => cidr), ...taken.elasticIps.map(({ publicIp }) => publicIp)];
}
