import {
  AllocateAddressCommand,
  AllocateIpamPoolCidrCommand,
  CreateIpamCommand,
  CreateIpamPoolCommand,
  CreateNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeIpamPoolsCommand,
  GetIpamPoolAllocationsCommand,
  GetIpamPoolCidrsCommand,
  ProvisionIpamPoolCidrCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { createSubnet } from '../../bin/network-team';
import { REGION } from './cloud';

/** What others than the stack have and do in EC2, by its API. */
export interface TakenCidr {
  readonly poolId: string;
  readonly cidr: string;
  readonly allocationId: string;
}

export interface PoolOptions {
  /** @default the stack's Region */
  readonly locale?: string;
  /** A pool of Amazon-provided public addresses. @default false */
  readonly isPublic?: boolean;
  /** A CIDR that its owner brought (BYOIP), of a public pool. @default - addresses of Amazon's */
  readonly brought?: string;
}

/** An IPAM with a pool that no stack owns: of 10.0.0.0/8, or of public addresses. */
export async function createPool(ec2: EC2Client, { locale = REGION, isPublic = false, brought }: PoolOptions = {}): Promise<string> {
  const home = await ec2.config.region();
  const OperatingRegions = [...new Set([home, locale])].map((RegionName) => ({ RegionName }));
  const { Ipam } = await ec2.send(new CreateIpamCommand({ OperatingRegions }));
  const kind = isPublic
    ? ({ IpamScopeId: Ipam?.PublicDefaultScopeId, PublicIpSource: brought === undefined ? 'amazon' : 'byoip', AwsService: 'ec2' } as const)
    : { IpamScopeId: Ipam?.PrivateDefaultScopeId };
  const { IpamPool } = await ec2.send(new CreateIpamPoolCommand({ ...kind, AddressFamily: 'ipv4', Locale: locale }));
  const poolId = IpamPool?.IpamPoolId ?? '';
  await until(async () => {
    const { IpamPools } = await ec2.send(new DescribeIpamPoolsCommand({}));
    return IpamPools?.some(({ IpamPoolId, State }) => IpamPoolId === poolId && State === 'create-complete') ?? false;
  });
  const Cidr = brought ?? (isPublic ? undefined : '10.0.0.0/8');
  await ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId: poolId, ...(Cidr === undefined ? { NetmaskLength: 29 } : { Cidr }) }));
  await until(async () => {
    const { IpamPoolCidrs } = await ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId: poolId }));
    return IpamPoolCidrs?.some(({ State }) => State === 'provisioned') ?? false;
  });
  return poolId;
}

/** A pool that takes this CIDR from another one, or nothing yet, in the Region of both. Gives its id. */
export async function createPoolBelow(ec2: EC2Client, poolId: string, Cidr?: string): Promise<string> {
  const { IpamPools } = await ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: [poolId] }));
  const IpamScopeId = IpamPools?.[0]?.IpamScopeArn?.split('/').at(-1);
  const { IpamPool } = await ec2.send(new CreateIpamPoolCommand({ IpamScopeId, SourceIpamPoolId: poolId, AddressFamily: 'ipv4', Locale: REGION }));
  const IpamPoolId = IpamPool?.IpamPoolId ?? '';
  if (Cidr !== undefined) await ec2.send(new ProvisionIpamPoolCidrCommand({ IpamPoolId, Cidr }));
  return IpamPoolId;
}

export async function takeCidr(
  ec2: EC2Client,
  poolId: string,
  wanted: { Cidr: string } | { NetmaskLength: number },
  tags: Readonly<Record<string, string>> = {},
): Promise<TakenCidr> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const TagSpecifications = Tags.length > 0 ? [{ ResourceType: 'ipam-pool-allocation' as never, Tags }] : undefined;
  const { IpamPoolAllocation } = await ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId: poolId, ...wanted, TagSpecifications }));
  return { poolId, cidr: IpamPoolAllocation?.Cidr ?? '', allocationId: IpamPoolAllocation?.IpamPoolAllocationId ?? '' };
}

/** A network interface in a VPC of its own, which has an internet gateway. */
export async function createInterface(ec2: EC2Client): Promise<string> {
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: await createSubnet(ec2) }));
  return NetworkInterface?.NetworkInterfaceId ?? '';
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
