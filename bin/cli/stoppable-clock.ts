import type { Clock } from '../../lambda/world';

/** Later than any deadline. */
const END_OF_TIME = 8_640_000_000_000_000;

/**
 * A clock that can be stopped: from then on it is later than every deadline, and nobody sleeps. The handler's engine ends then as it does
 * when its time is up: calls under way are answered, none is begun, and what is left is told.
 */
export class StoppableClock implements Clock {
  readonly #stopped = new AbortController();

  constructor(private readonly clock: Clock) {}

  get isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  stop(): void {
    this.#stopped.abort();
  }

  now(): number {
    return this.isStopped ? END_OF_TIME : this.clock.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    if (this.isStopped) return;
    const { signal } = this.#stopped;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      void this.clock.sleep(milliseconds).then(resolve);
    });
  }
}
