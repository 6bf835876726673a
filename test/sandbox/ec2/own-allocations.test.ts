import { ACCOUNT, administrator, type Principal } from '../../../sandbox/principal';
import { seedPoolShare, seedPoolShareTakenBack } from '../../../sandbox/services/ec2/seed';
import { Cloud, text } from './cloud';

const OTHER = '444455556666';
const other = administrator(OTHER);

async function allocate(cloud: Cloud, IpamPoolId: string, how: { caller?: Principal; region?: string } = {}) {
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 }, how);
  return text(IpamPoolAllocation?.IpamPoolAllocationId);
}

/** Two pools in us-east-1, one in eu-west-1; the first is shared, and both accounts have something in it. */
async function pools() {
  const cloud = new Cloud();
  const { privateScope } = await cloud.ipam();
  const shared = await cloud.pool(privateScope);
  seedPoolShare(cloud.world, shared, OTHER);
  const second = await cloud.pool(privateScope, { cidr: '172.16.0.0/12' });
  const elsewhere = await cloud.pool(privateScope, { cidr: '192.168.0.0/16', Locale: 'eu-west-1' });
  const ours = [await allocate(cloud, shared), await allocate(cloud, second)];
  const theirs = await allocate(cloud, shared, { caller: other });
  const inIreland = await allocate(cloud, elsewhere, { region: 'eu-west-1' });
  return { cloud, shared, ours, theirs, inIreland };
}

async function own(cloud: Cloud, how: { caller?: Principal; region?: string } = {}, ids?: string[]) {
  const { IpamPoolAllocations = [] } = await cloud.call('DescribeIpamPoolAllocations', ids ? { IpamPoolAllocationIds: ids } : {}, how);
  return IpamPoolAllocations.map(({ IpamPoolAllocationId }) => IpamPoolAllocationId);
}

test('an account is shown what it holds itself, in every pool of the Region', async () => {
  const { cloud, ours, theirs, inIreland } = await pools();
  expect(await own(cloud)).toEqual(ours);
  expect(await own(cloud, { region: 'eu-west-1' })).toEqual([inIreland]);
  expect(await own(cloud, { caller: other })).toEqual([theirs]);
});

test('an account still sees what it holds in a pool whose share was taken back, and the pool no more', async () => {
  const { cloud, shared, ours, theirs } = await pools();
  seedPoolShareTakenBack(cloud.world, shared, OTHER);
  await expect(cloud.call('GetIpamPoolAllocations', { IpamPoolId: shared }, { caller: other })).rejects.toMatchObject({ code: 'InvalidIpamPoolId.NotFound' });
  expect(await own(cloud, { caller: other })).toEqual([theirs]);
  expect(await own(cloud, { caller: other }, [theirs])).toEqual([theirs]);
  expect(await own(cloud)).toEqual(ours);
});

test("by id, what is unknown, released, another account's or in another Region is not found", async () => {
  const { cloud, shared, ours, theirs, inIreland } = await pools();
  const [first = '', second = ''] = ours;
  expect(await own(cloud, {}, [second])).toEqual([second]);
  const notFound = { code: 'InvalidIpamPoolAllocationId.NotFound' };
  await expect(own(cloud, {}, [second, `ipam-pool-alloc-${'0'.repeat(33)}`])).rejects.toMatchObject(notFound);
  await expect(own(cloud, {}, [theirs])).rejects.toMatchObject(notFound);
  await expect(own(cloud, {}, [inIreland])).rejects.toMatchObject(notFound);
  await cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: shared, IpamPoolAllocationId: first, Cidr: '10.0.0.0/24' });
  await expect(own(cloud, {}, [first])).rejects.toMatchObject(notFound);
  await expect(own(cloud, {}, ['alloc-1'])).rejects.toMatchObject({ code: 'InvalidIpamPoolAllocationId.Malformed' });
});

test('what resources hold is in it, filters narrow it, and pages go on from one pool to the next', async () => {
  const cloud = new Cloud({ longestPage: 2 });
  const { privateScope } = await cloud.ipam();
  const [first, second] = [await cloud.pool(privateScope), await cloud.pool(privateScope, { cidr: '172.16.0.0/12' })];
  const { Vpc } = await cloud.call('CreateVpc', { Ipv4IpamPoolId: second, Ipv4NetmaskLength: 24 });
  const manual = [await allocate(cloud, first), await allocate(cloud, first), await allocate(cloud, second)];
  const byVpc = await cloud.call('DescribeIpamPoolAllocations', { Filters: [{ Name: 'resource-type', Values: ['vpc'] }] });
  expect(byVpc.IpamPoolAllocations).toMatchObject([{ ResourceId: Vpc?.VpcId, ResourceOwner: ACCOUNT }]);
  const page = await cloud.call('DescribeIpamPoolAllocations', {});
  expect(page.IpamPoolAllocations?.map(({ IpamPoolAllocationId }) => IpamPoolAllocationId)).toEqual(manual.slice(0, 2));
  const { IpamPoolAllocations, NextToken } = await cloud.call('DescribeIpamPoolAllocations', { NextToken: page.NextToken });
  expect(IpamPoolAllocations).toMatchObject([{ ResourceType: 'vpc' }, { IpamPoolAllocationId: manual[2] }]);
  expect(NextToken).toBeUndefined();
  await expect(cloud.call('DescribeIpamPoolAllocations', { MaxResults: 999 })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
});

test('listing is authorised on everything, changing on the one allocation, whose ARN has a Region', async () => {
  const { cloud, ours } = await pools();
  const [first = '', second = ''] = ours;
  const allowed = (Action: string, Resource: string): { caller: Principal } => ({
    caller: { ...administrator(), policies: () => [{ Statement: { Effect: 'Allow', Action, Resource } }] },
  });
  const arnOf = (id: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:ipam-pool-allocation/${id}`;
  const refused = { code: 'UnauthorizedOperation' };
  expect(await own(cloud, allowed('ec2:DescribeIpamPoolAllocations', '*'))).toEqual(ours);
  await expect(own(cloud, allowed('ec2:DescribeIpamPoolAllocations', arnOf(first)), [first])).rejects.toMatchObject(refused);
  const may = allowed('ec2:ModifyIpamPoolAllocation', arnOf(first));
  await expect(cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId: second, Description: 'spare' }, may)).rejects.toMatchObject(refused);
  await cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId: first, Description: 'spare' }, may);
});

test('an allocation gets another description, or none', async () => {
  const { cloud, shared, ours, theirs } = await pools();
  const [IpamPoolAllocationId = ''] = ours;
  const modified = await cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId, Description: 'spare' });
  expect(modified.IpamPoolAllocation).toMatchObject({ IpamPoolAllocationId, Description: 'spare', Cidr: '10.0.0.0/24', ResourceType: 'custom' });
  const shown = async () => (await cloud.call('GetIpamPoolAllocations', { IpamPoolId: shared, IpamPoolAllocationId })).IpamPoolAllocations?.[0]?.Description;
  expect(await shown()).toBe('spare');
  await expect(cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId, DryRun: true })).rejects.toMatchObject({ code: 'DryRunOperation' });
  await cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId });
  expect(await shown()).toBeUndefined();
  await expect(cloud.call('ModifyIpamPoolAllocation', { IpamPoolAllocationId: theirs, Description: 'ours' })).rejects.toMatchObject({ code: 'InvalidIpamPoolAllocationId.NotFound' });
});
