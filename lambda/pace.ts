import type { Clock } from './world';

/**
 * The rate at which one mutating API is called: EC2's token bucket, seen from outside. It holds 50, and gets 5 a second; less of it
 * is ours when others of the account use it, too, and more when AWS has raised the account's limits. Only refusals tell. A88
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const BURST = 50;
const DOCUMENTED_PER_SECOND = 5;

/** A full bucket lasts so long. */
const BURST_SECONDS = BURST / DOCUMENTED_PER_SECOND;

/** Part of a call that is left in the bucket: calls made at the same distance do not arrive at the same distance. */
const HEADROOM = 0.5;

/**
 * Turns are given three at a time. Call by call, each token would be gone as soon as there is one, and whoever else calls would be
 * refused without our noticing; so there are some in between, and one that others took is one that we are refused.
 */
const AT_ONCE = 3;

/** While others take from the bucket, never slower than this. */
const SLOWEST_PER_SECOND = 0.5;
const SLOW_DOWN = 0.5;
const SPEED_UP = 0.05;

/**
 * After so many turns without a refusal it is tried whether there is more than what is documented: faster with each turn, until EC2 refuses
 * one; then slowly, and the next try waits for twice as many.
 */
const PATIENCE = 60;
const TRY_FASTER = 0.2;
const BACK_FROM_FASTER = 0.75;

/** Calls that were on their way together are throttled together: that is one reason to slow down. */
const ONE_REASON = 1000;

/**
 * Throttled once at the documented rate, we only counted wrong: the bucket was less full than we thought. Counted anew and throttled again
 * within this time, we share the bucket.
 */
const NO_ACCIDENT = 10_000;

export class Pace {
  #tokens = BURST;
  #rate = DOCUMENTED_PER_SECOND;
  #filledAt: number;
  #throttledAt = Number.NEGATIVE_INFINITY;
  /** Turns that were waited for at the documented rate, or a higher one, since the last refusal. */
  #steadyTurns = 0;
  #patience = PATIENCE;
  #waiting = 0;
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
    this.#waiting += 1;
    const turn = this.#queue.then(() => this.#takeToken());
    this.#queue = turn;
    await turn;
    this.#waiting -= 1;
    return !this.isOver();
  }

  /** EC2 refused a call for its pace. */
  throttled(): void {
    this.#fill();
    this.#tokens = Math.min(this.#tokens, -HEADROOM);
    const sinceLast = this.#filledAt - this.#throttledAt;
    if (sinceLast < ONE_REASON) return;
    this.#throttledAt = this.#filledAt;
    this.#steadyTurns = 0;
    this.#slowDown(sinceLast >= NO_ACCIDENT);
  }

  #slowDown(mayBeAccident: boolean): void {
    if (this.#rate > DOCUMENTED_PER_SECOND) {
      this.#rate = Math.max(DOCUMENTED_PER_SECOND, this.#rate * BACK_FROM_FASTER);
      this.#patience *= 2;
    } else if (this.#rate < DOCUMENTED_PER_SECOND || !mayBeAccident) {
      this.#rate = Math.max(SLOWEST_PER_SECOND, this.#rate * SLOW_DOWN);
    }
  }

  #speedUp(turns: number): void {
    if (this.#rate < DOCUMENTED_PER_SECOND) {
      this.#rate = Math.min(DOCUMENTED_PER_SECOND, this.#rate + turns * SPEED_UP);
      return;
    }
    this.#steadyTurns += turns;
    if (this.#steadyTurns >= this.#patience) this.#rate += turns * TRY_FASTER;
    else if (this.#rate > DOCUMENTED_PER_SECOND) this.#rate += turns * SPEED_UP;
  }

  async #takeToken(): Promise<void> {
    this.#fill();
    if (this.#tokens < 1) await this.#waitFor(Math.min(AT_ONCE, this.#waiting));
    if (!this.isOver()) this.#tokens -= 1;
  }

  async #waitFor(turns: number): Promise<void> {
    while (this.#tokens < turns && !this.isOver()) {
      // Whole milliseconds: less than a clock can tell apart would not be over afterwards.
      await this.clock.sleep(Math.ceil(((turns - this.#tokens) / this.#rate) * 1000));
      this.#fill();
    }
    if (!this.isOver()) this.#speedUp(turns);
  }

  #fill(): void {
    const now = this.clock.now();
    const most = Math.max(BURST, this.#rate * BURST_SECONDS) - HEADROOM;
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
  }
}
