import type { DeleteIpamPoolRequest, DeleteIpamPoolResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { PoolEntity } from '../entities';
import { dependencyViolation, incorrectState, madeUp, refuseDryRun } from '../errors';
import { buryPool, cascade, emptyPool } from '../ipam/emptying';
import { checkPoolIsStable, describePool, poolAtHome, poolsIn } from '../ipam/pools';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/** Refused while anything is left in the pool (A61), unless it may cascade (A66): pools of public addresses may not (A68). */
export function deleteIpamPool(input: DeleteIpamPoolRequest, call: CallContext): DeleteIpamPoolResult {
  const { world } = call;
  const pool = poolAtHome(call, input.IpamPoolId ?? '');
  refuseDryRun(input);
  if (pool.state === 'delete-in-progress') throw incorrectState(`The IPAM pool ${pool.id} is in state delete-in-progress.`);
  checkPoolIsStable(pool);
  if (input.Cascade && pool.scopeType === 'public' && pool.sourceVpcId === undefined) {
    throw madeUp('InvalidParameterCombination', 'The Cascade option can only be used with pools in a private scope or pools with a source resource.');
  }
  if (input.Cascade) {
    cascade(world, pool);
  } else {
    checkIsEmpty(call, pool);
    ec2State(world).pools.put({ ...pool, state: 'delete-in-progress', stateMessage: undefined });
    afterAWhile(world, world.unkindness.ipamTransition, () => {
      emptyPool(world, pool);
      buryPool(world, pool);
    });
  }
  return { IpamPool: describePool({ ...pool, state: 'delete-in-progress', stateMessage: undefined }) };
}

function checkIsEmpty({ world }: CallContext, pool: PoolEntity): void {
  const { cidrs, allocations } = ec2State(world).contentOf(pool.id);
  const holdsCidrs = [...cidrs.all()].some(({ state }) => state !== 'deprovisioned' && state !== 'failed-provision');
  const holdsAllocations = !allocations.all().next().done;
  const holdsPools = poolsIn(world, ({ sourcePoolId }) => sourcePoolId === pool.id).length > 0;
  if (holdsCidrs || holdsAllocations || holdsPools) {
    // Reported in hashicorp/terraform-provider-aws#22328.
    if (holdsCidrs) throw dependencyViolation(`The specified action is not valid for ${pool.id}. There are one or more pool cidrs provisioned in the pool.`);
    throw madeUp('DependencyViolation', `The IPAM pool ${pool.id} has dependencies and cannot be deleted.`);
  }
}
