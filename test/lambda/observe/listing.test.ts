import type { AllocationsItem } from '../../../lambda/item';
import { ALLOCATION, DESCRIBED, EVERY_MANUAL, look, OF_A_VPC } from '../listed';
import { ScriptedWorld } from '../scripted-ec2';

/** The CIDRs that would be released of a pool with these allocations. */
async function released(listed: Partial<AllocationsItem>, ...IpamPoolAllocations: object[]): Promise<unknown> {
  const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }), GetIpamPoolAllocations: () => ({ IpamPoolAllocations }) });
  const sighting = await look(scripted, { ...EVERY_MANUAL, ...listed });
  return sighting?.is === 'seen' ? sighting.targets.map(({ step, verdict }) => (step?.do === 'releaseAllocation' ? step.cidr : verdict?.code)) : sighting;
}

let count = 0;
const allocation = (Cidr: string, ...tags: [string, string?][]) => {
  const IpamPoolAllocationId = `ipam-pool-alloc-${String((count += 1)).padStart(32, '0')}`;
  return { ...ALLOCATION, IpamPoolAllocationId, Cidr, ...(tags.length > 0 && { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }) };
};

const one = allocation('10.0.0.0/24', ['owner', 'web'], ['stage', 'prod']);
const two = allocation('10.0.1.0/24', ['stage', '']);
const three = allocation('10.0.2.0/24', ['stage', 'test']);
const untagged = allocation('10.0.3.0/24');
const vpc = { ...OF_A_VPC, IpamPoolAllocationId: `ipam-pool-alloc-${'f'.repeat(32)}`, Cidr: '10.0.4.0/24', Tags: [{ Key: 'stage', Value: 'test' }] };
const ALL = [one, two, three, untagged, vpc];

test('every manual one is every manual one', async () => {
  expect(await released({}, ...ALL)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']);
});

describe('by a tag', () => {
  test('with a value, only that value', async () => {
    expect(await released({ tag: { key: 'stage', value: 'test' } }, ...ALL)).toEqual(['10.0.2.0/24']);
  });

  test('with an empty value, only that: production has the key, too, and keeps its allocation', async () => {
    expect(await released({ tag: { key: 'stage', value: '' } }, ...ALL)).toEqual(['10.0.1.0/24']);
  });

  test('without a value, any', async () => {
    expect(await released({ tag: { key: 'stage', value: undefined } }, ...ALL)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
    expect(await released({ tag: { key: 'Stage', value: undefined } }, ...ALL)).toEqual([]);
  });
});

describe('by its CIDR', () => {
  test('only the allocation of exactly that', async () => {
    expect(await released({ cidr: '10.0.1.0/24' }, ...ALL)).toEqual(['10.0.1.0/24']);
    expect(await released({ cidr: '10.0.1.0/25' }, ...ALL)).toEqual([]);
  });

  test('however EC2 writes it', async () => {
    expect(await released({ cidr: '2001:db8::/56' }, allocation('2001:0DB8:0:0::/56'))).toEqual(['2001:0DB8:0:0::/56']);
  });

  test('one that a VPC has is not released, and says so', async () => {
    expect(await released({ cidr: '10.0.4.0/24' }, ...ALL)).toEqual(['NotManual']);
  });
});

describe('by its id', () => {
  test('only that one', async () => {
    expect(await released({ allocationId: two.IpamPoolAllocationId }, ...ALL)).toEqual(['10.0.1.0/24']);
    expect(await released({ allocationId: `ipam-pool-alloc-${'e'.repeat(32)}` }, ...ALL)).toEqual([]);
  });

  test('with another CIDR than the listed one it is somebody else\'s, or a mistake: it stays', async () => {
    expect(await released({ allocationId: two.IpamPoolAllocationId, cidr: '10.0.9.0/24' }, ...ALL)).toEqual(['WrongCidr']);
    expect(await released({ allocationId: two.IpamPoolAllocationId, cidr: '10.0.1.0/24' }, ...ALL)).toEqual(['10.0.1.0/24']);
  });
});
