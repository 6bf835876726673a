import { NOT_TRIED } from './decide';
import { isFinal, understand, type Verdict } from './error-table';
import { placeKey } from './item';
import { Pace } from './pace';
import { callsOf, isWhenUnused, resetReverseDns, type MutatingCall, type Step } from './steps';
import type { World } from './world';

const NOT_DONE: Verdict = { meaning: 'retry', code: 'NotSuccessful', message: 'EC2 did not say that it released it' };

/** Takes steps, each API in each Region at its own pace. */
export class Actor {
  readonly #paces = new Map<string, Pace>();

  constructor(
    private readonly world: World,
    /** When the time for calls is up. */
    private readonly isOver: () => boolean,
  ) {}

  /** One attempt. Undefined when EC2 accepted it; otherwise what stood in the way: `NOT_TRIED` when no time was left for a call. */
  async take(step: Step): Promise<Verdict | undefined> {
    let verdict: Verdict | undefined;
    for (const call of callsOf(step)) {
      verdict = await this.#send(call, isWhenUnused(step) ? step.freshUntil : undefined);
      // An association that is gone is no obstacle to the release that follows.
      if (verdict && verdict.meaning !== 'gone') break;
    }
    // Somebody may have told IPAM before, and what it answers then is documented nowhere: the next look tells. A60
    if (step.do === 'stopMonitoring' && verdict?.meaning === 'fatal' && verdict.obstacle !== 'permission') return { ...verdict, meaning: 'unknown' };
    // Whoever may not do it so, or can't, waits for IPAM instead.
    if (isWhenUnused(step) && verdict && isFinal(verdict)) return { ...verdict, meaning: 'unknown' };
    if (verdict?.obstacle === 'reverseDns' && step.do === 'releaseAddress' && step.resetReverseDns) {
      return (await this.#send(resetReverseDns(step.at, step.allocationId))) ?? { ...verdict, meaning: 'retry' };
    }
    return verdict;
  }

  /** Calls at the API's pace, again when throttled, until the time is up. */
  async #send({ api, at, send }: MutatingCall, freshUntil?: number): Promise<Verdict | undefined> {
    const pace = this.#paceOf(`${api} ${placeKey(at)}`);
    let throttled: Verdict | undefined;
    for (let times = 1; ; times += 1) {
      if (!(await pace.turn()) || (freshUntil !== undefined && this.world.clock.now() > freshUntil)) return throttled ?? NOT_TRIED;
      try {
        return (await send(this.world.ec2(at))) ? undefined : NOT_DONE;
      } catch (error) {
        const verdict = understand(error);
        if (verdict.meaning !== 'throttled' || freshUntil !== undefined) return verdict;
        throttled = verdict;
        pace.throttled();
        this.world.log('throttled', { api, region: at.region, code: verdict.code, times });
      }
    }
  }

  #paceOf(key: string): Pace {
    const pace = this.#paces.get(key) ?? new Pace(this.world.clock, this.isOver);
    this.#paces.set(key, pace);
    return pace;
  }
}
