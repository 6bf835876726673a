import { AwsError, ConnectionDropped } from './aws-error';
import type { RecordedCall } from './calls';
import type { Clock } from './clock';

/** A fault that a test puts in the way of matching calls. */
export interface Fault {
  readonly service?: string;
  readonly action?: string;
  readonly region?: string;
  /** A further test of the call, say of who calls or with what. */
  readonly when?: (call: RecordedCall) => boolean;
  /** How many matching calls it hits. @default - all of them */
  readonly times?: number;
  /** `before` the call has any effect, or `after` it had its effect but before the answer. @default before */
  readonly at?: 'before' | 'after';
  /** What happens: an error is answered, the connection is dropped, or the answer is late (milliseconds of the sandbox's time). */
  readonly with: AwsError | 'drop' | { readonly delay: number };
}

/** Which calls something happens to. */
type Matching = Pick<Fault, 'service' | 'action' | 'region' | 'when'>;

/** Answers a call in the place of its action, which `proceed` runs, about the call's own input or another one. */
export type Around = (proceed: (input?: RecordedCall['input']) => Promise<unknown>, call: RecordedCall) => Promise<unknown>;

export class Faults {
  #active: { fault: Fault; left: number }[] = [];
  #arounds: { matching: Matching; around: Around }[] = [];

  constructor(private readonly clock: Clock) {}

  /** Puts a fault in the way; the returned function takes it away again. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#active.push(entry);
    return () => {
      this.#active = this.#active.filter((other) => other !== entry);
    };
  }

  /** Puts something around matching calls: an AWS that does not do what it is taken to do. */
  surround(matching: Matching, around: Around): void {
    this.#arounds.push({ matching, around });
  }

  /** Runs a call's action, with what surrounds it. */
  async run(call: RecordedCall, action: (input: RecordedCall['input']) => Promise<unknown>): Promise<unknown> {
    const surrounded = this.#arounds.filter(({ matching }) => matches(matching, call));
    return surrounded.reduce<typeof action>((proceed, { around }) => async (input) => around(async (other = input) => proceed(other), call), action)(call.input);
  }

  clear(): void {
    this.#active = [];
    this.#arounds = [];
  }

  async strike(call: RecordedCall, at: 'before' | 'after'): Promise<void> {
    for (const entry of this.#active) {
      const { fault } = entry;
      if (entry.left <= 0 || (fault.at ?? 'before') !== at || !matches(fault, call)) continue;
      entry.left -= 1;
      if (fault.with === 'drop') throw new ConnectionDropped();
      if (fault.with instanceof AwsError) throw fault.with;
      await this.clock.sleep(fault.with.delay);
    }
  }
}

function matches(fault: Matching, call: RecordedCall): boolean {
  return (
    (fault.service === undefined || fault.service === call.service) &&
    (fault.action === undefined || fault.action === call.action) &&
    (fault.region === undefined || fault.region === call.region) &&
    (fault.when === undefined || fault.when(call))
  );
}
