import * as ec2 from '@aws-sdk/client-ec2';
import type { Observations } from './observations';

const REGION = 'us-east-1';
const tagged = (ResourceType: ec2.ResourceType): ec2.TagSpecification[] => [{ ResourceType, Tags: [{ Key: 'c7n-test', Value: 'unprotected' }] }];

/** Addresses, networks and what stands in their way, as people had them when somebody recorded the answers. */
export async function liveThroughNetworks(client: ec2.EC2Client, seen: Observations): Promise<void> {
  const send = client.send.bind(client);
  await seen.see('the Regions', () => send(new ec2.DescribeRegionsCommand({})), ({ Regions }) => Regions?.find(({ RegionName }) => RegionName === 'us-west-1'));
  await seen.see('a zone', () => send(new ec2.DescribeAvailabilityZonesCommand({ ZoneNames: ['us-east-1a'] })), ({ AvailabilityZones }) => AvailabilityZones?.[0]);
  await seen.see('a VPC just made', () => send(new ec2.CreateVpcCommand({ CidrBlock: '10.4.0.0/16' })), ({ Vpc }) => Vpc);
  await seen.see('a VPC just made with a tag', () => send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: tagged('vpc') })), ({ Vpc }) => Vpc);
  const { Vpcs } = await send(new ec2.DescribeVpcsCommand({ Filters: [{ Name: 'cidr', Values: ['10.4.0.0/16'] }] }));
  const VpcId = Vpcs?.[0]?.VpcId;
  await seen.see('a VPC', () => Promise.resolve(Vpcs?.[0]));
  await seen.see('a VPC that is not there', () => send(new ec2.DescribeVpcsCommand({ VpcIds: ['vpc-0a0a0a0a0a0a0a0a0'] })));
  await seen.see('a subnet just made', () => send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock: '10.4.1.0/24' })), ({ Subnet }) => Subnet);
  const { Subnets } = await send(new ec2.DescribeSubnetsCommand({}));
  const SubnetId = Subnets?.[0]?.SubnetId ?? '';
  await seen.see('a subnet', () => Promise.resolve(Subnets?.[0]));
  await liveThroughGateways(client, seen, VpcId ?? '');
  await liveThroughAddresses(client, seen, SubnetId);
  await liveThroughNatGateway(client, seen, SubnetId);

  const { NetworkInterface } = await send(new ec2.CreateNetworkInterfaceCommand({ SubnetId }));
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
  const ours = { NetworkInterfaceIds: [NetworkInterfaceId] };
  await seen.see('an interface of nobody', () => send(new ec2.DescribeNetworkInterfacesCommand(ours)), ({ NetworkInterfaces }) => NetworkInterfaces?.[0]);
  await seen.see('a subnet with an interface', () => send(new ec2.DescribeSubnetsCommand({ SubnetIds: [SubnetId] })), (answer) => answer.Subnets?.[0]);
  await seen.see('deleting a subnet with an interface', () => send(new ec2.DeleteSubnetCommand({ SubnetId })));
  await seen.see('deleting a VPC with a subnet', () => send(new ec2.DeleteVpcCommand({ VpcId })));
  await send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  await seen.see('an interface that is gone', () => send(new ec2.DescribeNetworkInterfacesCommand(ours)));
  await seen.see('deleting an interface that is gone', () => send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId })));
  await seen.see('deleting a subnet', () => send(new ec2.DeleteSubnetCommand({ SubnetId })));
  await seen.see('a subnet that is gone', () => send(new ec2.DescribeSubnetsCommand({ SubnetIds: [SubnetId] })));
  await seen.see('deleting a subnet that is gone', () => send(new ec2.DeleteSubnetCommand({ SubnetId })));
  await seen.see('tagging nothing', () => send(new ec2.CreateTagsCommand({ Resources: [], Tags: [{ Key: 'a', Value: 'b' }] })));
  await seen.see('the tags of the account', () => send(new ec2.DescribeTagsCommand({})), ({ Tags }) => Tags?.[0]);
}

