import type { Deletion } from './deletion';
import type { SharedBucket } from './shared-bucket';

/** One deletion, and what it is a measurement of. */
export interface Measured {
  readonly series: Series;
  /** How many there were of each kind: allocations, Elastic IPs, or both. */
  readonly count: number;
  /** In how many seconds EC2 lets so many calls of each API pass at best. */
  readonly limit: number;
  /** Of several runs the middle one. */
  readonly deletion: Deletion;
  readonly runs: number;
  /** What differs from real time and AWS's usual quotas. */
  readonly note: string;
}

export const SERIES = ['allocations', 'Elastic IPs', 'both', 'all manual', 'AwsCustomResource', 'sequential handler'] as const;
export type Series = (typeof SERIES)[number];

export interface ReleaseSpeed {
  readonly measured: readonly Measured[];
  readonly shared: SharedBucket;
  /** In seconds, how late the answers were. */
  readonly lateWithoutLag: number;
  readonly lateAfter: readonly { readonly waited: number; readonly late: number }[];
}
