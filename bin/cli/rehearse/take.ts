import { perform, type InputOf, type OutputOf } from '../../../sandbox/api';
import { AwsError } from '../../../sandbox/aws-error';
import { administrator } from '../../../sandbox/principal';
import { ec2Api } from '../../../sandbox/services/ec2';
import type { PoolEntity } from '../../../sandbox/services/ec2/entities';
import { ec2State } from '../../../sandbox/services/ec2/state';
import type { World } from '../../../sandbox/world';
import type { Taking } from './declare';

type Ec2 = (typeof ec2Api)['actions'];

/** Sizes of what is taken, the largest first: the first that the pool has room for. */
const NETMASKS = { ipv4: [24, 28, 30, 32], ipv6: [56, 60, 64] };

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A network team outside the stacks takes CIDRs from the pools in turn, and addresses, of which it puts the first to use. Gives what could not be taken. */
export async function take(world: World, { allocations, addresses }: Taking, tags: Readonly<Record<string, string>>, place: Place): Promise<string[]> {
  const specifications = <Type extends string>(ResourceType: Type) => (Object.keys(tags).length === 0 ? undefined : [{ ResourceType, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }]);
  const pools = poolsToTakeFrom(world);
  let taken = 0;
  for (let turn = 0; taken < allocations && turn < allocations * Math.max(1, pools.length); turn += 1) {
    const pool = pools[turn % pools.length];
    if (pool && (await takeFrom(pool))) taken += 1;
  }
  for (let each = 0; each < addresses; each += 1) {
    const { AllocationId } = await call(world, place, 'AllocateAddress', { Domain: 'vpc', TagSpecifications: specifications('elastic-ip') });
    if (each === 0) await putToUse(world, place, AllocationId);
  }
  return taken === allocations ? [] : [`Only ${taken} of ${allocations} allocations could be taken: the app has ${pools.length === 0 ? 'no pool to take from' : 'no pool with room for more'}`];

  async function takeFrom(pool: PoolEntity): Promise<boolean> {
    const { minNetmaskLength: least = 0, maxNetmaskLength: most = 128, locale, region } = pool;
    const sizes = pool.defaultNetmaskLength === undefined ? NETMASKS[pool.family].filter((size) => size >= least && size <= most) : [pool.defaultNetmaskLength];
    for (const NetmaskLength of sizes) {
      try {
        await call(world, { account: pool.account, region: locale === 'None' ? region : locale }, 'AllocateIpamPoolCidr', {
          IpamPoolId: pool.id,
          NetmaskLength,
          Description: 'taken in the rehearsal',
          TagSpecifications: specifications('ipam-pool-allocation'),
        });
        return true;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
      }
    }
    return false;
  }
}

/** Pools that others are made of are not taken from. */
function poolsToTakeFrom(world: World): PoolEntity[] {
  const all = [...ec2State(world).pools.all()];
  const sources = new Set(all.map(({ sourcePoolId }) => sourcePoolId));
  return all.filter(({ id, locale }) => !sources.has(id) && locale !== 'None');
}

/** Associates the address with an interface in a VPC of the team's own. */
async function putToUse(world: World, place: Place, AllocationId: string | undefined): Promise<void> {
  const { Vpc } = await call(world, place, 'CreateVpc', { CidrBlock: '192.168.0.0/24' });
  const { InternetGateway } = await call(world, place, 'CreateInternetGateway', {});
  await call(world, place, 'AttachInternetGateway', { InternetGatewayId: InternetGateway?.InternetGatewayId, VpcId: Vpc?.VpcId });
  const { Subnet } = await call(world, place, 'CreateSubnet', { VpcId: Vpc?.VpcId, CidrBlock: '192.168.0.0/28' });
  const { NetworkInterface } = await call(world, place, 'CreateNetworkInterface', { SubnetId: Subnet?.SubnetId });
  await call(world, place, 'AssociateAddress', { AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId });
}

function call<Name extends keyof Ec2>(world: World, { account, region }: Place, action: Name, input: InputOf<Ec2[Name]>): Promise<OutputOf<Ec2[Name]>> {
  return perform(ec2Api, { world, caller: administrator(account), region }, action, input);
}
