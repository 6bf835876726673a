import type { Clock } from './clock';

interface Timer {
  readonly at: number;
  /** Timers of the same moment fire in the order in which they were set. */
  readonly order: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** More timers than this at the same moment are an endless loop. */
const MOST_AT_ONCE = 10_000;

/** Where it begins, always. */
const START = Date.parse('2026-01-01T00:00:00Z');

/**
 * Time that jumps to the next timer as soon as nothing is left to do: an hour passes in milliseconds, and always in the same order.
 * While it runs it is the process's time as well, since the SDK asks Date.now when credentials expire.
 */
export class VirtualClock implements Clock {
  readonly timeScale = 1;
  readonly startedAt = START;
  #now = START;
  #order = 0;
  /** A binary heap: the next timer is the first. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: (this.#order += 1), callback, cancelled: false };
    this.#push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Lets time pass until the work is done. Throws when it waits for something that will never happen. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const machineNow = Date.now.bind(Date);
    Date.now = () => Math.floor(this.#now);
    try {
      const state = { isDone: false };
      let standing = 0;
      const result = work().finally(() => {
        state.isDone = true;
      });
      result.catch(() => undefined);
      for (;;) {
        await everythingSettled();
        if (state.isDone) return await result;
        const next = this.#pop();
        if (!next) throw new Error('the simulation waits for something that will never happen');
        if (next.cancelled) continue;
        standing = next.at > this.#now ? 0 : standing + 1;
        if (standing > MOST_AT_ONCE) throw new Error('time stands still: somebody sleeps for nothing, again and again');
        this.#now = next.at;
        next.callback();
      }
    } finally {
      Date.now = machineNow;
    }
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || isBefore(above, timer)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#timers;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const next = left && right && isBefore(right, left) ? right : left;
      if (!next || isBefore(last, next)) break;
      heap[index] = next;
      index = 2 * index + (next === left ? 1 : 2);
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Resolves when no promise and no `nextTick` is left to run, and no file is being read: the SDK looks for its configuration once in a process. */
async function everythingSettled(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq')));
}
