import type { DeletePublicIpv4PoolRequest, DeletePublicIpv4PoolResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { madeUp, refuseDryRun } from '../errors';
import { ownPublicIpv4Pool } from '../public-ipv4-pools';
import { ec2State } from '../state';

/** Refused while it has CIDRs: those are deprovisioned first. */
export function deletePublicIpv4Pool(input: DeletePublicIpv4PoolRequest, call: CallContext): DeletePublicIpv4PoolResult {
  const pool = ownPublicIpv4Pool(call, input.PoolId ?? '');
  refuseDryRun(input);
  if (pool.cidrs.length > 0) throw madeUp('DependencyViolation', `The public IPv4 pool ${pool.id} has dependencies and cannot be deleted.`);
  ec2State(call.world).publicIpv4Pools.delete(pool.id);
  return { ReturnValue: true };
}
