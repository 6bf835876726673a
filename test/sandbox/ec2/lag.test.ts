import { administrator } from '../../../sandbox/principal';
import { Cloud, MINUTE, SECOND, text } from './cloud';

const range = (min: number, max = min) => ({ min, max });
const IPAM_LAG = { vpc: range(15 * MINUTE), subnet: range(8 * MINUTE), eip: range(2 * MINUTE), pool: range(20 * SECOND) };

async function readMany<T>(read: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 40 }, read));
}

test('a list may miss what is new and show what is gone, in turns, until every replica knows', async () => {
  const cloud = new Cloud({ listLag: range(0, 3 * SECOND) });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const count = async () => (await cloud.holders(pool)).length;

  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, Cidr: '10.0.0.0/23' });
  expect(new Set(await readMany(count))).toContain(0);
  cloud.clock.pass(3 * SECOND);
  expect(new Set(await readMany(count))).toEqual(new Set([1]));

  await cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr: '10.0.0.0/23', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId });
  const seen = new Set<number>();
  for (let passed = 0; passed < 30; passed++) {
    for (const shown of await readMany(count)) seen.add(shown);
    cloud.clock.pass(100);
  }
  expect(seen).toEqual(new Set([0, 1]));
  expect(new Set(await readMany(count))).toEqual(new Set([0]));
});

test('what changes something sees the truth, however far lists are behind', async () => {
  const cloud = new Cloud({ listLag: range(1 * MINUTE) });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { IpamPoolAllocation } = await cloud.call('AllocateIpamPoolCidr', { IpamPoolId: pool, NetmaskLength: 24 });
  const release = () =>
    cloud.call('ReleaseIpamPoolAllocation', { IpamPoolId: pool, Cidr: '10.0.0.0/24', IpamPoolAllocationId: IpamPoolAllocation?.IpamPoolAllocationId });
  expect(await cloud.holders(pool)).toEqual([]);
  expect(await release()).toEqual({ Success: true });
  await expect(release()).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
});

test('what was just created may not be found when it is described', async () => {
  const cloud = new Cloud({ listLag: range(5 * SECOND) });
  const { allocationId } = await cloud.address();
  await expect(cloud.call('DescribeAddresses', { AllocationIds: [allocationId] })).rejects.toMatchObject({ code: 'InvalidAllocationID.NotFound' });
  expect((await cloud.call('DescribeAddresses', { Filters: [{ Name: 'allocation-id', Values: [allocationId] }] })).Addresses).toEqual([]);
  cloud.clock.pass(5 * SECOND);
  expect((await cloud.call('DescribeAddresses', { AllocationIds: [allocationId] })).Addresses).toHaveLength(1);
});

