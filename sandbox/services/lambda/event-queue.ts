import type { World } from '../../world';
import type { EventInvokeConfig, LambdaFunction } from './function';
import type { Invocation } from './invocation';

const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 6 * 60 * 60;

/** How Lambda backs off while a function has no concurrency left: from a second up to five minutes. */
const THROTTLED_BACKOFF = { first: 1000, most: 5 * 60 * 1000 };

export interface QueueOptions {
  readonly world: World;
  /** Undefined when there is no such function any more. */
  readonly find: (name: string) => LambdaFunction | undefined;
  readonly configOf: (name: string) => EventInvokeConfig;
  /** Undefined when the function has no concurrency left. */
  readonly invoke: (lambda: LambdaFunction, attempt: Pick<Invocation, 'requestId' | 'attempt' | 'event'>) => Promise<Invocation | undefined>;
}

/**
 * Lambda's queue of asynchronous invocations: at least one delivery, again after errors and time-outs, with the same
 * event and request id. When an event is delivered twice at once, each delivery is retried by itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  constructor(private readonly options: QueueOptions) {}

  /** Takes an event; returns its request id at once. */
  send(name: string, event: unknown): string {
    const { world } = this.options;
    const requestId = world.random.uuid();
    for (let delivery = 0; delivery < world.unkindness.lambdaDeliveries; delivery += 1) void this.deliver(name, requestId, event);
    return requestId;
  }

  private async deliver(name: string, requestId: string, event: unknown): Promise<void> {
    const { world, find, configOf, invoke } = this.options;
    const queuedAt = world.clock.now();
    let attempt = 1;
    let backoff = THROTTLED_BACKOFF.first;
    for (;;) {
      const lambda = find(name);
      const { MaximumRetryAttempts = DEFAULT_RETRY_ATTEMPTS, MaximumEventAgeInSeconds = DEFAULT_EVENT_AGE_SECONDS } = configOf(name);
      if (!lambda || attempt > 1 + MaximumRetryAttempts || world.clock.now() - queuedAt > MaximumEventAgeInSeconds * 1000) return;
      const invocation = await invoke(lambda, { requestId, attempt, event });
      if (!invocation) {
        await world.clock.sleep(backoff);
        backoff = Math.min(backoff * 2, THROTTLED_BACKOFF.most);
        continue;
      }
      if (invocation.outcome?.kind === 'succeeded') return;
      await world.clock.sleep(world.unkindness.lambdaRetryDelays[attempt === 1 ? 0 : 1]);
      attempt += 1;
    }
  }
}
