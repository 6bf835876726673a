import { ACCOUNT, administrator, type Principal } from '../../../sandbox/principal';
import { seedPoolShare } from '../../../sandbox/services/ec2/seed';
import { Cloud, text } from './cloud';

const OTHER = '444455556666';
const caller = administrator(OTHER);

async function sharedPool(cloud: Cloud) {
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  seedPoolShare(cloud.world, pool, OTHER);
  return pool;
}

const allocate = async (cloud: Cloud, IpamPoolId: string, as: Principal) => {
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 24 }, { caller: as });
  return { IpamPoolId, IpamPoolAllocationId: text(IpamPoolAllocation?.IpamPoolAllocationId), Cidr: text(IpamPoolAllocation?.Cidr) };
};

test('who a pool is shared with sees it, takes CIDRs from it, and may release whatever is there: no limit is documented', async () => {
  const cloud = new Cloud();
  const pool = await sharedPool(cloud);
  expect((await cloud.call('DescribeIpamPools', {}, { caller })).IpamPools).toMatchObject([{ IpamPoolId: pool, OwnerId: ACCOUNT, IpamPoolArn: `arn:aws:ec2::${ACCOUNT}:ipam-pool/${pool}` }]);
  const [ours, theirs] = [await allocate(cloud, pool, administrator()), await allocate(cloud, pool, caller)];
  expect((await cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool }, { caller })).IpamPoolAllocations).toMatchObject([{ ResourceOwner: ACCOUNT }, { ResourceOwner: OTHER }]);
  await cloud.call('ReleaseIpamPoolAllocation', theirs, { caller });
  await cloud.call('ReleaseIpamPoolAllocation', ours, { caller });
  expect(await cloud.holders(pool)).toEqual([]);
});

test("the pool's owner releases what others took from it", async () => {
  const cloud = new Cloud();
  const pool = await sharedPool(cloud);
  await cloud.call('ReleaseIpamPoolAllocation', await allocate(cloud, pool, caller));
  expect(await cloud.holders(pool)).toEqual([]);
});

test('who a pool is shared with does not change it, and whoever it is not shared with does not find it', async () => {
  const cloud = new Cloud();
  const pool = await sharedPool(cloud);
  const notFound = { code: 'InvalidIpamPoolId.NotFound' };
  await expect(cloud.call('DeleteIpamPool', { IpamPoolId: pool }, { caller })).rejects.toMatchObject(notFound);
  await expect(cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/8' }, { caller })).rejects.toMatchObject(notFound);
  await expect(cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool }, { caller: administrator('777788889999') })).rejects.toMatchObject(notFound);
});

test("IAM asks for the pool's own ARN, which carries its owner's account", async () => {
  const cloud = new Cloud();
  const pool = await sharedPool(cloud);
  const allocation = await allocate(cloud, pool, caller);
  const release = (account: string) => {
    const policies = () => [{ Statement: { Effect: 'Allow', Action: 'ec2:ReleaseIpamPoolAllocation', Resource: `arn:aws:ec2::${account}:ipam-pool/${pool}` } } as const];
    return cloud.call('ReleaseIpamPoolAllocation', { ...allocation, DryRun: true }, { caller: { ...caller, policies } });
  };
  await expect(release(OTHER)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  await expect(release(ACCOUNT)).rejects.toMatchObject({ code: 'DryRunOperation' });
});

test('an Elastic IP from a shared pool is the account’s that took it, and its allocation says so', async () => {
  const cloud = new Cloud();
  const { publicScope } = await cloud.ipam();
  const pool = await cloud.publicPool(publicScope);
  seedPoolShare(cloud.world, pool, OTHER);
  const { AllocationId } = await cloud.call('AllocateAddress', { IpamPoolId: pool }, { caller });
  expect((await cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool })).IpamPoolAllocations).toMatchObject([{ ResourceType: 'eip', ResourceId: AllocationId, ResourceOwner: OTHER }]);
  expect((await cloud.call('DescribeAddresses', {})).Addresses).toEqual([]);
  await expect(cloud.call('ReleaseAddress', { AllocationId })).rejects.toMatchObject({ code: 'AuthFailure' });
  await cloud.call('ReleaseAddress', { AllocationId }, { caller });
  expect(await cloud.holders(pool)).toEqual([]);
});
