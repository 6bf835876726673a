import type { Principal } from '../../principal';
import type { World } from '../../world';
import { askIam } from '../iam/access-log';
import { logGroups, type LogGroups } from '../logs/log-groups';

const TAIL_BYTES = 4096;

/**
 * The way of a function's output to its log group. Lambda writes with the function's role: what the role may not
 * do is not done, and nobody is told. It writes late: a log group that was deleted meanwhile comes back if the role
 * may create it.
 */
export class FunctionLog {
  readonly #groups: LogGroups;
  /** What the invocation that runs, or ran last, wrote. */
  #ofInvocation: string[] = [];
  #waiting: { readonly timestamp: number; readonly message: string }[] = [];

  constructor(
    private readonly world: World,
    private readonly role: Principal,
    private readonly region: string,
    private readonly group: string,
    readonly stream: string,
  ) {
    this.#groups = logGroups(world, role.account, region);
  }

  /** The last 4 KB of what was written since the invocation began: what a caller may ask for. */
  get tail(): Buffer {
    return Buffer.from(this.#ofInvocation.join('\n')).subarray(-TAIL_BYTES);
  }

  beginInvocation(): void {
    this.#ofInvocation = [];
  }

  write(message: string): void {
    this.#ofInvocation.push(message);
    this.#waiting.push({ timestamp: this.world.clock.now(), message });
    if (this.#waiting.length > 1) return;
    const { min, max } = this.world.unkindness.logLag;
    const lag = this.world.random.between(min, max);
    if (lag === 0) this.flush();
    else this.world.clock.after(lag, () => this.flush());
  }

  private flush(): void {
    const events = this.#waiting;
    this.#waiting = [];
    if (!this.prepare() || !this.may('PutLogEvents', this.stream)) return;
    for (const { message, timestamp } of events) this.#groups.append(this.group, this.stream, [message], timestamp);
  }

  /** Whether there is a stream to write to, perhaps a new one. */
  private prepare(): boolean {
    if (!this.#groups.find(this.group)) {
      if (!this.may('CreateLogGroup', '')) return false;
      this.#groups.create({ name: this.group });
    }
    if (this.#groups.get(this.group).streams.has(this.stream)) return true;
    if (!this.may('CreateLogStream', this.stream)) return false;
    this.#groups.createStream(this.group, this.stream);
    return true;
  }

  private may(action: string, stream: string): boolean {
    const resource = this.#groups.streamArnOf(this.group, stream);
    const request = { action: `logs:${action}`, resource, context: { 'aws:RequestedRegion': this.region } };
    return askIam({ world: this.world, caller: this.role }, request) === undefined;
  }
}
