import { DeprovisionIpamPoolCidrCommand, DescribeIpamPoolsCommand } from '@aws-sdk/client-ec2';
import type { Place } from '../account';
import type { Probe } from '../probe';
import { refusalOf } from '../refusal';
import { createPoolTimed } from '../shared-ipam';
import { sayTime, SECOND } from '../wait';

const CIDR = '10.65.0.0/24';

export const poolPlaces: Probe = {
  name: 'pool-places',
  minutes: 3,
  creates: [{ what: 'IPAM pool', count: 1 }],
  assumptions: ['A34', 'A35', 'A36', 'A63', 'A64', 'A65'],
  async run(ground) {
    const { home, local, elsewhere, find } = ground;
    const { IpamPoolId, created, provisioned } = await createPoolTimed(ground, 'places', { Cidr: CIDR });
    find('A64', provisioned <= 40 * SECOND, `its CIDR was provisioned after ${sayTime(provisioned)}`);
    find('A65', created <= 20 * SECOND, `it was created after ${sayTime(created)}`);
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

    const deprovision = () => refusalOf(home.ec2.send(new DeprovisionIpamPoolCidrCommand({ IpamPoolId, Cidr: CIDR })));
    await deprovision();
    const second = await deprovision();
    find('A63', second.error === undefined || (second.error as Error).name === 'IncorrectState', second.said);
  },
};
