import type { Range, Verdict } from '../plan/plan';

/**
 * What `rehearse --output json` prints. A later version may have more fields; what a field means is changed only with another `schemaVersion`.
 * Times are seconds of AWS's time since the destroy began.
 */
export interface Report {
  readonly schemaVersion: '1';
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly summary: string;
  /** How long the destroy took, of all runs. */
  readonly seconds: Range;
  readonly weather: string;
  readonly runs: readonly { readonly seed: number; readonly verdict: Verdict; readonly seconds: number }[];
  /** Of the run that is shown. */
  readonly seed: number;
  readonly stacks: readonly StackReport[];
  /** What a resource or a thing in a pool went through, in the order in which it began. */
  readonly timeline: readonly Entry[];
  readonly failures: readonly Failed[];
  /** What is there when it is over and was not to be kept. */
  readonly left: readonly Left[];
  /** What is left costs so much a month, as far as it is known: public IPv4 addresses. */
  readonly monthlyUsd: number;
  readonly notModelled: readonly NotModelled[];
  readonly notes: readonly string[];
  /** Repeats the rehearsal. */
  readonly command: string;
}

export interface StackReport {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly status: string;
  readonly begins?: number | undefined;
  readonly ends?: number | undefined;
}

export interface Entry {
  readonly kind: 'resource' | 'allocation' | 'address';
  /** A logical id, a CIDR or an address. */
  readonly name: string;
  readonly type: string;
  readonly id: string;
  /** Of a resource. */
  readonly stack?: string | undefined;
  /** Of an allocation, a pool and a CIDR of one: the id of the pool. */
  readonly pool?: string | undefined;
  readonly begins: number;
  /** Undefined when it was still there in the end. */
  readonly ends?: number | undefined;
  /**
   * Of resources: `deleted`, `failed`, `retained`, `untouched`. Of what is in pools, and of addresses: `released` by an AddressRelease,
   * `cascaded` with its pool, `noticed` by IPAM as its resource is gone, `deleted` by CloudFormation or by the service of AWS's that had it, `left`.
   */
  readonly end: 'deleted' | 'failed' | 'retained' | 'untouched' | 'released' | 'cascaded' | 'noticed' | 'left';
  readonly reason?: string | undefined;
  readonly isPlaceholder: boolean;
  /** What EC2 was asked to do with it. */
  readonly tries: readonly Try[];
}

export interface Try {
  readonly at: number;
  readonly action: string;
  /** The error's code; undefined when it was done. */
  readonly error?: string | undefined;
}

/** A resource that could not be deleted. */
export interface Failed {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** CloudFormation's words. */
  readonly reason: string;
  /** What was in the way, and what to do. */
  readonly because?: string | undefined;
  readonly remedy?: string | undefined;
}

export interface Left {
  readonly what: string;
  readonly name: string;
  readonly id: string;
  readonly monthlyUsd: number;
}

export interface NotModelled {
  readonly type: string;
  readonly why: string;
  readonly count: number;
}
