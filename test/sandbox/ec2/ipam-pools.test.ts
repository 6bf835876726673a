import { administrator } from '../../../sandbox/principal';
import { seedPoolShare } from '../../../sandbox/services/ec2/seed';
import { KIND } from '../../../sandbox/unkindness';
import { Cloud, MINUTE, SECOND, text } from './cloud';

const cidrStates = async (cloud: Cloud, IpamPoolId: string) =>
  ((await cloud.call('GetIpamPoolCidrs', { IpamPoolId })).IpamPoolCidrs ?? []).map(({ State }) => State);
const poolState = async (cloud: Cloud, id: string, region = 'us-east-1') =>
  (await cloud.call('DescribeIpamPools', { IpamPoolIds: [id] }, { region })).IpamPools?.[0]?.State;

test('an IPAM comes with a public and a private scope, its ARNs without a Region', async () => {
  const cloud = new Cloud();
  const { ipamId } = await cloud.ipam();
  expect((await cloud.call('DescribeIpams', { IpamIds: [ipamId] })).Ipams).toMatchObject([
    { State: 'create-complete', IpamRegion: 'us-east-1', ScopeCount: 2, IpamArn: `arn:aws:ec2::111122223333:ipam/${ipamId}` },
  ]);
  const { IpamScopes = [] } = await cloud.call('DescribeIpamScopes', {});
  expect(IpamScopes.map(({ IpamScopeType, IsDefault }) => [IpamScopeType, IsDefault])).toEqual([['public', true], ['private', true]]);
});

test("a pool is shown in its IPAM's home Region and in its locale, nowhere else", async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope, { Locale: 'eu-west-1' });
  expect(await poolState(cloud, pool)).toBe('create-complete');
  expect((await cloud.call('DescribeIpamPools', {}, { region: 'eu-west-1' })).IpamPools).toMatchObject([{ IpamPoolId: pool, Locale: 'eu-west-1', IpamRegion: 'us-east-1' }]);
  await expect(poolState(cloud, pool, 'us-west-2')).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
  expect((await cloud.call('DescribeIpamPools', {}, { region: 'us-west-2' })).IpamPools).toEqual([]);
});

test('a pool is changed and deleted in the home Region only', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope, { Locale: 'eu-west-1' });
  const inLocale = { region: 'eu-west-1' };
  const notFound = { code: 'InvalidIpamPoolId.NotFound' };
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool }, inLocale)).rejects.toMatchObject(notFound);
  await expect(cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/8' }, inLocale)).rejects.toMatchObject(notFound);
  expect((await cloud.call('ModifyIpamPool', { IpamPoolId: pool, Description: 'ours' })).IpamPool).toMatchObject({ Description: 'ours' });
  await expect(cloud.call('ModifyIpamPool', { IpamPoolId: pool })).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});

test('a CIDR with allocations fails to be deprovisioned, and says why; without any it goes, and the pool after it', async () => {
  const cloud = new Cloud({ poolCidrTransition: { min: 10 * SECOND, max: 10 * SECOND }, ipamTransition: { min: 5 * SECOND, max: 5 * SECOND } });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/23' });
  const deprovision = () => cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/8' });

  expect((await deprovision()).IpamPoolCidr).toMatchObject({ State: 'pending-deprovision' });
  await expect(deprovision()).rejects.toMatchObject({ code: 'IncorrectState' });
  cloud.clock.pass(11 * SECOND);
  expect((await cloud.call('GetIpamPoolCidrs', { IpamPoolId: pool })).IpamPoolCidrs).toMatchObject([
    { State: 'failed-deprovision', FailureReason: { Message: 'The CIDR has one or more allocations.' } },
  ]);
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool })).rejects.toMatchObject({ code: 'DependencyViolation' });

  await cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr: '10.0.0.0/23', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId });
  await deprovision();
  await expect(cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 })).rejects.toMatchObject({ code: 'InvalidParameterValue', message: 'The allocation size is too big for the pool.' });
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool })).rejects.toMatchObject({ code: 'DependencyViolation' });
  cloud.clock.pass(11 * SECOND);
  expect(await cidrStates(cloud, pool)).toEqual(['deprovisioned']);
  expect((await cloud.call('DeleteIpamPool', { IpamPoolId: pool })).IpamPool).toMatchObject({ State: 'delete-in-progress' });
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool })).rejects.toMatchObject({ code: 'IncorrectState' });
  cloud.clock.pass(6 * SECOND);
  expect(await poolState(cloud, pool)).toBe('delete-complete');
  cloud.clock.pass(6 * SECOND);
  await expect(poolState(cloud, pool)).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
});

test('a cascade takes a private pool with all that is in it; a pool of public addresses can not cascade', async () => {
  const cloud = new Cloud();
  const { privateScope, publicScope } = await cloud.ipam();
  const parent = await cloud.pool(privateScope, { Locale: 'None' });
  const child = await cloud.pool(privateScope, { SourceIpamPoolId: parent, cidr: '10.1.0.0/16', Locale: 'us-east-1' });
  await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: child, NetmaskLength: 24 });
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: parent })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await cloud.call('DeleteIpamPool', { IpamPoolId: parent, Cascade: true });
  cloud.clock.pass(1 * MINUTE);
  expect((await cloud.call('DescribeIpamPools', {})).IpamPools).toEqual([]);

  const publicPool = await cloud.publicPool(publicScope);
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: publicPool, Cascade: true })).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});

