import type { ModifyIpamScopeRequest, ModifyIpamScopeResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { describeScope } from '../ipam/ipams';
import { scopeAtHome } from '../ipam/pools';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';

/** Changes the description: external authorities are not modelled. */
export function modifyIpamScope(input: ModifyIpamScopeRequest, call: CallContext): ModifyIpamScopeResult {
  const { world } = call;
  const { scopes } = ec2State(world);
  const scope = scopeAtHome(call, input.IpamScopeId ?? '');
  refuseDryRun(input);
  const modified = scopes.put({ ...scope, state: 'modify-in-progress', description: input.Description ?? scope.description });
  afterAWhile(world, world.unkindness.ipamTransition, () => {
    const current = scopes.get(scope.id);
    if (current?.state === 'modify-in-progress') scopes.put({ ...current, state: 'modify-complete' });
  });
  return { IpamScope: describeScope(world, modified) };
}
