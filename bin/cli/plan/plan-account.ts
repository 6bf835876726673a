import { paginateDescribeIpamPools } from '@aws-sdk/client-ec2';
import { listOfAll } from '../../../lambda/list-of';
import type { World } from '../../../lambda/world';
import type { Aws } from '../aws';
import { judgeAddress } from './judge-address';
import { addressesIn } from './look';
import { isGoing, ownersOf } from './owners';
import type { Plan } from './plan';
import { planListedPool } from './plan-single';
import { verdictOf } from './verdict';

/** The account's pools and addresses in the Region that belong to no stack, or to one that is being deleted or could not be. */
export async function planAccount(aws: Aws, world: World): Promise<Plan> {
  const { region, account } = aws;
  const pools = await listOfAll(paginateDescribeIpamPools({ client: aws.ec2(region), stopOnSameToken: true }, {}), 'IpamPools', 'IpamPoolId');
  const own = pools.filter(({ OwnerId, State }) => OwnerId === account && State !== 'delete-complete').map(({ IpamPoolId }) => IpamPoolId);
  const addresses = (await addressesIn(world, region)).filter(({ ServiceManaged }) => ServiceManaged === undefined);
  const owners = await ownersOf(aws.cloudFormation(region), [...own, ...addresses.map(({ PublicIp }) => PublicIp)]);
  const isAlone = (physicalId: string) => {
    const owner = owners.get(physicalId);
    return owner === undefined || isGoing(owner);
  };
  const planned = [];
  for (const poolId of own.filter(isAlone)) {
    planned.push(await planListedPool(aws, world, { poolId, region, roleArn: undefined, inApp: false, known: true }, owners.has(poolId)));
  }
  return verdictOf({
    subject: 'account',
    account,
    region,
    addressReleases: [],
    pools: planned,
    addresses: addresses.filter(({ PublicIp }) => isAlone(PublicIp)).map((address) => judgeAddress(address, region, { owner: owners.get(address.PublicIp) })),
    notes: [],
  });
}
