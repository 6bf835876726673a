import type { Clock } from '../../lambda/world';

/** Later than any deadline. */
const END_OF_TIME = 8_640_000_000_000_000;

/**
 * A clock that can be stopped: from then on it is later than every deadline, and nobody sleeps. The handler's engine ends then as it does
 * when its time is up: calls under way are answered, none is begun, and what is left is told.
 */
export class StoppableClock implements Clock {
  readonly #sleepers = new Set<() => void>();
  #isStopped = false;

  constructor(private readonly clock: Clock) {}

  get isStopped(): boolean {
    return this.#isStopped;
  }

  stop(): void {
    this.#isStopped = true;
    for (const wake of this.#sleepers) wake();
  }

  now(): number {
    return this.isStopped ? END_OF_TIME : this.clock.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    if (this.isStopped) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
      void this.clock.sleep(milliseconds).then(wake);
    });
  }
}
