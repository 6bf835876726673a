import { AwsError } from '../../aws-error';
import { PARTITION } from '../../principal';
import type { World } from '../../world';

/** A log group as it is asked for. */
export interface LogGroupInput {
  readonly name: string;
  readonly retentionInDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface LogEvent {
  readonly id: string;
  /** Milliseconds since the epoch, in the sandbox's time. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly stream: string;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  /** Ends in `:*`, as the ARN that CloudWatch Logs and CloudFormation give. */
  readonly arn: string;
  readonly createdAt: number;
  retentionInDays?: number;
  tags: Readonly<Record<string, string>>;
  /** When each stream was created. */
  readonly streams: Map<string, number>;
  /** In the order of arrival. */
  readonly events: LogEvent[];
}

/** The log groups of an account in a Region. */
export function logGroups(world: World, account: string, region: string): LogGroups {
  return world.state(`logs/log-groups/${account}/${region}`, () => new LogGroups(world, account, region));
}

export class LogGroups {
  readonly #groups = new Map<string, LogGroup>();
  readonly #listeners = new Set<(event: LogEvent, group: LogGroup) => void>();
  #lastEvent = 0;

  constructor(
    private readonly world: World,
    private readonly account: string,
    private readonly region: string,
  ) {}

  create({ name, retentionInDays, tags = {} }: LogGroupInput): LogGroup {
    if (!/^[\w./#-]{1,512}$/.test(name)) {
      throw new AwsError(
        'InvalidParameterException',
        `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
      );
    }
    if (this.#groups.has(name)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    const group: LogGroup = {
      name,
      arn: `${this.arnOf(name)}:*`,
      createdAt: this.world.clock.now(),
      tags,
      streams: new Map(),
      events: [],
    };
    this.#groups.set(name, group);
    if (retentionInDays !== undefined) this.setRetention(name, retentionInDays);
    return group;
  }

  /** Undefined when there is no such log group. */
  find(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  get(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  }

  all(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Undefined keeps the events for ever. */
  setRetention(name: string, retentionInDays: number | undefined): void {
    if (retentionInDays !== undefined && !RETENTIONS.has(retentionInDays)) {
      throw new AwsError(
        'InvalidParameterException',
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${[...RETENTIONS].join(', ')}]`,
      );
    }
    this.get(name).retentionInDays = retentionInDays;
  }

  delete(name: string): void {
    this.get(name);
    this.#groups.delete(name);
  }

  createStream(name: string, stream: string): void {
    const { streams } = this.get(name);
    if (streams.has(stream)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    streams.set(stream, this.world.clock.now());
  }

  /** Adds messages to a stream, which is created if it is not there yet. */
  append(name: string, stream: string, messages: readonly string[], timestamp = this.world.clock.now()): void {
    const group = this.get(name);
    if (!group.streams.has(stream)) this.createStream(name, stream);
    for (const message of messages) {
      this.#lastEvent += 1;
      const id = String(this.#lastEvent).padStart(56, '0');
      const event = { id, timestamp: Math.floor(timestamp), ingestionTime: Math.floor(this.world.clock.now()), stream, message };
      group.events.push(event);
      for (const listener of this.#listeners) listener(event, group);
    }
  }

  /** Calls `listener` with each event, also of a group that is deleted later, until the returned function is called. */
  onEvent(listener: (event: LogEvent, group: LogGroup) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  events(name: string): readonly LogEvent[] {
    return this.get(name).events;
  }

  arnOf(name: string): string {
    return `arn:${PARTITION}:logs:${this.region}:${this.account}:log-group:${name}`;
  }

  /** What a call is authorised on; the stream is empty when the call is about the whole group. */
  streamArnOf(name: string, stream: string): string {
    return `${this.arnOf(name)}:log-stream:${stream}`;
  }
}

/** Calls that read name the log group by its name or by its ARN. */
export function groupNameOf({ logGroupName, logGroupIdentifier }: { logGroupName?: string; logGroupIdentifier?: string }): string {
  return logGroupName ?? logGroupIdentifier?.replace(/^arn:[^:]+:logs:[^:]*:\d*:log-group:/, '').replace(/:\*$/, '') ?? '';
}

/** The only numbers of days that CloudWatch Logs takes. */
const RETENTIONS = new Set([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]);
