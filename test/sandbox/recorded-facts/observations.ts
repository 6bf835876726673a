import type { Observation } from './fact';

/** What the sandbox answered, by situation. */
export class Observations {
  readonly #seen = new Map<string, Observation>();

  /** Makes a call whose answer, or refusal, is to be looked at: all of it, or the part that `of` picks. */
  async see<Answer>(situation: string, call: () => Promise<Answer>, of: (answer: Answer) => unknown = (answer) => answer): Promise<void> {
    if (this.#seen.has(situation)) throw new Error(`seen before: ${situation}`);
    try {
      this.#seen.set(situation, { answer: of(await call()) });
    } catch (error) {
      this.#seen.set(situation, { refusal: error as Error });
    }
  }

  get situations(): string[] {
    return [...this.#seen.keys()];
  }

  of(situation: string): Observation | undefined {
    return this.#seen.get(situation);
  }
}
