import type { CreateIpamScopeRequest, CreateIpamScopeResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { createOnce } from '../idempotency';
import { describeScope, ipamAtHome } from '../ipam/ipams';
import { IPAM_SCOPE } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { afterAWhile } from '../transition';

/** A further private scope; the public one is always the default one. */
export function createIpamScope(input: CreateIpamScopeRequest, call: CallContext): CreateIpamScopeResult {
  const { world, caller, region } = call;
  const { scopes } = ec2State(world);
  const tags = tagsFrom(input.TagSpecifications, IPAM_SCOPE);
  const ipam = ipamAtHome(call, input.IpamId ?? '');
  refuseDryRun(input);
  return createOnce(call, input, () => {
    const scope = scopes.put({
      id: world.random.id(IPAM_SCOPE.prefix),
      account: caller.account,
      region,
      tags,
      ipamId: ipam.id,
      type: 'private',
      isDefault: false,
      description: input.Description,
      state: 'create-in-progress',
    });
    afterAWhile(world, world.unkindness.ipamTransition, () => {
      const current = scopes.get(scope.id);
      if (current?.state === 'create-in-progress') scopes.put({ ...current, state: 'create-complete' });
    });
    return { IpamScope: describeScope(world, scope) };
  });
}
