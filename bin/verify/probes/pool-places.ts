import { DescribeIpamPoolsCommand } from '@aws-sdk/client-ec2';
import type { Place } from '../account';
import type { Probe } from '../probe';
import { createPool } from '../shared-ipam';

export const poolPlaces: Probe = {
  name: 'pool-places',
  minutes: 3,
  creates: [{ what: 'IPAM pool', count: 1 }],
  assumptions: ['A34', 'A35', 'A36'],
  async run(ground) {
    const { home, local, elsewhere, find } = ground;
    const IpamPoolId = await createPool(ground, 'places', { Cidr: '10.65.0.0/24' });
    await ground.clock.sleep(30_000);
    const shown = async ({ ec2 }: Place) => {
      const { IpamPools = [] } = await ec2.send(new DescribeIpamPoolsCommand({ Filters: [{ Name: 'ipam-pool-id', Values: [IpamPoolId] }] }));
      return IpamPools.length > 0;
    };
    const say = (isShown: boolean, { region }: Place) => `${region} ${isShown ? 'shows it' : 'does not'}`;
    const [atHome, inLocale, other] = [await shown(home), await shown(local), await shown(elsewhere)];
    find('A34', atHome, say(atHome, home));
    find('A35', inLocale, say(inLocale, local));
    find('A36', !other, say(other, elsewhere));
  },
};