async function liveThroughGateways(client: ec2.EC2Client, seen: Observations, VpcId: string): Promise<void> {
  const send = client.send.bind(client);
  const { InternetGateway } = await send(new ec2.CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
  const describe = () => send(new ec2.DescribeInternetGatewaysCommand({ InternetGatewayIds: [InternetGatewayId] }));
  await seen.see('an internet gateway of no VPC', describe, ({ InternetGateways }) => InternetGateways?.[0]);
  await send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  await seen.see('an internet gateway of a VPC', describe, ({ InternetGateways }) => InternetGateways?.[0]);
  await seen.see('deleting an internet gateway of a VPC', () => send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId })));
  const { InternetGateway: other } = await send(new ec2.CreateInternetGatewayCommand({}));
  await send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId: other?.InternetGatewayId }));
  await seen.see('an internet gateway that is gone', () => send(new ec2.DescribeInternetGatewaysCommand({ InternetGatewayIds: [other?.InternetGatewayId ?? ''] })));
}

async function liveThroughAddresses(client: ec2.EC2Client, seen: Observations, SubnetId: string): Promise<void> {
  const send = client.send.bind(client);
  await seen.see('allocating an address', () => send(new ec2.AllocateAddressCommand({ Domain: 'vpc' })));
  const { Addresses } = await send(new ec2.DescribeAddressesCommand({}));
  const AllocationId = Addresses?.[0]?.AllocationId ?? '';
  const described = () => send(new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId] }));
  const first = ({ Addresses: [address] = [] }: ec2.DescribeAddressesResult) => address;
  await seen.see('an address', described, first);
  const { AllocationId: taggedId = '' } = await send(new ec2.AllocateAddressCommand({ TagSpecifications: tagged('elastic-ip') }));
  await seen.see('an address with a tag', () => send(new ec2.DescribeAddressesCommand({ AllocationIds: [taggedId] })), first);

  const { NetworkInterface } = await send(new ec2.CreateNetworkInterfaceCommand({ SubnetId }));
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
  const { AssociationId } = await send(new ec2.AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
  await seen.see('an address of an interface', described, first);
  await seen.see('an interface with an address', () => send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [NetworkInterfaceId ?? ''] })), (answer) => answer.NetworkInterfaces?.[0]);
  await seen.see('releasing an address in use', () => send(new ec2.ReleaseAddressCommand({ AllocationId })));
  await seen.see('disassociating an address', () => send(new ec2.DisassociateAddressCommand({ AssociationId })));
  await seen.see('an address that was disassociated', described, first);
  await seen.see('disassociating an address again', () => send(new ec2.DisassociateAddressCommand({ AssociationId })));
  await seen.see('releasing an address', () => send(new ec2.ReleaseAddressCommand({ AllocationId })));
  await seen.see('an address that was released', described);
  await seen.see('releasing an address again', () => send(new ec2.ReleaseAddressCommand({ AllocationId })));
  await send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
}