/** CIDRs take ten seconds, pools five, and IPAM notices after twenty. */
const SLOW = {
  poolCidrTransition: { min: 10 * SECOND, max: 10 * SECOND },
  ipamTransition: { min: 5 * SECOND, max: 5 * SECOND },
  ipamLag: { ...KIND.ipamLag, pool: { min: 20 * SECOND, max: 20 * SECOND } },
};

test('a cascade takes its time; until it is over nothing can be taken from the pool, nor from those below it', async () => {
  const cloud = new Cloud(SLOW);
  const { privateScope } = await cloud.ipam();
  const parent = await cloud.pool(privateScope, { Locale: 'us-east-1' });
  const child = await cloud.pool(privateScope, { SourceIpamPoolId: parent, cidr: '10.1.0.0/16' });
  await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: child, NetmaskLength: 24 });
  await cloud.call('DeleteIpamPool', { IpamPoolId: parent, Cascade: true });
  const busy = { code: 'IncorrectState' };
  for (const IpamPoolId of [parent, child]) {
    expect([await poolState(cloud, IpamPoolId), await cidrStates(cloud, IpamPoolId)]).toEqual(['delete-in-progress', ['pending-deprovision']]);
    await expect(cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 })).rejects.toMatchObject(busy);
    await expect(cloud.call('CreateVpc', { Ipv4IpamPoolId: IpamPoolId, Ipv4NetmaskLength: 24 })).rejects.toMatchObject(busy);
    await expect(cloud.call('CreateIpamPool', { IpamScopeId: privateScope, SourceIpamPoolId: IpamPoolId, AddressFamily: 'ipv4' })).rejects.toMatchObject(busy);
    await expect(cloud.call('DeleteIpamPool', { IpamPoolId, Cascade: true })).rejects.toMatchObject(busy);
  }
  cloud.clock.pass(14 * SECOND);
  expect([await poolState(cloud, parent), await cloud.holders(child)]).toEqual(['delete-in-progress', ['custom']]);
  cloud.clock.pass(2 * SECOND);
  expect([await poolState(cloud, parent), await poolState(cloud, child)]).toEqual(['delete-complete', 'delete-complete']);
  cloud.clock.pass(5 * SECOND);
  expect((await cloud.call('DescribeIpamPools', {})).IpamPools).toEqual([]);
});

test('a cascade deletes no VPC and no subnet: they keep their CIDRs, and no pool manages them any more', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { Vpc } = await cloud.call('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 20 });
  const SourceResource = { ResourceId: Vpc?.VpcId, ResourceType: 'vpc' as const, ResourceRegion: 'us-east-1', ResourceOwner: '111122223333' };
  const planning = await cloud.pool(privateScope, { SourceIpamPoolId: pool, SourceResource, cidr: text(Vpc?.CidrBlock) });
  const { Subnet } = await cloud.call('CreateSubnet', { VpcId: Vpc?.VpcId, Ipv4IpamPoolId: planning, Ipv4NetmaskLength: 24 });
  const states = async () => {
    const { IpamResourceCidrs = [] } = await cloud.call('GetIpamResourceCidrs', { IpamScopeId: privateScope });
    return IpamResourceCidrs.map(({ ResourceId, ManagementState }) => [ResourceId, ManagementState]);
  };
  expect(await states()).toEqual([[Vpc?.VpcId, 'managed'], [Subnet?.SubnetId, 'managed']]);
  await cloud.call('DeleteIpamPool', { IpamPoolId: pool, Cascade: true });
  expect(await states()).toEqual([[Vpc?.VpcId, 'unmanaged'], [Subnet?.SubnetId, 'unmanaged']]);
  expect((await cloud.call('DescribeVpcs', { VpcIds: [text(Vpc?.VpcId)] })).Vpcs).toMatchObject([{ CidrBlock: Vpc?.CidrBlock }]);
  expect((await cloud.call('DescribeSubnets', {})).Subnets).toMatchObject([{ CidrBlock: Subnet?.CidrBlock }]);
});

test('a cascade takes what other accounts have in a shared pool, too', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const other = administrator('444455556666');
  seedPoolShare(cloud.world, pool, other.account);
  await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 }, { caller: other });
  await cloud.call('DeleteIpamPool', { IpamPoolId: pool, Cascade: true });
  await expect(cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool }, { caller: other })).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
});

