import { administrator } from '../../../sandbox/principal';
import { seedPoolShare } from '../../../sandbox/services/ec2/seed';
import { Cloud, text } from './cloud';

const OTHER = administrator('444455556666');

async function poolInIreland() {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope, { Locale: 'eu-west-1' });
  const inLocale = { region: 'eu-west-1' };
  const allocate = async (input: { Cidr?: string; NetmaskLength?: number }) =>
    (await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, ...input }, inLocale)).IpamPoolAllocation;
  return { cloud, pool, inLocale, allocate };
}

test('a CIDR is allocated as asked, or the next free one of a length', async () => {
  const { allocate } = await poolInIreland();
  expect(await allocate({ Cidr: '10.0.0.0/23' })).toMatchObject({
    Cidr: '10.0.0.0/23',
    ResourceType: 'custom',
    ResourceOwner: '111122223333',
    IpamPoolAllocationId: expect.stringMatching(/^ipam-pool-alloc-[0-9a-f]{33}$/) as string,
  });
  expect(await allocate({ NetmaskLength: 24 })).toMatchObject({ Cidr: '10.0.2.0/24' });
  await expect(allocate({ Cidr: '10.0.1.0/24' })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  await expect(allocate({ Cidr: '11.0.0.0/24' })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  await expect(allocate({ Cidr: '10.0.1.0/22' })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('the next free CIDR stays within what is allowed and out of what is not', async () => {
  const { cloud, pool, inLocale } = await poolInIreland();
  const next = async (limits: { AllowedCidrs?: string[]; DisallowedCidrs?: string[] }) =>
    (await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24, PreviewNextCidr: true, ...limits }, inLocale)).IpamPoolAllocation?.Cidr;
  expect(await next({})).toBe('10.0.0.0/24');
  expect(await next({ AllowedCidrs: ['10.7.0.0/16'] })).toBe('10.7.0.0/24');
  expect(await next({ DisallowedCidrs: ['10.0.0.0/16', '10.1.0.128/25'] })).toBe('10.1.1.0/24');
  expect(await cloud.holders(pool, 'eu-west-1')).toEqual([]);
});

test('an allocation is released once; a second time there is none', async () => {
  const { cloud, pool, inLocale, allocate } = await poolInIreland();
  const id = (await allocate({ Cidr: '10.0.0.0/23' }))?.IpamPoolAllocationId;
  const release = () => cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr: '10.0.0.0/23', IpamPoolAllocationId: id }, inLocale);
  expect(await release()).toEqual({ Success: true });
  await expect(release()).rejects.toMatchObject({ code: 'InvalidParameterCombination', message: expect.stringContaining('No allocation found') as string });
  expect(await allocate({ NetmaskLength: 23 })).toMatchObject({ Cidr: '10.0.0.0/23' });
});

test('pool, CIDR and allocation must all match', async () => {
  const { cloud, pool, inLocale, allocate } = await poolInIreland();
  const first = await allocate({ Cidr: '10.0.0.0/23' });
  const second = await allocate({ Cidr: '10.0.2.0/23' });
  const [ipam] = (await cloud.call('DescribeIpams', {})).Ipams ?? [];
  const other = await cloud.pool(text(ipam?.PrivateDefaultScopeId), { Locale: 'eu-west-1', cidr: '172.16.0.0/12' });
  const release = (IpamPoolAllocationId?: string, Cidr?: string) =>
    cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr, IpamPoolAllocationId }, inLocale);
  const noneFound = { code: 'InvalidParameterCombination', message: expect.stringContaining('No allocation found') as string };
  await expect(release(first?.IpamPoolAllocationId, second?.Cidr)).rejects.toMatchObject(noneFound);
  await expect(release('not-an-id', '10.0.0.0/23')).rejects.toMatchObject({ code: 'InvalidIpamPoolAllocationId.Malformed' });
  await expect(release(first?.IpamPoolAllocationId, '10.0.0.0')).rejects.toMatchObject({ code: 'InvalidParameterValue', message: expect.stringContaining('cidr') as string });
  await expect(release(undefined, '10.0.0.0/23')).rejects.toMatchObject({ code: 'InvalidIpamPoolAllocationId.Malformed', message: expect.stringContaining('""') as string });
  await expect(release(first?.IpamPoolAllocationId)).rejects.toMatchObject({ code: 'InvalidParameterValue', message: expect.not.stringContaining('/') as string });
  const inOther = cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: other, Cidr: first?.Cidr, IpamPoolAllocationId: first?.IpamPoolAllocationId }, inLocale);
  await expect(inOther).rejects.toMatchObject({ code: 'InvalidParameterCombination', message: `No allocation found with ID ${text(first?.IpamPoolAllocationId)} and CIDR 10.0.0.0/23 in the IPAM pool ${other}.` });
  expect(await cloud.holders(pool, 'eu-west-1')).toEqual(['custom', 'custom']);
});

