import { AllocateIpamPoolCidrCommand, DescribeIpamPoolAllocationsCommand, GetIpamPoolAllocationsCommand, ReleaseIpamPoolAllocationCommand, type IpamPoolAllocation } from '@aws-sdk/client-ec2';
import { understand } from '../../../lambda/error-table';
import type { Ground, Probe } from '../probe';
import { refusalOf } from '../refusal';
import { createPool } from '../shared-ipam';
import { MINUTE, sayTime, SECOND, waitFor } from '../wait';

/** After this long the handler believes a list that does not show what EC2 said is gone. */
const BELIEVED_AFTER = 10 * SECOND;
const TIMES = 3;
const LOOK = { every: SECOND, atMost: 5 * MINUTE };

export const allocations: Probe = {
  name: 'allocations',
  minutes: 5,
  creates: [{ what: 'IPAM pool', count: 1 }],
  assumptions: ['A37', 'A38', 'A42', 'A43', 'A44', 'A49'],
  async run(ground) {
    const { local, home, clock, find } = ground;
    const IpamPoolId = await createPool(ground, 'allocations', { Cidr: '10.64.0.0/20' });
    const lags = { A37: [] as number[], A38: [] as number[] };
    for (let time = 1; time <= TIMES; time += 1) {
      ground.waiting(`a list with a new allocation (${time} of ${TIMES})`);
      const taken = await take(ground, IpamPoolId);
      lags.A37.push((await waitFor(clock, LOOK, async () => ((await isListed(ground, IpamPoolId, taken)) ? true : undefined)))?.after ?? Infinity);
      ground.waiting(`a list without it (${time} of ${TIMES})`);
      await local.ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr: taken.Cidr, IpamPoolAllocationId: taken.IpamPoolAllocationId }));
      lags.A38.push((await waitFor(clock, LOOK, async () => ((await isListed(ground, IpamPoolId, taken)) ? undefined : true)))?.after ?? Infinity);
      if (time === TIMES) {
        const refusal = await refusalOf(local.ec2.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId, Cidr: taken.Cidr, IpamPoolAllocationId: taken.IpamPoolAllocationId })));
        find('A42', refusal.error !== undefined && understand(refusal.error).meaning === 'gone', refusal.said);
      }
    }
    for (const number of ['A37', 'A38'] as const) {
      find(number, lags[number].every((lag) => lag <= BELIEVED_AFTER), `after ${lags[number].map(sayTime).join(', ')}`);
    }

    const kept = await take(ground, IpamPoolId);
    await waitFor(clock, LOOK, async () => ((await isListed(ground, IpamPoolId, kept)) ? true : undefined));
    const ids = { IpamPoolAllocationIds: [kept.IpamPoolAllocationId ?? ''] };
    const ofAccount = await local.ec2.send(new DescribeIpamPoolAllocationsCommand(ids)).then(({ IpamPoolAllocations = [] }) => `${IpamPoolAllocations.length} listed`, (error: unknown) => String(error));
    find('A49', ofAccount === '1 listed', ofAccount);

    const other = { IpamPoolId, Cidr: '10.64.15.0/28', IpamPoolAllocationId: kept.IpamPoolAllocationId };
    const refusal = await refusalOf(local.ec2.send(new ReleaseIpamPoolAllocationCommand(other)));
    await clock.sleep(BELIEVED_AFTER);
    const isThere = await isListed(ground, IpamPoolId, kept);
    find('A43', refusal.error !== undefined && isThere, `${refusal.said}; the allocation is ${isThere ? 'still there' : 'gone'}`);

    const atHome = await refusalOf(home.ec2.send(new ReleaseIpamPoolAllocationCommand({ ...other, Cidr: kept.Cidr })));
    const means = atHome.error === undefined ? undefined : understand(atHome.error);
    find('A44', means?.meaning === 'gone' && means.code === 'InvalidIpamPoolId.NotFound', `in ${home.region}: ${atHome.said}`);
  },
};

async function take({ local, mark }: Ground, IpamPoolId: string): Promise<IpamPoolAllocation> {
  const { IpamPoolAllocation } = await local.ec2.send(
    new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 28, ...mark.onCreation('ipam-pool-allocation', 'allocation') }),
  );
  return IpamPoolAllocation ?? {};
}

async function isListed({ local }: Ground, IpamPoolId: string, { IpamPoolAllocationId: id }: IpamPoolAllocation): Promise<boolean> {
  // Lists lag: even the pool may not be in this one yet.
  const { IpamPoolAllocations = [] } = await local.ec2.send(new GetIpamPoolAllocationsCommand({ IpamPoolId })).catch(() => ({ IpamPoolAllocations: [] }));
  return IpamPoolAllocations.some(({ IpamPoolAllocationId }) => IpamPoolAllocationId === id);
}
