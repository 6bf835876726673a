import type { ProvisionIpamPoolCidrRequest, ProvisionIpamPoolCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { parseCidr } from '../cidr';
import { invalidValue, madeUp, missingParameter, refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { describePoolCidr, provision } from '../ipam/pool-cidrs';
import { checkPoolIsStable, poolAtHome } from '../ipam/pools';

export function provisionIpamPoolCidr(input: ProvisionIpamPoolCidrRequest, call: CallContext): ProvisionIpamPoolCidrResult {
  const pool = poolAtHome(call, input.IpamPoolId ?? '');
  const cidr = input.Cidr === undefined ? undefined : parseCidr(input.Cidr, 'cidr');
  if (cidr && input.NetmaskLength !== undefined) throw madeUp('InvalidParameterCombination', 'You may specify Cidr or NetmaskLength, but not both in the same call.');
  if (!cidr && input.NetmaskLength === undefined) throw missingParameter('NetmaskLength or Cidr');
  if (cidr && cidr.family !== pool.family) throw invalidValue(input.Cidr ?? '', 'cidr', `The address family of the pool ${pool.id} is ${pool.family}.`);
  const isAmazonProvided = pool.scopeType === 'public' && pool.publicIpSource === 'amazon';
  if (!cidr && pool.sourcePoolId === undefined && !isAmazonProvided) {
    throw madeUp('InvalidParameterCombination', 'NetmaskLength can only be used with pools that have a source pool and with Amazon-provided CIDRs.');
  }
  refuseDryRun(input);
  return createOnce(call, input, () => {
    checkPoolIsStable(pool);
    return { IpamPoolCidr: describePoolCidr(provision(call.world, pool, { cidr, netmaskLength: input.NetmaskLength })) };
  });
}
