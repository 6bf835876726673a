import { Calls } from './calls';
import type { Clock } from './clock';
import { Faults } from './faults';
import { Random } from './random';
import type { Unkindness } from './unkindness';

/** Everything that exists in one sandbox: its time, its chance, its unkindness and the state of every service. */
export class World {
  readonly calls = new Calls();
  readonly faults: Faults;
  readonly random: Random;
  readonly #states = new Map<string, unknown>();
  readonly #toStop: (() => void | Promise<void>)[] = [];

  constructor(
    readonly clock: Clock,
    /** May be changed while the sandbox runs. */
    public unkindness: Unkindness,
    seed: number,
    /** Where the sandbox listens: the endpoint that functions and response URLs are given. */
    public endpoint: string,
  ) {
    this.random = new Random(seed);
    this.faults = new Faults(clock);
  }

  /** The one state object of that key, created when it is first asked for. Services keep what they know here. */
  state<T>(key: string, create: () => T): T {
    if (!this.#states.has(key)) this.#states.set(key, create());
    return this.#states.get(key) as T;
  }

  /** What has to end with the sandbox: child processes, temporary files. */
  onStop(stop: () => void | Promise<void>): void {
    this.#toStop.push(stop);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#toStop.splice(0).map(async (stop) => stop()));
  }
}