async function liveThroughNatGateway(client: ec2.EC2Client, seen: Observations, SubnetId: string): Promise<void> {
  const send = client.send.bind(client);
  const { AllocationId } = await send(new ec2.AllocateAddressCommand({}));
  const { NatGateway } = await send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const NatGatewayId = NatGateway?.NatGatewayId ?? '';
  const describe = () => send(new ec2.DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }));
  while ((await describe()).NatGateways?.[0]?.State !== 'available') await new Promise((resolve) => setTimeout(resolve, 5));
  await seen.see('a NAT gateway', describe, ({ NatGateways }) => NatGateways?.[0]);
  await seen.see("a NAT gateway's interface", () => send(new ec2.DescribeNetworkInterfacesCommand({})), ({ NetworkInterfaces }) => NetworkInterfaces?.find(({ Description }) => Description?.includes('NAT')));
  await seen.see("a NAT gateway's address", () => send(new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ''] })), ({ Addresses }) => Addresses?.[0]);
  const { Addresses } = await send(new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ''] }));
  await seen.see("disassociating a NAT gateway's address", () => send(new ec2.DisassociateAddressCommand({ AssociationId: Addresses?.[0]?.AssociationId })));
  await seen.see("releasing a NAT gateway's address", () => send(new ec2.ReleaseAddressCommand({ AllocationId })));
  await send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
  const interfaces = async () => (await send(new ec2.DescribeNetworkInterfacesCommand({}))).NetworkInterfaces?.length;
  while ((await interfaces()) !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** An IPAM as Terraform's acceptance tests have it, and what is asked of it too early or too often. */
export async function liveThroughIpam(client: ec2.EC2Client, seen: Observations): Promise<void> {
  const send = client.send.bind(client);
  const { Ipam } = await send(new ec2.CreateIpamCommand({ OperatingRegions: [{ RegionName: REGION }] }));
  await seen.see('an IPAM', () => send(new ec2.DescribeIpamsCommand({})), ({ Ipams }) => Ipams?.[0]);
  const base = { IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4' } as const;
  const { IpamPool: plain } = await send(new ec2.CreateIpamPoolCommand(base));
  const describe = () => send(new ec2.DescribeIpamPoolsCommand({ IpamPoolIds: [plain?.IpamPoolId ?? ''] }));
  await seen.see('a pool', describe, ({ IpamPools }) => IpamPools?.[0]);
  await seen.see('modifying nothing of a pool', () => send(new ec2.ModifyIpamPoolCommand({ IpamPoolId: plain?.IpamPoolId })));
  await send(new ec2.ModifyIpamPoolCommand({ IpamPoolId: plain?.IpamPoolId, AutoImport: true, Description: 'test', AllocationMinNetmaskLength: 32, AllocationMaxNetmaskLength: 32, AllocationDefaultNetmaskLength: 32 }));
  await seen.see('a pool that was modified', describe, ({ IpamPools }) => IpamPools?.[0]);

  const { IpamPool } = await send(new ec2.CreateIpamPoolCommand({ ...base, Locale: REGION }));
  const IpamPoolId = IpamPool?.IpamPoolId;
  await send(new ec2.ProvisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '172.2.0.0/24' }));
  const cidr = () => send(new ec2.GetIpamPoolCidrsCommand({ IpamPoolId }));
  await seen.see('allocating all but a CIDR', () => send(new ec2.AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 28, DisallowedCidrs: ['172.2.0.0/28'] })), (answer) => answer.IpamPoolAllocation);
  await seen.see('allocating a CIDR', () => send(new ec2.AllocateIpamPoolCidrCommand({ IpamPoolId, Cidr: '172.2.0.32/28' })), (answer) => answer.IpamPoolAllocation);
  const { IpamPoolAllocations } = await send(new ec2.GetIpamPoolAllocationsCommand({ IpamPoolId }));
  const allocation = IpamPoolAllocations?.find(({ Cidr }) => Cidr === '172.2.0.32/28');
  await seen.see('an allocation', () => Promise.resolve(allocation));
  const which = { IpamPoolId, IpamPoolAllocationId: allocation?.IpamPoolAllocationId };
  await seen.see('deleting a pool with a CIDR', () => send(new ec2.DeleteIpamPoolCommand({ IpamPoolId })));
  await send(new ec2.DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '172.2.0.0/24' }));
  await seen.see('a CIDR that is in use and was deprovisioned', cidr, ({ IpamPoolCidrs }) => IpamPoolCidrs?.[0]);
  await seen.see('releasing an allocation', () => send(new ec2.ReleaseIpamPoolAllocationCommand({ ...which, Cidr: '172.2.0.32/28' })));
  await seen.see('releasing an allocation again', () => send(new ec2.ReleaseIpamPoolAllocationCommand({ ...which, Cidr: '172.2.0.32/28' })));
  await seen.see('an allocation that is not there', () => send(new ec2.GetIpamPoolAllocationsCommand(which)));
  for (const { IpamPoolAllocationId, Cidr } of (await send(new ec2.GetIpamPoolAllocationsCommand({ IpamPoolId }))).IpamPoolAllocations ?? []) {
    await send(new ec2.ReleaseIpamPoolAllocationCommand({ IpamPoolId, IpamPoolAllocationId, Cidr }));
  }
  await send(new ec2.DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '172.2.0.0/24' }));
  await seen.see('deprovisioning a CIDR again', () => send(new ec2.DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '172.2.0.0/24' })));
  const tags = { IpamScopeId: base.IpamScopeId, AddressFamily: base.AddressFamily, Locale: REGION, AllocationResourceTags: [{ Key: 'team', Value: 'ours' }] };
  const { IpamPool: strict } = await send(new ec2.CreateIpamPoolCommand(tags));
  await send(new ec2.ProvisionIpamPoolCidrCommand({ IpamPoolId: strict?.IpamPoolId, Cidr: '10.0.0.0/8' }));
  await seen.see('a VPC without the tags of its pool', () => send(new ec2.CreateVpcCommand({ Ipv4IpamPoolId: strict?.IpamPoolId, Ipv4NetmaskLength: 24 })));
}
