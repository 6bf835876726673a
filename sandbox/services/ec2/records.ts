import type { CallContext } from '../../api';
import type { World } from '../../world';

/** Reads of EC2 are answered by one of several replicas; a client can't choose which. */
const REPLICAS = 3;

/** Who answers a read, and whom. */
export interface Replica {
  readonly index: number;
  /** What this caller was shown before is not taken back. @default - whoever reads twice may be answered by an older replica the second time */
  readonly caller?: string;
}

/** The replica that answers a call. */
export function someReplica({ world, caller }: Pick<CallContext, 'world' | 'caller'>): Replica {
  const index = world.random.between(0, REPLICAS - 1);
  return world.unkindness.takesBack ? { index } : { index, caller: caller.arn };
}

/** Every replica, as nobody's read. */
export function everyReplica(): Replica[] {
  return Array.from({ length: REPLICAS }, (_, index) => ({ index }));
}

interface Version<T> {
  /** Undefined once it is deleted. */
  readonly record: T | undefined;
  /** When each replica shows this version. */
  readonly shownFrom: readonly number[];
}

interface Entry<T> {
  readonly sequence: number;
  /** Oldest first; never empty. */
  versions: Version<T>[];
  /** The newest version that a caller has read while not every replica knew it. */
  readonly readBy: Map<string, Version<T>>;
}

/** A record in a list, and its place in it. */
export interface Listed<T> {
  readonly sequence: number;
  readonly record: T;
}

/**
 * Records of one kind. Writes and their checks see the truth at once. Lists are behind it: a write that is late reaches
 * each replica after a lag of its own, so that a new record may be missing and a deleted one may still be there. In a
 * weather that takes back, either may appear and disappear again until every replica knows.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export class Records<T extends { readonly id: string }> {
  readonly #entries = new Map<string, Entry<T>>();
  #sequence = 0;

  constructor(private readonly world: World) {}

  /** The truth. */
  get(id: string): T | undefined {
    return this.#entries.get(id)?.versions.at(-1)?.record;
  }

  put(record: T): T {
    this.#write(record.id, record);
    return record;
  }

  delete(id: string): void {
    if (this.get(id)) this.#write(id, undefined);
  }

  /** The truth, in order of creation. */
  *all(): Generator<T> {
    for (const { versions } of this.#entries.values()) {
      const record = versions.at(-1)?.record;
      if (record) yield record;
    }
  }

  /** What a replica shows under this id. */
  shown(id: string, replica: Replica): T | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#shownVersion(entry, replica)?.record;
  }

  /** What a replica shows, in order of creation. */
  list(replica: Replica): Listed<T>[] {
    const listed: Listed<T>[] = [];
    for (const [id, entry] of this.#entries) {
      this.#forgetReplaced(entry);
      const record = this.#shownVersion(entry, replica)?.record;
      if (record) listed.push({ sequence: entry.sequence, record });
      else if (entry.versions.length === 1 && !entry.versions[0]?.record) this.#entries.delete(id);
    }
    return listed;
  }

  #write(id: string, record: T | undefined): void {
    const { clock, random, unkindness } = this.world;
    const now = clock.now();
    const { listLag, lateWrites } = unkindness;
    const isLate = lateWrites === 1 || random.between(1, 1000) <= lateWrites * 1000;
    const shownFrom = Array.from({ length: REPLICAS }, () => (isLate ? now + random.between(listLag.min, listLag.max) : now));
    const entry = this.#entries.get(id);
    if (!entry) {
      this.#entries.set(id, { sequence: ++this.#sequence, versions: [{ record, shownFrom }], readBy: new Map() });
      return;
    }
    entry.versions.push({ record, shownFrom });
    this.#forgetReplaced(entry);
  }

  #shownVersion({ versions, readBy }: Entry<T>, { index, caller }: Replica): Version<T> | undefined {
    const now = this.world.clock.now();
    const known = versions.findLastIndex(({ shownFrom }) => (shownFrom[index] ?? 0) <= now);
    if (caller === undefined) return versions[known];
    const read = readBy.get(caller);
    const version = versions[read ? Math.max(known, versions.indexOf(read)) : known];
    if (version && !isKnown(version, now)) readBy.set(caller, version);
    else readBy.delete(caller);
    return version;
  }

  #forgetReplaced(entry: Entry<T>): void {
    if (entry.versions.length === 1) return;
    const now = this.world.clock.now();
    const known = entry.versions.findLastIndex((version) => isKnown(version, now));
    if (known > 0) entry.versions = entry.versions.slice(known);
  }
}

/** Whether every replica shows it. */
function isKnown({ shownFrom }: Version<unknown>, now: number): boolean {
  return shownFrom.every((time) => time <= now);
}
