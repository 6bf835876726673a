import { Cloud, text } from './cloud';

test('a VPC with subnets or an internet gateway is not deleted, nor a subnet with interfaces', async () => {
  const cloud = new Cloud();
  const { vpcId, subnetId, gatewayId } = await cloud.network();
  const networkInterface = await cloud.networkInterface(subnetId);
  await expect(cloud.call('DeleteVpc', { VpcId: vpcId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await expect(cloud.call('DeleteSubnet', { SubnetId: subnetId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await cloud.call('DeleteNetworkInterface', { NetworkInterfaceId: networkInterface });
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
  await expect(cloud.call('DeleteVpc', { VpcId: vpcId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await cloud.call('DetachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId });
  await cloud.call('DeleteVpc', { VpcId: vpcId });
  expect((await cloud.call('DescribeVpcs', {})).Vpcs).toEqual([]);
});

test('a subnet lies within its VPC and overlaps no other', async () => {
  const cloud = new Cloud();
  const { vpcId } = await cloud.network();
  const create = (CidrBlock: string) => cloud.call('CreateSubnet', { VpcId: vpcId, CidrBlock });
  await expect(create('10.0.0.0/24')).rejects.toMatchObject({ code: 'InvalidSubnet.Range' });
  await expect(create('192.168.0.128/25')).rejects.toMatchObject({ code: 'InvalidSubnet.Conflict' });
  const { Subnet } = await create('192.168.1.0/24');
  expect(Subnet).toMatchObject({ State: 'available', AvailableIpAddressCount: 251 });
});

test("a VPC's further CIDR comes from a pool and goes back to it", async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { vpcId } = await cloud.network();
  const { CidrBlockAssociation } = await cloud.call('AssociateVpcCidrBlock', { VpcId: vpcId, Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 });
  expect(CidrBlockAssociation).toMatchObject({ CidrBlock: '10.0.0.0/24', CidrBlockState: { State: 'associating' } });
  expect(await cloud.holders(pool)).toEqual(['vpc']);
  await cloud.call('DisassociateVpcCidrBlock', { AssociationId: CidrBlockAssociation?.AssociationId });
  expect(await cloud.holders(pool)).toEqual([]);
  const [vpc] = (await cloud.call('DescribeVpcs', { VpcIds: [vpcId] })).Vpcs ?? [];
  const primary = text(vpc?.CidrBlockAssociationSet?.[0]?.AssociationId);
  await expect(cloud.call('DisassociateVpcCidrBlock', { AssociationId: primary })).rejects.toMatchObject({ code: 'OperationNotPermitted' });
});

test('an interface gets the first address that AWS does not keep for itself', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  const address = async () => (await cloud.call('CreateNetworkInterface', { SubnetId: subnetId })).NetworkInterface?.PrivateIpAddress;
  expect([await address(), await address()]).toEqual(['192.168.0.4', '192.168.0.5']);
  await expect(cloud.call('CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: '192.168.0.4' })).rejects.toMatchObject({ code: 'InvalidIPAddress.InUse' });
  await expect(cloud.call('CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: '10.0.0.4' })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('a VPC has an IPv6 block of Amazon or of a pool, and its subnets a part of it', async () => {
  const cloud = new Cloud();
  const { publicScope } = await cloud.ipam();
  const pool = await cloud.pool(publicScope, { AddressFamily: 'ipv6', AwsService: 'ec2', PubliclyAdvertisable: true, cidr: '2001:db8::/40' });
  const { Vpc } = await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true });
  const [ofAmazon] = Vpc?.Ipv6CidrBlockAssociationSet ?? [];
  expect(ofAmazon).toMatchObject({ Ipv6CidrBlock: expect.stringMatching(/::\/56$/) as string, Ipv6Pool: 'Amazon', Ipv6CidrBlockState: { State: 'associated' } });
  const other = await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16', Ipv6IpamPoolId: pool, Ipv6NetmaskLength: 56 });
  expect(other.Vpc?.Ipv6CidrBlockAssociationSet).toMatchObject([{ Ipv6CidrBlock: '2001:db8::/56', Ipv6Pool: pool }]);
  expect(await cloud.holders(pool)).toEqual(['vpc']);
  const create = (CidrBlock: string, Ipv6CidrBlock?: string) => cloud.call('CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock, Ipv6CidrBlock });
  await expect(create('10.0.0.0/24', '2001:db8::/64')).rejects.toMatchObject({ code: 'InvalidSubnet.Range' });
  const ipv6 = ofAmazon?.Ipv6CidrBlock?.replace('/56', '/64');
  const { Subnet } = await create('10.0.0.0/24', ipv6);
  expect(Subnet?.Ipv6CidrBlockAssociationSet).toMatchObject([{ Ipv6CidrBlock: ipv6, Ipv6CidrBlockState: { State: 'associated' } }]);
  await expect(create('10.0.1.0/24', ipv6)).rejects.toMatchObject({ code: 'InvalidSubnet.Conflict' });
  await expect(cloud.call('DisassociateVpcCidrBlock', { AssociationId: ofAmazon?.AssociationId })).rejects.toMatchObject({ code: 'InvalidCidrBlock.InUse' });
  const inSubnet = { SubnetId: Subnet?.SubnetId, Ipv6AddressCount: 2 };
  const [first, second] = [await cloud.call('CreateNetworkInterface', inSubnet), await cloud.call('CreateNetworkInterface', { ...inSubnet, Ipv6AddressCount: 1 })];
  expect(first.NetworkInterface?.Ipv6Addresses).toMatchObject([{ Ipv6Address: ipv6?.replace('/64', '4') }, { Ipv6Address: ipv6?.replace('/64', '5') }]);
  expect(second.NetworkInterface?.Ipv6Addresses).toMatchObject([{ Ipv6Address: ipv6?.replace('/64', '6') }]);
});

test('a NAT gateway speaks of an address that is not there in words of its own, and its interface is attached to no instance', async () => {
  const cloud = new Cloud();
  const { subnetId } = await cloud.network();
  await expect(cloud.call('CreateNatGateway', { SubnetId: subnetId, AllocationId: 'eipalloc-64d5890a' })).rejects.toMatchObject({
    code: 'InvalidElasticIpID.NotFound',
    message: "The elasticIp ID 'eipalloc-64d5890a' does not exist",
  });
  await cloud.call('CreateNatGateway', { SubnetId: subnetId, ConnectivityType: 'private' });
  const [natInterface] = (await cloud.call('DescribeNetworkInterfaces', {})).NetworkInterfaces ?? [];
  expect(natInterface?.Attachment).toMatchObject({ InstanceOwnerId: 'amazon-aws', Status: 'attached' });
  expect(natInterface?.Attachment?.InstanceId).toBeUndefined();
});

test('a pool that asks for tags gives nothing to a VPC or an address without them, and holds nothing for it', async () => {
  const cloud = new Cloud();
  const { privateScope, publicScope } = await cloud.ipam();
  const AllocationResourceTags = [{ Key: 'team', Value: 'ours' }];
  const pool = await cloud.pool(privateScope, { AllocationResourceTags });
  const ipv6 = await cloud.pool(publicScope, { AddressFamily: 'ipv6', AwsService: 'ec2', PubliclyAdvertisable: true, cidr: '2001:db8::/40', AllocationResourceTags });
  const addresses = await cloud.pool(publicScope, { PublicIpSource: 'amazon', AwsService: 'ec2', netmaskLength: 29, AllocationResourceTags });
  const refusal = { message: 'The resource is missing one or more of the resource tags required by the IPAM pool.' };
  const create = (Value: string, more: object) => cloud.call('CreateVpc', { ...more, TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value }] }] });
  await expect(create('theirs', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 })).rejects.toMatchObject(refusal);
  await expect(cloud.call('AllocateAddress', { IpamPoolId: addresses })).rejects.toMatchObject(refusal);
  const { vpcId } = await cloud.network();
  await expect(cloud.call('AssociateVpcCidrBlock', { VpcId: vpcId, Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 })).rejects.toMatchObject(refusal);
  await expect(cloud.call('CreateVpc', { CidrBlock: '192.168.0.0/16', Ipv6IpamPoolId: ipv6, Ipv6NetmaskLength: 56 })).rejects.toMatchObject(refusal);
  expect([await cloud.holders(pool), await cloud.holders(ipv6), await cloud.holders(addresses)]).toEqual([[], [], []]);
  await create('ours', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 });
  await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 });
  expect(await cloud.holders(pool)).toEqual(['vpc', 'custom']);
});
