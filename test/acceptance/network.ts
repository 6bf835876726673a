import {
  AllocateAddressCommand,
  AllocateIpamPoolCidrCommand,
  CreateIpamCommand,
  CreateIpamPoolCommand,
  DescribeAddressesCommand,
  DescribeIpamPoolsCommand,
  GetIpamPoolAllocationsCommand,
  GetIpamPoolCidrsCommand,
  ProvisionIpamPoolCidrCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { REGION } from './cloud';

/** What others than the stack have and do in EC2, by its API. */
export interface TakenCidr {
  readonly poolId: string;
  readonly cidr: string;
  readonly allocationId: string;
}

/** An IPAM with a private pool of 10.0.0.0/8 that no stack owns. */
export async function createPool(ec2: EC2Client, locale = REGION): Promise<string> {
  const OperatingRegions = [...new Set([REGION, locale])].map((RegionName) => ({ RegionName }));
  const { Ipam } = await ec2.send(new CreateIpamCommand({ OperatingRegions }));
  const { IpamPool } = await ec2.send(
    new CreateIpamPoolCommand({ IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4', Locale: locale }),
  );
  const poolId = IpamPool?.IpamPoolId ?? '';
  await until(async () => {
    const { IpamPools } = await ec2.send(new DescribeIpamPoolsCommand({}));
    return IpamPools?.some(({ IpamPoolId, State }) => IpamPoolId === poolId && State === 'create-complete') ?? false;
  });
  await ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId: poolId, Cidr: '10.0.0.0/8' }));
  await until(async () => {
    const { IpamPoolCidrs } = await ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId: poolId }));
    return IpamPoolCidrs?.some(({ State }) => State === 'provisioned') ?? false;
  });
  return poolId;
}

export async function takeCidr(ec2: EC2Client, poolId: string, wanted: { Cidr: string } | { NetmaskLength: number }): Promise<TakenCidr> {
  const { IpamPoolAllocation } = await ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId: poolId, ...wanted }));
  return { poolId, cidr: IpamPoolAllocation?.Cidr ?? '', allocationId: IpamPoolAllocation?.IpamPoolAllocationId ?? '' };
}

/** The allocation id of a new Elastic IP. */
export async function takeAddress(ec2: EC2Client): Promise<string> {
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  return AllocationId ?? '';
}

/** The ids of the allocations that EC2 lists for the pool. */
export async function allocationsOf(ec2: EC2Client, poolId: string): Promise<string[]> {
  const { IpamPoolAllocations = [] } = await ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId: poolId }));
  return IpamPoolAllocations.map(({ IpamPoolAllocationId }) => IpamPoolAllocationId ?? '').sort();
}

/** The allocation ids of the Elastic IPs that EC2 lists. */
export async function addresses(ec2: EC2Client): Promise<string[]> {
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  return Addresses.map(({ AllocationId }) => AllocationId ?? '').sort();
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
