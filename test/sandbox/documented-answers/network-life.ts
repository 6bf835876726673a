import * as ec2 from '@aws-sdk/client-ec2';
import { CreateLoadBalancerCommand, DeleteLoadBalancerCommand, DescribeLoadBalancersCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';

export interface NetworkClients {
  readonly ec2: ec2.EC2Client;
  /** The same of another account, which takes an address over. */
  readonly other: ec2.EC2Client;
  readonly otherAccount: string;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

const Region = 'us-east-1';
const tagged = (ResourceType: string): ec2.TagSpecification[] => [{ ResourceType: ResourceType as ec2.ResourceType, Tags: [{ Key: 'Name', Value: 'documented' }] }];

/** Everything that EC2's operations do, once: pools, addresses and networks are made, looked at from every side and taken down. */
export async function liveThroughNetworks({ ec2: client, other, otherAccount, loadBalancing }: NetworkClients): Promise<void> {
  const send = client.send.bind(client);
  await send(new ec2.DescribeRegionsCommand({}));
  await send(new ec2.DescribeAvailabilityZonesCommand({}));
  await send(new ec2.DescribeByoipCidrsCommand({ MaxResults: 5 }));
  await send(new ec2.DescribeMovingAddressesCommand({}));

  const { Ipam } = await send(new ec2.CreateIpamCommand({ OperatingRegions: [{ RegionName: Region }], TagSpecifications: tagged('ipam') }));
  const IpamId = Ipam?.IpamId;
  await send(new ec2.ModifyIpamCommand({ IpamId, AddOperatingRegions: [{ RegionName: 'us-west-2' }] }));
  await send(new ec2.DescribeIpamsCommand({}));
  const { IpamScope } = await send(new ec2.CreateIpamScopeCommand({ IpamId, Description: 'ours', TagSpecifications: tagged('ipam-scope') }));
  const IpamScopeId = IpamScope?.IpamScopeId;
  await send(new ec2.ModifyIpamScopeCommand({ IpamScopeId, Description: 'ours' }));
  await send(new ec2.DescribeIpamScopesCommand({}));
  const rules = { AllocationMinNetmaskLength: 16, AllocationMaxNetmaskLength: 28, AllocationDefaultNetmaskLength: 24, AllocationResourceTags: [{ Key: 'Name', Value: 'documented' }] };
  const pool = { AddressFamily: 'ipv4', Locale: Region, Description: 'ours', TagSpecifications: tagged('ipam-pool') } as const;
  const { IpamPool } = await send(new ec2.CreateIpamPoolCommand({ ...pool, ...rules, IpamScopeId: Ipam?.PrivateDefaultScopeId }));
  const IpamPoolId = IpamPool?.IpamPoolId;
  await send(new ec2.ModifyIpamPoolCommand({ IpamPoolId, Description: 'ours' }));
  await send(new ec2.DescribeIpamPoolsCommand({}));
  await send(new ec2.ProvisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.0.0.0/8' }));
  await send(new ec2.GetIpamPoolCidrsCommand({ IpamPoolId }));
  const { IpamPoolAllocation } = await send(new ec2.AllocateIpamPoolCidrCommand({ IpamPoolId, Description: 'ours' }));
  const IpamPoolAllocationId = IpamPoolAllocation?.IpamPoolAllocationId;
  await send(new ec2.GetIpamPoolAllocationsCommand({ IpamPoolId }));
  await send(new ec2.DescribeIpamPoolAllocationsCommand({}));
  await send(new ec2.ModifyIpamPoolAllocationCommand({ IpamPoolAllocationId, Description: 'theirs' }));
  await send(new ec2.ReleaseIpamPoolAllocationCommand({ IpamPoolId, IpamPoolAllocationId, Cidr: IpamPoolAllocation?.Cidr }));

  const { Vpc } = await send(new ec2.CreateVpcCommand({ Ipv4IpamPoolId: IpamPoolId, Ipv4NetmaskLength: 24, AmazonProvidedIpv6CidrBlock: true, TagSpecifications: tagged('vpc') }));
  const VpcId = Vpc?.VpcId;
  const { Vpcs } = await send(new ec2.DescribeVpcsCommand({}));
  const vpcIpv6 = Vpcs?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock;
  const more = await send(new ec2.AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: '192.168.0.0/16' }));
  const moreIpv6 = await send(new ec2.AssociateVpcCidrBlockCommand({ VpcId, AmazonProvidedIpv6CidrBlock: true }));
  for (const AssociationId of [more.CidrBlockAssociation?.AssociationId, moreIpv6.Ipv6CidrBlockAssociation?.AssociationId]) {
    await send(new ec2.DisassociateVpcCidrBlockCommand({ AssociationId }));
  }
  const { InternetGateway } = await send(new ec2.CreateInternetGatewayCommand({ TagSpecifications: tagged('internet-gateway') }));
  const gateway = { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId };
  await send(new ec2.AttachInternetGatewayCommand(gateway));
  await send(new ec2.DescribeInternetGatewaysCommand({}));
  const subnet = { VpcId, CidrBlock: Vpc?.CidrBlock, Ipv6CidrBlock: vpcIpv6?.replace(/\/56$/, '/64'), TagSpecifications: tagged('subnet') };
  const { Subnet } = await send(new ec2.CreateSubnetCommand(subnet));
  const SubnetId = Subnet?.SubnetId;
  await send(new ec2.DescribeSubnetsCommand({}));
  await send(new ec2.DescribeTagsCommand({}));

  const scope = { IpamScopeId: Ipam?.PrivateDefaultScopeId };
  await send(new ec2.GetIpamResourceCidrsCommand(scope));
  await send(new ec2.GetIpamAddressHistoryCommand({ ...scope, Cidr: Vpc?.CidrBlock }));
  await send(new ec2.DescribeIpamResourceDiscoveriesCommand({}));
  await send(new ec2.DescribeIpamResourceDiscoveryAssociationsCommand({}));
  const discovery = { IpamResourceDiscoveryId: Ipam?.DefaultResourceDiscoveryId };
  await send(new ec2.GetIpamDiscoveredAccountsCommand({ ...discovery, DiscoveryRegion: Region }));
  await send(new ec2.GetIpamDiscoveredResourceCidrsCommand({ ...discovery, ResourceRegion: Region }));

  const { AllocationId, PublicIp } = await send(new ec2.AllocateAddressCommand({}));
  await send(new ec2.ModifyAddressAttributeCommand({ AllocationId, DomainName: 'old.example.com' }));
  await send(new ec2.ModifyAddressAttributeCommand({ AllocationId, DomainName: 'example.com' }));
  await send(new ec2.DescribeAddressesAttributeCommand({ AllocationIds: [AllocationId ?? ''], Attribute: 'domain-name' }));
  await send(new ec2.ResetAddressAttributeCommand({ AllocationId, Attribute: 'domain-name' }));
  await send(new ec2.EnableAddressTransferCommand({ AllocationId, TransferAccountId: otherAccount }));
  await send(new ec2.DescribeAddressTransfersCommand({}));
  await send(new ec2.DisableAddressTransferCommand({ AllocationId }));
  const tracking = { TcpEstablishedTimeout: 7200, UdpTimeout: 30 };
  const described = { SubnetId, Description: 'ours', TagSpecifications: tagged('network-interface') };
  const { NetworkInterface } = await send(new ec2.CreateNetworkInterfaceCommand({ ...described, Ipv6AddressCount: 1, EnablePrimaryIpv6: true, ConnectionTrackingSpecification: tracking }));
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
  const { AssociationId } = await send(new ec2.AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
  await send(new ec2.DescribeAddressesCommand({}));
  const { NatGateway } = await send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId: (await send(new ec2.AllocateAddressCommand({}))).AllocationId, TagSpecifications: tagged('natgateway') }));
  await send(new ec2.DescribeNatGatewaysCommand({}));
  await send(new ec2.DescribeNetworkInterfacesCommand({}));
  await send(new ec2.GetIpamDiscoveredPublicAddressesCommand({ ...discovery, AddressRegion: Region }));
  await send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
  await send(new ec2.DisassociateAddressCommand({ AssociationId }));
  await send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  await send(new ec2.EnableAddressTransferCommand({ AllocationId, TransferAccountId: otherAccount }));
  await other.send(new ec2.AcceptAddressTransferCommand({ Address: PublicIp }));
  const forBalancer = await send(new ec2.AllocateAddressCommand({}));
  const mappings = [{ SubnetId, AllocationId: forBalancer.AllocationId }];
  const { LoadBalancers } = await loadBalancing.send(new CreateLoadBalancerCommand({ Name: 'web', Type: 'network', SubnetMappings: mappings }));
  await loadBalancing.send(new DescribeLoadBalancersCommand({}));
  await loadBalancing.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn }));

  const { IpamPool: publicPool } = await send(
    new ec2.CreateIpamPoolCommand({ ...pool, IpamScopeId: Ipam?.PublicDefaultScopeId, PublicIpSource: 'byoip', AwsService: 'ec2', PubliclyAdvertisable: true }),
  );
  await send(new ec2.ProvisionIpamPoolCidrCommand({ IpamPoolId: publicPool?.IpamPoolId, Cidr: '203.0.113.0/24' }));
  const { PoolId } = await send(new ec2.CreatePublicIpv4PoolCommand({}));
  await send(new ec2.ProvisionPublicIpv4PoolCidrCommand({ IpamPoolId: publicPool?.IpamPoolId, PoolId, NetmaskLength: 28 }));
  await send(new ec2.DescribePublicIpv4PoolsCommand({}));

  await send(
    new ec2.ModifyIpamResourceCidrCommand({ ResourceId: VpcId, ResourceCidr: Vpc?.CidrBlock, ResourceRegion: Region, CurrentIpamScopeId: scope.IpamScopeId, Monitored: false }),
  );
  await send(new ec2.DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: '10.0.0.0/8' }));
  await send(new ec2.DeleteIpamPoolCommand({ IpamPoolId }));
  await send(new ec2.DeleteIpamScopeCommand({ IpamScopeId }));
  const { Ipam: second } = await send(new ec2.CreateIpamCommand({}));
  await send(new ec2.DeleteIpamCommand({ IpamId: second?.IpamId }));
}
