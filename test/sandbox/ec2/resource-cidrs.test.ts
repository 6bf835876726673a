import { Cloud, MINUTE, SECOND, text } from './cloud';

const NONE = { min: 0, max: 0 };
const LAG = { vpc: { min: 15 * MINUTE, max: 15 * MINUTE }, subnet: NONE, eip: NONE, pool: { min: 20 * SECOND, max: 20 * SECOND } };

const listed = async (cloud: Cloud, IpamScopeId: string) =>
  ((await cloud.call('GetIpamResourceCidrs', { IpamScopeId })).IpamResourceCidrs ?? []).map(({ ResourceId, ManagementState }) => [ResourceId, ManagementState]);

test('IPAM discovers VPCs and subnets in private scopes, after a while', async () => {
  const cloud = new Cloud({ ipamLag: LAG });
  const { privateScope } = await cloud.ipam();
  const { vpcId, subnetId, gatewayId } = await cloud.network();
  expect(await listed(cloud, privateScope)).toEqual([]);
  cloud.clock.pass(20 * SECOND);
  expect(await listed(cloud, privateScope)).toEqual([[vpcId, 'unmanaged'], [subnetId, 'unmanaged']]);
  await cloud.call('DeleteSubnet', { SubnetId: subnetId });
  await cloud.call('DetachInternetGateway', { VpcId: vpcId, InternetGatewayId: gatewayId });
  await cloud.call('DeleteVpc', { VpcId: vpcId });
  expect(await listed(cloud, privateScope)).toEqual([[vpcId, 'unmanaged']]);
  cloud.clock.pass(15 * MINUTE);
  expect(await listed(cloud, privateScope)).toEqual([]);
});

test('a CIDR that is ignored leaves its pool after a while, and its VPC stays as it is', async () => {
  const cloud = new Cloud({ ipamLag: LAG });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { Vpc } = await cloud.call('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 });
  const vpc = { ResourceId: text(Vpc?.VpcId), ResourceCidr: text(Vpc?.CidrBlock), ResourceRegion: 'us-east-1' };
  expect(await listed(cloud, privateScope)).toEqual([[vpc.ResourceId, 'managed']]);
  expect(await cloud.holders(pool)).toEqual(['vpc']);
  const monitor = (Monitored: boolean) => cloud.call('ModifyIpamResourceCidr', { ...vpc, CurrentIpamScopeId: privateScope, Monitored });
  expect((await monitor(false)).IpamResourceCidr).toMatchObject({ ManagementState: 'ignored', ComplianceStatus: 'ignored' });
  await expect(monitor(false)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  expect(await cloud.holders(pool)).toEqual(['vpc']);
  cloud.clock.pass(20 * MINUTE);
  expect(await cloud.holders(pool)).toEqual([]);
  expect(await listed(cloud, privateScope)).toEqual([[vpc.ResourceId, 'ignored']]);
  expect((await cloud.call('DescribeVpcs', { VpcIds: [vpc.ResourceId] })).Vpcs).toHaveLength(1);
  expect((await monitor(true)).IpamResourceCidr).toMatchObject({ ManagementState: 'unmanaged' });
});

test('only what IPAM monitors, and only in private scopes, can be ignored', async () => {
  const cloud = new Cloud({ ipamLag: LAG });
  const { privateScope, publicScope } = await cloud.ipam();
  const { vpcId } = await cloud.network();
  const vpc = { ResourceId: vpcId, ResourceCidr: '192.168.0.0/16', ResourceRegion: 'us-east-1', Monitored: false };
  await expect(cloud.call('ModifyIpamResourceCidr', { ...vpc, CurrentIpamScopeId: privateScope })).rejects.toMatchObject({
    code: 'UnsupportedOperation',
    message: expect.stringContaining('is not monitored by IPAM') as string,
  });
  await expect(cloud.call('ModifyIpamResourceCidr', { ...vpc, CurrentIpamScopeId: publicScope })).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});

test('a pool with AutoImport takes a VPC only when IPAM has discovered it', async () => {
  const cloud = new Cloud({ ipamLag: LAG });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope, { AutoImport: true });
  await cloud.call('CreateVpc', { CidrBlock: '10.0.0.0/16' });
  expect(await cloud.holders(pool)).toEqual([]);
  cloud.clock.pass(20 * SECOND);
  expect(await cloud.holders(pool)).toEqual(['vpc']);
});

test('an address is discovered in the public scope', async () => {
  const cloud = new Cloud();
  const { publicScope } = await cloud.ipam();
  const { allocationId } = await cloud.address();
  expect(await listed(cloud, publicScope)).toEqual([[allocationId, 'unmanaged']]);
  await cloud.call('ReleaseAddress', { AllocationId: allocationId });
  expect(await listed(cloud, publicScope)).toEqual([]);
});
