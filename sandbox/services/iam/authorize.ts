import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import { askIam } from './access-log';
import type { RequestContext } from './conditions';

/**
 * Refuses a call that the caller's policies do not allow on that resource, in the words that most services use.
 * (EC2 has its own: UnauthorizedOperation.)
 */
export function authorize(
  call: Pick<CallContext, 'world' | 'caller' | 'region' | 'requestId' | 'service' | 'action'>,
  resource: string,
  context: RequestContext = {},
): void {
  const refusal = askIam(call, {
    action: `${call.service}:${call.action}`,
    resource,
    context: {
      'aws:RequestedRegion': call.region,
      'aws:CurrentTime': new Date(call.world.clock.now()).toISOString(),
      ...context,
    },
  });
  if (refusal !== undefined) throw new AwsError('AccessDenied', refusal, 403);
}
