import { DescribeAddressesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { understand } from '../../../lambda/error-table';
import type { ListedPool } from '../../../lambda/item';
import { listOf } from '../../../lambda/list-of';
import { Pools } from '../../../lambda/observe/pools';
import type { World } from '../../../lambda/world';
import { asFailure, Failure } from '../failure';
import type { KnownAddress } from './look';

/** A pool, wherever it is: the Region that is named or configured first, then all others that the account has. */
export async function findPool(world: World, poolId: string, isNamed: boolean): Promise<ListedPool> {
  return search(world, `pool ${poolId}`, isNamed, async (region) => {
    const listed: ListedPool = { poolId, region, roleArn: undefined, inApp: false, known: true };
    try {
      await new Pools(world).describe(listed);
      return listed;
    } catch (error) {
      if (understand(error).meaning === 'gone') return undefined;
      throw asFailure(error, `pool ${poolId} in ${region}`);
    }
  });
}

/** An Elastic IP, by its allocation id or its address, wherever it is. */
export async function findAddress(world: World, idOrIp: string, isNamed: boolean): Promise<{ readonly region: string; readonly address: KnownAddress }> {
  const filter = { Name: idOrIp.startsWith('eipalloc-') ? 'allocation-id' : 'public-ip', Values: [idOrIp] };
  return search(world, `Elastic IP ${idOrIp}`, isNamed, async (region) => {
    const answer = await world.ec2({ region, roleArn: undefined }).send(new DescribeAddressesCommand({ Filters: [filter] })).catch((error: unknown) => {
      throw asFailure(error, `Elastic IP ${idOrIp} in ${region}`);
    });
    const [address] = listOf(answer, 'Addresses', 'AllocationId', 'PublicIp');
    return address && { region, address };
  });
}

async function search<T>(world: World, what: string, isNamed: boolean, lookIn: (region: string) => Promise<T | undefined>): Promise<T> {
  const here = await lookIn(world.region);
  if (here !== undefined) return here;
  if (isNamed) throw new Failure(`there is no ${what} in ${world.region}`, 'leave --region out to look in every Region, or check the id and --profile');
  const answer = await world.ec2({ region: world.region, roleArn: undefined }).send(new DescribeRegionsCommand({})).catch((error: unknown) => {
    throw asFailure(error, `${what} is not in ${world.region}, and the other Regions`);
  });
  const regions = listOf(answer, 'Regions', 'RegionName').map(({ RegionName }) => RegionName).filter((region) => region !== world.region);
  const found = (await Promise.all(regions.map(async (region) => lookIn(region).catch(() => undefined)))).find((each) => each !== undefined);
  if (found === undefined) throw new Failure(`there is no ${what} in any Region of the account`, 'check the id and --profile');
  return found;
}
