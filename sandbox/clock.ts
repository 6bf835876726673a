/**
 * One clock for the whole sandbox. `timeScale` N makes it run N times faster than the machine's, so that lags,
 * deadlines and back-offs keep their proportions while a person waits less. Clients outside are shown their own time
 * (callers-time.ts).
 */
export interface Clock {
  readonly timeScale: number;
  /** When the sandbox's time was the machine's. */
  readonly startedAt: number;
  /** Milliseconds since the epoch, in the sandbox's time. */
  now(): number;
  /** Resolves after `ms` milliseconds of the sandbox's time. */
  sleep(ms: number): Promise<void>;
  /** Calls `callback` after `ms` milliseconds of the sandbox's time, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void;
}

export class ScaledClock implements Clock {
  readonly startedAt = Date.now();
  readonly #monotonicStart = performance.now();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(readonly timeScale: number) {
    if (!(timeScale > 0)) throw new Error(`time scale must be a number greater than 0, got ${timeScale}`);
  }

  now(): number {
    return this.startedAt + (performance.now() - this.#monotonicStart) * this.timeScale;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  after(ms: number, callback: () => void): () => void {
    if (this.#stopped) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms / this.timeScale);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Forgets every timer and takes no more, so that a stopped sandbox leaves nothing running. Whoever sleeps never wakes. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
