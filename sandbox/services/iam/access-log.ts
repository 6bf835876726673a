import type { CallContext } from '../../api';
import type { Principal } from '../../principal';
import type { World } from '../../world';
import { whyRefused, type AccessRequest } from './evaluate';

/** What IAM was asked about a caller that policies limit, and what it said. */
export interface Access {
  readonly caller: Principal;
  /** The call that it was asked for; a function's output takes none. */
  readonly requestId?: string;
  readonly request: AccessRequest;
  readonly isAllowed: boolean;
}

/** Everything that IAM was asked, for tests of what a role needs: one call may need several permissions, and needs them on several resources. */
export function accessLog(world: World): readonly Access[] {
  return log(world);
}

/** Asks IAM, and keeps the answer: why the request is refused, undefined when it is allowed. */
export function askIam({ world, caller, requestId }: Pick<CallContext, 'world' | 'caller'> & { readonly requestId?: string }, request: AccessRequest): string | undefined {
  const refusal = whyRefused(caller, request);
  if (caller.policies) log(world).push({ caller, requestId, request, isAllowed: refusal === undefined });
  return refusal;
}

function log(world: World): Access[] {
  return world.state('iam/access-log', (): Access[] => []);
}
