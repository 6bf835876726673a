import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * One token bucket for each account, Region and API.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function throttle({ world, caller, region, action }: CallContext): void {
  const { throttling } = world.unkindness;
  if (throttling === 'off') return;
  const { capacity, refillPerSecond } = isDescribing(action) ? throttling.describing : throttling.mutating;
  const buckets = world.state('ec2/token-buckets', () => new Map<string, Bucket>());
  const key = `${caller.account}:${region}:${action}`;
  const now = world.clock.now();
  const { tokens, at } = buckets.get(key) ?? { tokens: capacity, at: now };
  const available = Math.min(capacity, tokens + ((now - at) / 1000) * refillPerSecond);
  const isRefused = available < 1;
  buckets.set(key, { tokens: isRefused ? available : available - 1, at: now });
  if (isRefused) throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
}

function isDescribing(action: string): boolean {
  return action.startsWith('Describe') || action.startsWith('Get');
}
