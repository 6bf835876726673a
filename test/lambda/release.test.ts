import { DescribeIpamPoolsCommand, EC2Client, GetIpamPoolAllocationsCommand, type ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import { Invocation } from '../../lambda/invocation';
import type { Item } from '../../lambda/item';
import { releaseAll } from '../../lambda/release';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

const pool = { poolId: 'ipam-pool-0123456789abcdef0', region: 'us-east-1', roleArn: undefined, inApp: false, known: false };
const EVERY_MANUAL: Item = { kind: 'allocations', pool, cidr: undefined, allocationId: undefined, tag: undefined };

test('as long as more is due than a pass takes, the next look is a second away', async () => {
  const clock = new VirtualClock();
  const left = new Set(Array.from({ length: 1_000 }, (_, index) => `ipam-pool-alloc-${String(index).padStart(32, '0')}`));
  const ec2 = new EC2Client({ region: 'us-east-1' });
  ec2.send = (command: DescribeIpamPoolsCommand | GetIpamPoolAllocationsCommand | ReleaseIpamPoolAllocationCommand) => {
    if (command instanceof DescribeIpamPoolsCommand) return Promise.resolve({ IpamPools: [{ IpamPoolId: pool.poolId, Locale: 'us-east-1' }] });
    if (command instanceof GetIpamPoolAllocationsCommand) {
      return Promise.resolve({ IpamPoolAllocations: [...left].map((IpamPoolAllocationId) => ({ IpamPoolAllocationId, Cidr: '10.0.0.0/28', ResourceType: 'custom' })) });
    }
    const { IpamPoolAllocationId = '' } = command.input as { IpamPoolAllocationId?: string };
    return Promise.resolve({ Success: left.delete(IpamPoolAllocationId) });
  };
  const pauses: unknown[] = [];
  const log: World['log'] = (message, fields) => {
    if (message === 'looking again' && left.size > 0) pauses.push(fields?.nextLookMilliseconds);
  };
  const world = { clock, region: 'us-east-1', ec2: () => ec2, log } as unknown as World;
  const task = { items: [EVERY_MANUAL], isLastCall: () => Promise.resolve(false), deadline: clock.now() + 2_700_000, poolsWereFound: () => Promise.resolve(true), account: '111122223333' };
  const [ended] = await releaseAll(world, new Invocation(clock, 900_000), task);
  expect(ended?.state).toBe('gone');
  // Four hundred are tried in a pass.
  expect(pauses).toEqual([1_000, 1_000]);
});
