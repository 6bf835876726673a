import type { PublicIpv4Pool, PublicIpv4PoolRange } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import type { World } from '../../world';
import { addressCount, contains, formatAddress, parseCidr, type Cidr } from './cidr';
import type { AddressEntity, PublicIpv4PoolEntity } from './entities';
import { checkId, notFound, PUBLIC_IPV4_POOL } from './resource-ids';
import { ec2State } from './state';
import { tagList } from './tags';

export function ownPublicIpv4Pool({ world, caller, region }: CallContext, id: string): PublicIpv4PoolEntity {
  checkId(PUBLIC_IPV4_POOL, id);
  const pool = ec2State(world).publicIpv4Pools.get(id);
  if (pool?.account !== caller.account || pool.region !== region) throw notFound(PUBLIC_IPV4_POOL, id);
  return pool;
}

/** The Elastic IPs that were taken from a range. */
export function addressesIn(world: World, pool: PublicIpv4PoolEntity, cidr: Cidr): AddressEntity[] {
  return [...ec2State(world).addresses.all()].filter(
    ({ publicIpv4Pool, publicIp }) => publicIpv4Pool === pool.id && contains(cidr, parseCidr(`${publicIp}/32`, 'publicIp')),
  );
}

/** The next address of the pool that nobody has; undefined when there is none. */
export function nextFreeAddress(world: World, pool: PublicIpv4PoolEntity): string | undefined {
  for (const cidr of pool.cidrs) {
    const taken = new Set(addressesIn(world, pool, cidr).map(({ publicIp }) => publicIp));
    for (let address = cidr.start; address < cidr.start + addressCount(cidr); address++) {
      const text = formatAddress('ipv4', address);
      if (!taken.has(text)) return text;
    }
  }
  return undefined;
}

/** A range as EC2 shows it. */
export function describeRange(world: World, pool: PublicIpv4PoolEntity, cidr: Cidr): PublicIpv4PoolRange {
  const count = Number(addressCount(cidr));
  return {
    FirstAddress: formatAddress('ipv4', cidr.start),
    LastAddress: formatAddress('ipv4', cidr.start + BigInt(count) - 1n),
    AddressCount: count,
    AvailableAddressCount: count - addressesIn(world, pool, cidr).length,
  };
}

/** A pool as DescribePublicIpv4Pools shows it. */
export function describePublicIpv4Pool(world: World, pool: PublicIpv4PoolEntity): PublicIpv4Pool {
  const ranges = pool.cidrs.map((cidr) => describeRange(world, pool, cidr));
  const sum = (count: (range: PublicIpv4PoolRange) => number | undefined) => ranges.reduce((total, range) => total + (count(range) ?? 0), 0);
  return {
    PoolId: pool.id,
    Description: '',
    PoolAddressRanges: ranges,
    TotalAddressCount: sum(({ AddressCount }) => AddressCount),
    TotalAvailableAddressCount: sum(({ AvailableAddressCount }) => AvailableAddressCount),
    NetworkBorderGroup: pool.networkBorderGroup,
    Tags: tagList(pool.tags),
  };
}
