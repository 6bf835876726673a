import type { Clock } from './world';

/**
 * The rate at which one mutating API is called: EC2's token bucket, seen from outside. Whoever throttles us shares the
 * bucket with us; then we slow down, and speed up again slowly.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const BURST = 50;
const REFILL_PER_SECOND = 5;

/** While others take from the bucket, never slower than this. */
const SLOWEST_PER_SECOND = 0.5;
const SLOW_DOWN = 0.5;
const SPEED_UP = 0.05;

/** Calls that were on their way together are throttled together: that is one reason to slow down. */
const ONE_REASON = 1000;

/**
 * Throttled once, we only counted wrong: the bucket was less full than we thought, or the first calls took longer to arrive than the later ones.
 * Counted anew and throttled again within this time, we share the bucket.
 */
const NO_ACCIDENT = 10_000;

export class Pace {
  #tokens = BURST;
  #rate = REFILL_PER_SECOND;
  #filledAt: number;
  #throttledAt = Number.NEGATIVE_INFINITY;
  /** The end of the queue: one caller at a time waits for a token. */
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    /** When the time for calls is up, nobody waits any longer. */
    private readonly isOver: () => boolean,
  ) {
    this.#filledAt = clock.now();
  }

  /** Resolves when the next call may be made: true; or false when the time is up. */
  async turn(): Promise<boolean> {
    const turn = this.#queue.then(() => this.#takeToken());
    this.#queue = turn;
    await turn;
    return !this.isOver();
  }

  accepted(): void {
    this.#rate = Math.min(REFILL_PER_SECOND, this.#rate + SPEED_UP);
  }

  throttled(): void {
    this.#fill();
    this.#tokens = Math.min(this.#tokens, 0);
    const sinceLast = this.#filledAt - this.#throttledAt;
    if (sinceLast < ONE_REASON) return;
    this.#throttledAt = this.#filledAt;
    if (sinceLast < NO_ACCIDENT) this.#rate = Math.max(SLOWEST_PER_SECOND, this.#rate * SLOW_DOWN);
  }

  async #takeToken(): Promise<void> {
    this.#fill();
    while (this.#tokens < 1 && !this.isOver()) {
      // Whole milliseconds: less than a clock can tell apart would not be over afterwards.
      await this.clock.sleep(Math.ceil(((1 - this.#tokens) / this.#rate) * 1000));
      this.#fill();
    }
    if (!this.isOver()) this.#tokens -= 1;
  }

  #fill(): void {
    const now = this.clock.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
  }
}
