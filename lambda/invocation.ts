import { INVOCATION_SECONDS } from '../lib/contract';
import type { Clock } from './world';

/** Time kept at the end of an invocation for calls under way and for the answer. */
const MARGIN = 45_000;

/** How often Lambda calls an asynchronously invoked function at most, where nobody configured it otherwise. */
export const MOST_CALLS = 3;

/**
 * Lambda calls an asynchronously invoked function again about 1 minute after its first error, and about 2 minutes
 * after its second; then no more. A1, A2
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRY_DELAYS = (1 + 2) * 60_000;

/** Lambda's delays are only about right. */
const SLACK = 30_000;

/**
 * Where the calls can't be counted: one that starts later than this after the deletion began may be the third and last one. Lambda
 * does not tell a function which call it is; but the first call starts at once, the second at most 16 minutes later, and the third not
 * before one earlier call ran to its end and both delays passed. (Had both earlier calls been killed half-way, the third
 * may start sooner and take itself for the second; then CloudFormation's ServiceTimeout is what ends the deletion.)
 */
const LAST_CALL_AFTER = INVOCATION_SECONDS * 1000 - MARGIN + RETRY_DELAYS - SLACK;

/** The time of one invocation. */
export class Invocation {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #endsAt: number;

  constructor(
    private readonly clock: Clock,
    remainingMilliseconds: number,
  ) {
    this.startedAt = clock.now();
    this.#endsAt = this.startedAt + remainingMilliseconds - MARGIN;
  }

  /** Milliseconds of work left, never negative. */
  get timeLeft(): number {
    return Math.max(0, this.#endsAt - this.clock.now());
  }

  get isOver(): boolean {
    return this.timeLeft === 0;
  }

  /** Whether Lambda may not call again for a deletion that began then. */
  isLastFor(deletionStartedAt: number): boolean {
    return this.startedAt - deletionStartedAt >= LAST_CALL_AFTER;
  }

  /** Sleeps, but never beyond the end of the work. */
  async sleep(milliseconds: number): Promise<void> {
    await this.clock.sleep(Math.min(milliseconds, this.timeLeft));
  }
}

/** Thrown when an invocation's time is up before the work is done: Lambda calls again, and the next call carries on. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';

  constructor(
    message: string,
    /** Whoever threw it knows that this was not the last call. */
    readonly isCalledAgain = false,
  ) {
    super(message);
  }
}
