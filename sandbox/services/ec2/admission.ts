import type { CallContext } from '../../api';
import { authorize } from './authorization';
import { throttle } from './throttling';

/** What every call passes before its action: the token bucket, EC2's own time to answer, and IAM. */
export async function admit(input: Readonly<Record<string, unknown>>, call: CallContext): Promise<void> {
  const { clock, random, unkindness } = call.world;
  throttle(call);
  const latency = random.between(unkindness.latency.min, unkindness.latency.max);
  if (latency > 0) await clock.sleep(latency);
  authorize(input, call);
}
