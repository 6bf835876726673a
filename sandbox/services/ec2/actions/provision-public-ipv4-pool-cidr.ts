import type { ProvisionPublicIpv4PoolCidrRequest, ProvisionPublicIpv4PoolCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { madeUp, missingParameter, refuseDryRun } from '../errors';
import { allocateForResource } from '../ipam/pool-cidrs';
import { poolInLocale } from '../ipam/pools';
import { describeRange, ownPublicIpv4Pool } from '../public-ipv4-pools';
import { ec2State } from '../state';

/** Gives a block of an IPAM pool of the user's own addresses to a public IPv4 pool: an `ec2-public-ipv4-pool` allocation. */
export function provisionPublicIpv4PoolCidr(input: ProvisionPublicIpv4PoolCidrRequest, call: CallContext): ProvisionPublicIpv4PoolCidrResult {
  const { world, caller } = call;
  const pool = ownPublicIpv4Pool(call, input.PoolId ?? '');
  const ipamPool = poolInLocale(call, input.IpamPoolId ?? '');
  if (input.NetmaskLength === undefined) throw missingParameter('NetmaskLength');
  if (ipamPool.scopeType !== 'public' || ipamPool.family !== 'ipv4' || ipamPool.awsService !== 'ec2' || ipamPool.publicIpSource !== 'byoip') {
    throw madeUp('InvalidParameterCombination', `The IPAM pool ${ipamPool.id} can't be used to provision a public IPv4 pool: it must be a public BYOIP pool with AwsService ec2.`);
  }
  refuseDryRun(input);
  const holder = { resourceType: 'ec2-public-ipv4-pool', resourceId: pool.id, owner: caller.account } as const;
  const { cidr } = allocateForResource(world, ipamPool, { netmaskLength: input.NetmaskLength }, holder);
  const provisioned = ec2State(world).publicIpv4Pools.put({ ...pool, cidrs: [...pool.cidrs, cidr] });
  return { PoolId: pool.id, PoolAddressRange: describeRange(world, provisioned, cidr) };
}
