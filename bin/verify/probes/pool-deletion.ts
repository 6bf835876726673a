import { AllocateIpamPoolCidrCommand, CreateIpamPoolCommand, DeleteIpamPoolCommand, DeprovisionIpamPoolCidrCommand, DescribeIpamPoolsCommand, GetIpamPoolCidrsCommand } from '@aws-sdk/client-ec2';
import { understand } from '../../../lambda/error-table';
import type { Probe } from '../probe';
import { refusalOf } from '../refusal';
import { createPool } from '../shared-ipam';
import { MINUTE, sayTime, SECOND, waitFor } from '../wait';

const CIDR = '10.66.0.0/24';

export const poolDeletion: Probe = {
  name: 'pool-deletion',
  minutes: 8,
  creates: [{ what: 'IPAM pool', count: 1 }],
  assumptions: ['A61', 'A62', 'A66', 'A68', 'A70', 'A71'],
  async run(ground) {
    const { home, local, clock, mark, scopes, find } = ground;
    const IpamPoolId = await createPool(ground, 'deletion', { Cidr: CIDR });
    await local.ec2.send(new AllocateIpamPoolCidrCommand({ IpamPoolId, NetmaskLength: 28, ...mark.onCreation('ipam-pool-allocation', 'deletion') }));
    const refusal = await refusalOf(home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId })));
    find('A61', (refusal.error as Error | undefined)?.name === 'DependencyViolation', refusal.said);

    ground.waiting('a CIDR that is not to be deprovisioned');
    await home.ec2.send(new DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: CIDR })).catch(() => undefined);
    const state = await waitFor(clock, { every: 5 * SECOND, atMost: 5 * MINUTE }, async () => {
      const { IpamPoolCidrs = [] } = await home.ec2.send(new GetIpamPoolCidrsCommand({ IpamPoolId }));
      const now = IpamPoolCidrs[0]?.State ?? 'gone';
      return now === 'pending-deprovision' || now === 'provisioned' ? undefined : now;
    });
    find('A62', state?.value === 'failed-deprovision', `its state is ${state?.value ?? 'the same'} after ${sayTime(state?.after ?? 5 * MINUTE)}`);

    const inPublicScope = { IpamScopeId: scopes.public, AddressFamily: 'ipv4', Locale: local.region, PublicIpSource: 'amazon', AwsService: 'ec2' } as const;
    const { IpamPool } = await home.ec2.send(new CreateIpamPoolCommand({ ...inPublicScope, ...mark.onCreation('ipam-pool', 'public') }));
    await clock.sleep(30 * SECOND);
    const inPublic = await refusalOf(home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId: IpamPool?.IpamPoolId, Cascade: true })));
    find('A68', inPublic.error !== undefined, `in the public scope: ${inPublic.said}`);

    ground.waiting('a cascade');
    const accepted = await refusalOf(home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId, Cascade: true })));
    if (accepted.error !== undefined) {
      find('A66', false, accepted.said);
      return;
    }
    const gone = await waitFor(clock, { every: 5 * SECOND, atMost: 15 * MINUTE }, async () => {
      const { IpamPools = [] } = await home.ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId] }] }));
      const [pool] = IpamPools;
      return pool === undefined || /^delete-(complete|failed)$/.test(pool.State ?? '') ? (pool?.State ?? 'gone') : undefined;
    });
    find('A66', gone !== undefined && gone.value !== 'delete-failed' && gone.after <= 5 * MINUTE, gone === undefined ? 'it is still there' : `${gone.value} after ${sayTime(gone.after)}`);
    await clock.sleep(10 * SECOND);
    const { IpamPools: listed = [] } = await home.ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId] }] }));
    const states = listed.map(({ State = '' }) => State);
    find('A71', states.every((each) => each === 'delete-complete'), `of a pool that is gone the list has ${states.join(', ') || 'nothing'}`);
    const second = await refusalOf(home.ec2.send(new DeleteIpamPoolCommand({ IpamPoolId, Cascade: true })));
    find('A70', second.error !== undefined && understand(second.error).meaning === 'gone', second.said);
  },
};