test('the CIDR of a pool that a cascade took is free in the source pool once IPAM has noticed', async () => {
  const cloud = new Cloud(SLOW);
  const { privateScope } = await cloud.ipam();
  const parent = await cloud.pool(privateScope, { Locale: 'us-east-1' });
  const child = await cloud.pool(privateScope, { SourceIpamPoolId: parent, cidr: '10.1.0.0/16' });
  await cloud.call('DeleteIpamPool', { IpamPoolId: child, Cascade: true });
  cloud.clock.pass(25 * SECOND);
  await expect(poolState(cloud, child)).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
  expect(await cloud.holders(parent)).toEqual(['ipam-pool']);
  cloud.clock.pass(15 * SECOND);
  expect(await cloud.holders(parent)).toEqual([]);
});

test('a cascade that fails leaves the pool and what is in it, says so, and can be tried again', async () => {
  const cloud = new Cloud({ ...SLOW, failedCascades: 1 });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 });
  await cloud.call('DeleteIpamPool', { IpamPoolId: pool, Cascade: true });
  cloud.clock.pass(16 * SECOND);
  const { IpamPools } = await cloud.call('DescribeIpamPools', { IpamPoolIds: [pool] });
  expect(IpamPools).toMatchObject([{ State: 'delete-failed', StateMessage: 'The pool could not be deleted with the resources in it.' }]);
  expect([await cidrStates(cloud, pool), await cloud.holders(pool)]).toEqual([['failed-deprovision'], ['custom']]);
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool })).rejects.toMatchObject({ code: 'DependencyViolation' });
  cloud.world.unkindness = { ...cloud.world.unkindness, failedCascades: 0 };
  await cloud.call('DeleteIpamPool', { IpamPoolId: pool, Cascade: true });
  cloud.clock.pass(21 * SECOND);
  expect((await cloud.call('DescribeIpamPools', {})).IpamPools).toEqual([]);
});

test('a nested pool holds an allocation in its parent, which goes once IPAM has noticed', async () => {
  const cloud = new Cloud({ ipamLag: { vpc: { min: 0, max: 0 }, subnet: { min: 0, max: 0 }, eip: { min: 0, max: 0 }, pool: { min: 20 * SECOND, max: 20 * SECOND } } });
  const { privateScope } = await cloud.ipam();
  const parent = await cloud.pool(privateScope, { Locale: 'None' });
  const child = await cloud.pool(privateScope, { SourceIpamPoolId: parent, netmaskLength: 16, Locale: 'eu-west-1' });
  expect((await cloud.call('GetIpamPoolAllocations', { IpamPoolId: parent })).IpamPoolAllocations).toMatchObject([
    { Cidr: '10.0.0.0/16', ResourceType: 'ipam-pool', ResourceId: child },
  ]);
  await cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: child, Cidr: '10.0.0.0/16' });
  expect(await cloud.holders(parent)).toEqual(['ipam-pool']);
  cloud.clock.pass(21 * SECOND);
  expect(await cloud.holders(parent)).toEqual([]);
});

test('a CIDR that another pool of the scope has is not provisioned', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  await cloud.pool(privateScope);
  const second = await cloud.pool(privateScope, { cidr: '10.1.0.0/16' });
  expect((await cloud.call('GetIpamPoolCidrs', { IpamPoolId: second })).IpamPoolCidrs).toMatchObject([
    { State: 'failed-provision', FailureReason: { Code: 'cidr-not-available' } },
  ]);
  expect((await cloud.call('DeleteIpamPool', { IpamPoolId: second })).IpamPool?.State).toBe('delete-in-progress');
});

test('an IPAM is deleted when it is empty, or in a cascade unless a pool is in its public scope', async () => {
  const cloud = new Cloud();
  const { ipamId, privateScope, publicScope } = await cloud.ipam();
  await cloud.pool(privateScope);
  const publicPool = await cloud.publicPool(publicScope);
  await expect(cloud.call('DeleteIpam', { IpamId: ipamId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await expect(cloud.call('DeleteIpam', { IpamId: ipamId, Cascade: true })).rejects.toMatchObject({ code: 'DependencyViolation' });
  const [provisioned] = (await cloud.call('GetIpamPoolCidrs', { IpamPoolId: publicPool })).IpamPoolCidrs ?? [];
  await cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: publicPool, Cidr: text(provisioned?.Cidr) });
  await cloud.call('DeleteIpamPool', { IpamPoolId: publicPool });
  await cloud.call('DeleteIpam', { IpamId: ipamId, Cascade: true });
  expect((await cloud.call('DescribeIpams', {})).Ipams).toEqual([]);
  expect((await cloud.call('DescribeIpamScopes', {})).IpamScopes).toEqual([]);
});

test('a further private scope can be deleted, a default one can not', async () => {
  const cloud = new Cloud();
  const { ipamId, privateScope } = await cloud.ipam();
  const { IpamScope } = await cloud.call('CreateIpamScope', { IpamId: ipamId });
  expect(IpamScope).toMatchObject({ IpamScopeType: 'private', IsDefault: false });
  await expect(cloud.call('DeleteIpamScope', { IpamScopeId: privateScope })).rejects.toMatchObject({ code: 'OperationNotPermitted' });
  await cloud.call('DeleteIpamScope', { IpamScopeId: IpamScope?.IpamScopeId });
  expect((await cloud.call('DescribeIpamScopes', {})).IpamScopes).toHaveLength(2);
});
