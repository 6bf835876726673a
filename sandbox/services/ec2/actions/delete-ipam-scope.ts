import type { DeleteIpamScopeRequest, DeleteIpamScopeResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { madeUp, refuseDryRun } from '../errors';
import { describeScope } from '../ipam/ipams';
import { poolsIn, scopeAtHome } from '../ipam/pools';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

export function deleteIpamScope(input: DeleteIpamScopeRequest, call: CallContext): DeleteIpamScopeResult {
  const { world } = call;
  const { scopes } = ec2State(world);
  const scope = scopeAtHome(call, input.IpamScopeId ?? '');
  refuseDryRun(input);
  if (scope.isDefault) throw madeUp('OperationNotPermitted', `The default scope ${scope.id} cannot be deleted.`);
  if (poolsIn(world, (pool) => pool.scopeId === scope.id).length > 0) {
    throw madeUp('DependencyViolation', `The IPAM scope ${scope.id} has dependencies and cannot be deleted.`);
  }
  const deleting = scopes.put({ ...scope, state: 'delete-in-progress' });
  afterAWhile(world, world.unkindness.ipamTransition, () => scopes.delete(scope.id));
  return { IpamScope: describeScope(world, deleting) };
}
