import type { DeprovisionPublicIpv4PoolCidrRequest, DeprovisionPublicIpv4PoolCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { addressCount, formatAddress, formatCidr, parseCidr } from '../cidr';
import { invalidValue, madeUp, refuseDryRun } from '../errors';
import { noticeDeletion } from '../ipam/discovery';
import { addressesIn, ownPublicIpv4Pool } from '../public-ipv4-pools';
import { ec2State } from '../state';

/** Gives a block back to the IPAM pool it came from, once IPAM has noticed. */
export function deprovisionPublicIpv4PoolCidr(input: DeprovisionPublicIpv4PoolCidrRequest, call: CallContext): DeprovisionPublicIpv4PoolCidrResult {
  const { world } = call;
  const pool = ownPublicIpv4Pool(call, input.PoolId ?? '');
  const text = formatCidr(parseCidr(input.Cidr ?? '', 'cidr'));
  const cidr = pool.cidrs.find((one) => formatCidr(one) === text);
  if (!cidr) throw invalidValue(text, 'cidr', `The CIDR is not provisioned to the public IPv4 pool ${pool.id}.`);
  refuseDryRun(input);
  if (addressesIn(world, pool, cidr).length > 0) throw madeUp('DependencyViolation', `The CIDR ${text} has allocated Elastic IP addresses and cannot be deprovisioned.`);
  ec2State(world).publicIpv4Pools.put({ ...pool, cidrs: pool.cidrs.filter((one) => one !== cidr) });
  noticeDeletion(world, pool.id, 'eip', cidr);
  return { PoolId: pool.id, DeprovisionedAddresses: Array.from({ length: Number(addressCount(cidr)) }, (_, index) => formatAddress('ipv4', cidr.start + BigInt(index))) };
}
