import { Cloud, MINUTE, text } from './cloud';

/** A public IPv4 pool with four addresses of the account's own, from an IPAM pool. */
async function ownAddresses(cloud: Cloud) {
  const { publicScope } = await cloud.ipam();
  const ipamPool = await cloud.pool(publicScope, { PublicIpSource: 'byoip', AwsService: 'ec2', cidr: '198.51.100.0/24' });
  const PoolId = text((await cloud.call('CreatePublicIpv4Pool', {})).PoolId);
  await cloud.call('ProvisionPublicIpv4PoolCidr', { IpamPoolId: ipamPool, PoolId, NetmaskLength: 30 });
  return { ipamPool, PoolId };
}

test('a public IPv4 pool holds an allocation in the IPAM pool that it got its CIDR from', async () => {
  const cloud = new Cloud();
  const { ipamPool, PoolId } = await ownAddresses(cloud);
  expect((await cloud.call('GetIpamPoolAllocations', { IpamPoolId: ipamPool })).IpamPoolAllocations).toMatchObject([
    { Cidr: '198.51.100.0/30', ResourceType: 'ec2-public-ipv4-pool', ResourceId: PoolId, ResourceOwner: '111122223333' },
  ]);
  expect((await cloud.call('DescribePublicIpv4Pools', { PoolIds: [PoolId] })).PublicIpv4Pools).toMatchObject([
    { PoolId, PoolAddressRanges: [{ FirstAddress: '198.51.100.0', LastAddress: '198.51.100.3' }], TotalAddressCount: 4, TotalAvailableAddressCount: 4 },
  ]);
});

test('its allocation goes when its CIDR was deprovisioned and IPAM has noticed', async () => {
  const cloud = new Cloud({ ipamLag: { vpc: { min: 0, max: 0 }, subnet: { min: 0, max: 0 }, eip: { min: 2 * MINUTE, max: 2 * MINUTE }, pool: { min: 0, max: 0 } } });
  const { ipamPool, PoolId } = await ownAddresses(cloud);
  const { AllocationId, PublicIp } = await cloud.call('AllocateAddress', { PublicIpv4Pool: PoolId });
  expect(PublicIp).toBe('198.51.100.0');
  const deprovision = () => cloud.call('DeprovisionPublicIpv4PoolCidr', { PoolId, Cidr: '198.51.100.0/30' });
  await expect(cloud.call('DeletePublicIpv4Pool', { PoolId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await expect(deprovision()).rejects.toMatchObject({ code: 'DependencyViolation' });
  await cloud.call('ReleaseAddress', { AllocationId });
  await deprovision();
  await cloud.call('DeletePublicIpv4Pool', { PoolId });
  await expect(cloud.call('DescribePublicIpv4Pools', { PoolIds: [PoolId] })).rejects.toMatchObject({ code: 'InvalidPublicIpv4PoolID.NotFound' });
  expect(await cloud.holders(ipamPool)).toEqual(['ec2-public-ipv4-pool']);
  cloud.clock.pass(2 * MINUTE);
  expect(await cloud.holders(ipamPool)).toEqual([]);
});

test("Amazon's own addresses are not provisioned to a public IPv4 pool", async () => {
  const cloud = new Cloud();
  const { publicScope } = await cloud.ipam();
  const IpamPoolId = await cloud.publicPool(publicScope);
  const PoolId = text((await cloud.call('CreatePublicIpv4Pool', {})).PoolId);
  await expect(cloud.call('ProvisionPublicIpv4PoolCidr', { IpamPoolId, PoolId, NetmaskLength: 30 })).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});