test('allocations live in the locale: in any other Region, the home Region too, the pool is not found', async () => {
  const { cloud, pool, allocate } = await poolInIreland();
  const allocation = await allocate({ Cidr: '10.0.0.0/23' });
  const release = { IpamPoolId: pool, Cidr: '10.0.0.0/23', IpamPoolAllocationId: allocation?.IpamPoolAllocationId };
  for (const region of ['us-east-1', 'us-west-2']) {
    const notFound = { code: 'InvalidIpamPoolId.NotFound' };
    await expect(cloud.call('ReleaseIpamPoolAllocation', release, { region })).rejects.toMatchObject(notFound);
    await expect(cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool }, { region })).rejects.toMatchObject(notFound);
    await expect(cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 }, { region })).rejects.toMatchObject(notFound);
  }
  expect(await cloud.holders(pool, 'eu-west-1')).toEqual(['custom']);
});

test('an unknown allocation fails the call that asks for it', async () => {
  const { cloud, pool, inLocale, allocate } = await poolInIreland();
  const id = text((await allocate({ NetmaskLength: 24 }))?.IpamPoolAllocationId);
  const get = (IpamPoolAllocationId: string) => cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool, IpamPoolAllocationId }, inLocale);
  expect((await get(id)).IpamPoolAllocations).toHaveLength(1);
  const unknown = `ipam-pool-alloc-${'0'.repeat(33)}`;
  await expect(get(unknown)).rejects.toMatchObject({ code: 'InvalidIpamPoolAllocationId.NotFound', message: `The IPAM pool allocation (${unknown}) does not exist.` });
});

test('an account a pool is shared with allocates and releases in it; any other does not find it', async () => {
  const { cloud, pool } = await poolInIreland();
  const asOther = { region: 'eu-west-1', caller: OTHER };
  const allocate = () => cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 }, asOther);
  await expect(allocate()).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
  seedPoolShare(cloud.world, pool, OTHER.account);
  const { IpamPoolAllocation } = await allocate();
  expect(IpamPoolAllocation).toMatchObject({ ResourceOwner: OTHER.account });
  const release = { IpamPoolId: pool, Cidr: IpamPoolAllocation?.Cidr, IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId };
  expect(await cloud.call('ReleaseIpamPoolAllocation', release, asOther)).toEqual({ Success: true });
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool }, { caller: OTHER })).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
});

test("a pool's netmask rules hold for what is allocated", async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope, { AllocationMinNetmaskLength: 20, AllocationDefaultNetmaskLength: 24, AllocationMaxNetmaskLength: 28 });
  const allocate = (NetmaskLength?: number) => cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength });
  expect((await allocate()).IpamPoolAllocation?.Cidr).toBe('10.0.0.0/24');
  await expect(allocate(19)).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
  await expect(allocate(29)).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});

test('an allocation is tagged by whom it belongs to, in its pool’s locale', async () => {
  const { cloud, inLocale, allocate } = await poolInIreland();
  const id = text((await allocate({ NetmaskLength: 24 }))?.IpamPoolAllocationId);
  const tags = { Resources: [id], Tags: [{ Key: 'team', Value: 'network' }, { Key: 'stage', Value: 'test' }] };
  const NOT_FOUND = { code: 'InvalidIpamPoolAllocationId.NotFound' };
  await expect(cloud.call('CreateTags', tags)).rejects.toMatchObject(NOT_FOUND);
  await expect(cloud.call('CreateTags', tags, { ...inLocale, caller: OTHER })).rejects.toMatchObject(NOT_FOUND);
  await cloud.call('CreateTags', tags, inLocale);
  await cloud.call('DeleteTags', { Resources: [id], Tags: [{ Key: 'stage' }] }, inLocale);
  expect((await cloud.call('DescribeTags', {}, inLocale)).Tags).toEqual([{ ResourceId: id, ResourceType: 'ipam-pool-allocation', Key: 'team', Value: 'network' }]);
  expect((await cloud.call('DescribeTags', {})).Tags).toEqual([]);
  expect((await cloud.call('DescribeTags', {}, { ...inLocale, caller: OTHER })).Tags).toEqual([]);
  const [found] = (await cloud.call('DescribeIpamPoolAllocations', { IpamPoolAllocationIds: [id] }, inLocale)).IpamPoolAllocations ?? [];
  expect(found?.Tags).toEqual([{ Key: 'team', Value: 'network' }]);
});

test('only manual allocations are released: what a VPC holds is refused', async () => {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  await cloud.call('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 24 });
  const [held] = (await cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool })).IpamPoolAllocations ?? [];
  expect(held).toMatchObject({ ResourceType: 'vpc', ResourceRegion: 'us-east-1' });
  const release = { IpamPoolId: pool, Cidr: held?.Cidr, IpamPoolAllocationId: held?.IpamPoolAllocationId };
  await expect(cloud.call('ReleaseIpamPoolAllocation', release)).rejects.toMatchObject({
    code: 'OperationNotPermitted',
    message: `The allocation ${text(held?.IpamPoolAllocationId)} belongs to a resource of type vpc. Only manual allocations can be released.`,
  });
  expect(await cloud.holders(pool)).toEqual(['vpc']);
});
