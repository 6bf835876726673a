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
