/** One API call that the sandbox answered, in the order of arrival. */
export interface RecordedCall {
  readonly requestId: string;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  /** ARN of who called. */
  readonly caller: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The sandbox's time of arrival, milliseconds since the epoch. */
  readonly at: number;
  /** Unset while the call is under way. */
  outcome?: { readonly at: number; readonly httpStatus: number; readonly code?: string; readonly message?: string };
}

/** Everything the sandbox was asked, for tests and for the demo's account of a teardown. */
export class Calls {
  readonly all: RecordedCall[] = [];
  readonly #listeners = new Set<(call: RecordedCall) => void>();

  record(call: RecordedCall): void {
    this.all.push(call);
  }

  settle(call: RecordedCall, outcome: NonNullable<RecordedCall['outcome']>): void {
    call.outcome = outcome;
    for (const listener of this.#listeners) listener(call);
  }

  /** Calls `listener` with each call once it is answered, until the returned function is called. */
  onSettled(listener: (call: RecordedCall) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  of(action: string): RecordedCall[] {
    return this.all.filter((call) => call.action === action);
  }
}