describe('in a weather that takes nothing back', () => {
  const WEATHER = { listLag: range(0, 3 * SECOND), lateWrites: 1, takesBack: false };

  /** Reads for three seconds and a bit, and gives what changed between two reads. */
  async function changes<T>(cloud: Cloud, read: () => Promise<T>): Promise<T[]> {
    const seen: T[] = [];
    for (let passed = 0; passed < 35; passed++) {
      for (let time = 0; time < 5; time++) {
        const shown = await read();
        if (seen.length === 0 || shown !== seen.at(-1)) seen.push(shown);
      }
      cloud.clock.pass(100);
    }
    return seen;
  }

  test('a caller sees each change once: a record that comes stays, one that goes stays away', async () => {
    const cloud = new Cloud(WEATHER);
    const { allocationId } = await cloud.address();
    const Filters = [{ Name: 'allocation-id', Values: [allocationId] }];
    const isListed = async () => (await cloud.call('DescribeAddresses', { Filters })).Addresses?.length === 1;
    expect(await changes(cloud, isListed)).toEqual([false, true]);
    await cloud.call('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'of', Value: 'us' }] });
    const isTagged = async () => (await cloud.call('DescribeAddresses', { Filters: [{ Name: 'tag:of', Values: ['us'] }] })).Addresses?.length === 1;
    expect(await changes(cloud, isTagged)).toEqual([false, true]);
    await cloud.call('ReleaseAddress', { AllocationId: allocationId });
    expect(await changes(cloud, isListed)).toEqual([true, false]);
  });

  test('what a caller was shown is found by its id, whichever call names it', async () => {
    const cloud = new Cloud(WEATHER);
    for (let count = 0; count < 50; count++) {
      const { allocationId } = await cloud.address();
      while (!(await cloud.call('DescribeAddresses', {})).Addresses?.some(({ AllocationId }) => AllocationId === allocationId)) cloud.clock.pass(10);
      await cloud.call('DescribeAddresses', { AllocationIds: [allocationId] });
      await cloud.call('DescribeAddressesAttribute', { AllocationIds: [allocationId], Attribute: 'domain-name' });
    }
  });

  test('what one caller was shown, another one may not be shown yet', async () => {
    const cloud = new Cloud(WEATHER);
    const other = { ...administrator(), arn: 'arn:aws:iam::111122223333:user/other' };
    const shownTo = async (caller = administrator()) => (await cloud.call('DescribeAddresses', {}, { caller })).Addresses?.length;
    const differences = new Set<number>();
    for (let count = 1; count <= 30; count++) {
      await cloud.address();
      while ((await shownTo()) !== count) cloud.clock.pass(10);
      differences.add(count - ((await shownTo(other)) ?? 0));
      cloud.clock.pass(3 * SECOND);
    }
    expect(differences).toEqual(new Set([0, 1]));
  });
});

test('only the share of the writes that is late is not in the next list', async () => {
  const cloud = new Cloud({ listLag: range(1 * SECOND, 3 * SECOND), lateWrites: 0.1 });
  let late = 0;
  for (let count = 1; count <= 500; count++) {
    await cloud.address();
    if ((await cloud.call('DescribeAddresses', {})).Addresses?.length !== count) late += 1;
    cloud.clock.pass(3 * SECOND);
  }
  expect(late).toBeGreaterThan(25);
  expect(late).toBeLessThan(75);
});

test('an address of a pool keeps its allocation there until IPAM notices its release', async () => {
  const cloud = new Cloud({ ipamLag: IPAM_LAG });
  const { publicScope } = await cloud.ipam();
  const pool = await cloud.publicPool(publicScope);
  const { AllocationId, PublicIpv4Pool } = await cloud.call('AllocateAddress', { IpamPoolId: pool });
  expect(PublicIpv4Pool).toBe(pool);
  expect((await cloud.call('GetIpamPoolAllocations', { IpamPoolId: pool })).IpamPoolAllocations).toMatchObject([{ ResourceType: 'eip', ResourceId: AllocationId }]);
  await cloud.call('ReleaseAddress', { AllocationId });
  expect((await cloud.call('DescribeAddresses', {})).Addresses).toEqual([]);
  cloud.clock.pass(2 * MINUTE - SECOND);
  expect(await cloud.holders(pool)).toEqual(['eip']);
  const [provisioned] = (await cloud.call('GetIpamPoolCidrs', { IpamPoolId: pool })).IpamPoolCidrs ?? [];
  await cloud.call('DeprovisionIpamPoolCidr', { IpamPoolId: pool, Cidr: text(provisioned?.Cidr) });
  expect((await cloud.call('GetIpamPoolCidrs', { IpamPoolId: pool })).IpamPoolCidrs).toMatchObject([{ State: 'failed-deprovision' }]);
  cloud.clock.pass(2 * SECOND);
  expect(await cloud.holders(pool)).toEqual([]);
});

test('a VPC and a subnet keep their allocations longer', async () => {
  const cloud = new Cloud({ ipamLag: IPAM_LAG });
  const { privateScope } = await cloud.ipam();
  const pool = await cloud.pool(privateScope);
  const { Vpc } = await cloud.call('CreateVpc', { Ipv4IpamPoolId: pool, Ipv4NetmaskLength: 20 });
  const planning = await cloud.pool(privateScope, {
    SourceIpamPoolId: pool,
    SourceResource: { ResourceId: Vpc?.VpcId, ResourceType: 'vpc', ResourceRegion: 'us-east-1', ResourceOwner: '111122223333' },
    cidr: text(Vpc?.CidrBlock),
  });
  expect(await cloud.holders(planning)).toEqual([]);
  const { Subnet } = await cloud.call('CreateSubnet', { VpcId: Vpc?.VpcId, Ipv4IpamPoolId: planning, Ipv4NetmaskLength: 24 });
  expect(await cloud.holders(planning)).toEqual(['subnet']);
  await cloud.call('DeleteSubnet', { SubnetId: Subnet?.SubnetId });
  await cloud.call('DeleteVpc', { VpcId: Vpc?.VpcId });
  cloud.clock.pass(7 * MINUTE);
  expect(await cloud.holders(planning)).toEqual(['subnet']);
  cloud.clock.pass(2 * MINUTE);
  expect(await cloud.holders(planning)).toEqual([]);
  expect(await cloud.holders(pool)).toContain('vpc');
  cloud.clock.pass(7 * MINUTE);
  expect(await cloud.holders(pool)).not.toContain('vpc');
});
