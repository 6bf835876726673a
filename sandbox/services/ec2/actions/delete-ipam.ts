import type { DeleteIpamRequest, DeleteIpamResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { incorrectState, madeUp, refuseDryRun } from '../errors';
import { emptyPool } from '../ipam/emptying';
import { describeIpam, ipamAtHome } from '../ipam/ipams';
import { poolsIn } from '../ipam/pools';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/** Cascade takes private scopes, their pools and allocations along; a pool in the public scope stops it. */
export function deleteIpam(input: DeleteIpamRequest, call: CallContext): DeleteIpamResult {
  const { world } = call;
  const { ipams, scopes, pools, resourceCidrs, resourceDiscoveries, resourceDiscoveryAssociations } = ec2State(world);
  const ipam = ipamAtHome(call, input.IpamId ?? '');
  refuseDryRun(input);
  if (ipam.state === 'delete-in-progress') throw incorrectState(`The IPAM ${ipam.id} is being deleted.`);
  const poolsLeft = poolsIn(world, (pool) => pool.ipamId === ipam.id);
  const scopesLeft = [...scopes.all()].filter((scope) => scope.ipamId === ipam.id && !scope.isDefault);
  const isInTheWay = input.Cascade ? poolsLeft.some((pool) => pool.scopeType === 'public') : poolsLeft.length + scopesLeft.length > 0;
  if (isInTheWay) throw madeUp('DependencyViolation', `The IPAM ${ipam.id} has dependencies and cannot be deleted.`);
  const deleting = ipams.put({ ...ipam, state: 'delete-in-progress' });
  for (const pool of poolsLeft) pools.put({ ...pool, state: 'delete-in-progress' });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    for (const pool of poolsLeft) {
      emptyPool(world, pool);
      pools.delete(pool.id);
    }
    for (const { id, ipamId } of [...scopes.all(), ...resourceCidrs.all()]) {
      if (ipamId !== ipam.id) continue;
      scopes.delete(id);
      resourceCidrs.delete(id);
    }
    resourceDiscoveryAssociations.delete(ipam.resourceDiscoveryAssociationId);
    resourceDiscoveries.delete(ipam.resourceDiscoveryId);
    ipams.delete(ipam.id);
  });
  return { Ipam: describeIpam(world, deleting) };
}
