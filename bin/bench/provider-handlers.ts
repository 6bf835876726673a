/** What one writes for the Provider framework: one function begins the release, the other is asked until it is done. */
import {
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  EC2Client,
  paginateGetIpamPoolAllocations,
  ReleaseAddressCommand,
  ReleaseIpamPoolAllocationCommand,
} from '@aws-sdk/client-ec2';

const ec2 = new EC2Client({});

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: {
    readonly PoolId: string;
    readonly Allocations: readonly { readonly cidr: string; readonly allocationId: string }[];
    readonly AddressIds: readonly string[];
  };
}

export async function onEvent({ RequestType, ResourceProperties: { PoolId, Allocations, AddressIds } }: Event): Promise<void> {
  if (RequestType !== 'Delete') return;
  for (const { cidr, allocationId } of Allocations) {
    await ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId: PoolId, Cidr: cidr, IpamPoolAllocationId: allocationId }));
  }
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [...AddressIds] }] }));
  for (const { AllocationId, AssociationId } of Addresses) {
    if (AssociationId !== undefined) await ec2.send(new DisassociateAddressCommand({ AssociationId }));
    await ec2.send(new ReleaseAddressCommand({ AllocationId }));
  }
}

export async function isComplete({ RequestType, ResourceProperties: { PoolId, Allocations, AddressIds } }: Event): Promise<{ IsComplete: boolean }> {
  if (RequestType !== 'Delete') return { IsComplete: true };
  const left = new Set<string | undefined>();
  for await (const { IpamPoolAllocations = [] } of paginateGetIpamPoolAllocations({ client: ec2 }, { IpamPoolId: PoolId })) {
    for (const { IpamPoolAllocationId } of IpamPoolAllocations) left.add(IpamPoolAllocationId);
  }
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [...AddressIds] }] }));
  return { IsComplete: Addresses.length === 0 && !Allocations.some(({ allocationId }) => left.has(allocationId)) };
}
