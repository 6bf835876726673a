import type { World } from '../../world';

/** Reads of EC2 are answered by one of several replicas; a client can't choose which. */
const REPLICAS = 3;

/** One of the replicas that answer reads. Whoever reads twice may be answered by an older one the second time. */
export type Replica = number;

export function someReplica(world: World): Replica {
  return world.random.between(0, REPLICAS - 1);
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
}

/** A record in a list, and its place in it. */
export interface Listed<T> {
  readonly sequence: number;
  readonly record: T;
}

/**
 * Records of one kind. Writes and their checks see the truth at once. Lists are behind it: each write reaches each
 * replica after a lag of its own, so that a new record may be missing, a deleted one may still be there, and either
 * may appear and disappear again until every replica knows.
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
    const { min, max } = unkindness.listLag;
    const shownFrom = Array.from({ length: REPLICAS }, () => now + random.between(min, max));
    const entry = this.#entries.get(id);
    if (!entry) {
      this.#entries.set(id, { sequence: ++this.#sequence, versions: [{ record, shownFrom }] });
      return;
    }
    entry.versions.push({ record, shownFrom });
    this.#forgetReplaced(entry);
  }

  #shownVersion(entry: Entry<T>, replica: Replica): Version<T> | undefined {
    const now = this.world.clock.now();
    return entry.versions.findLast((version) => (version.shownFrom[replica] ?? 0) <= now);
  }

  #forgetReplaced(entry: Entry<T>): void {
    if (entry.versions.length === 1) return;
    const now = this.world.clock.now();
    const known = entry.versions.findLastIndex((version) => version.shownFrom.every((time) => time <= now));
    if (known > 0) entry.versions = entry.versions.slice(known);
  }
}
