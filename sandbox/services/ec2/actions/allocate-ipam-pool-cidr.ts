import type { AllocateIpamPoolCidrRequest, AllocateIpamPoolCidrResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { formatCidr, parseCidr } from '../cidr';
import { madeUp, refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { allocate, chooseCidr, describeAllocation } from '../ipam/allocations';
import { poolInLocale } from '../ipam/pools';
import { IPAM_POOL_ALLOCATION } from '../resource-ids';
import { tagsFrom } from '../tags';

/** A manual allocation: the only kind that ReleaseIpamPoolAllocation releases. */
export function allocateIpamPoolCidr(input: AllocateIpamPoolCidrRequest, call: CallContext): AllocateIpamPoolCidrResult {
  const { world, caller } = call;
  const tags = tagsFrom(input.TagSpecifications, IPAM_POOL_ALLOCATION);
  const pool = poolInLocale(call, input.IpamPoolId ?? '');
  if (input.Cidr !== undefined && input.NetmaskLength !== undefined) {
    throw madeUp('InvalidParameterCombination', 'You may specify Cidr or NetmaskLength, but not both in the same call.');
  }
  const request = {
    cidr: input.Cidr === undefined ? undefined : parseCidr(input.Cidr, 'cidr'),
    netmaskLength: input.NetmaskLength,
    allowed: input.AllowedCidrs?.map((cidr) => parseCidr(cidr, 'allowedCidrs')),
    disallowed: input.DisallowedCidrs?.map((cidr) => parseCidr(cidr, 'disallowedCidrs')),
  };
  refuseDryRun(input);
  if (input.PreviewNextCidr) {
    return { IpamPoolAllocation: { Cidr: formatCidr(chooseCidr(world, pool, request)), ResourceType: 'custom' } };
  }
  return createOnce(call, input, () => {
    const holder = { resourceType: 'custom', owner: caller.account, description: input.Description, tags } as const;
    return { IpamPoolAllocation: describeAllocation(allocate(world, pool, request, holder)) };
  });
}
