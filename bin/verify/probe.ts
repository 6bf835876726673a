import type { Clock } from '../../lambda/world';
import type { Connection, Place } from './account';
import type { PRICES } from './price-list';
import type { Need } from './room';
import type { RunMark } from './run-mark';
import type { Watcher } from './watcher';

export type Verdict = 'holds' | 'differs' | 'not found out';

export interface Finding {
  readonly verdict: Verdict;
  /** What was seen. */
  readonly measured: string;
}

export interface Probe {
  readonly name: string;
  /** The numbers of those rows of docs/assumptions.md that it settles. */
  readonly assumptions: readonly string[];
  /** About how long it takes on AWS, at most. */
  readonly minutes: number;
  /** What it brings into the account beside the IPAM that all share. */
  readonly creates: readonly Creation[];
  /** What it has at once, of what an account has few in the Region of the probes. */
  readonly room?: Need;
  /** Deploys an app that has an IPAM of its own in the Region: no two of them at once. */
  readonly ownIpam?: boolean;
  /** Where it deploys with the CDK CLI: that Region has to be bootstrapped. */
  readonly needsCdk?: 'local' | 'home';
  readonly run: (ground: Ground) => Promise<void>;
}

export interface Creation {
  readonly what: keyof typeof PRICES;
  readonly count: number;
}

/** What a probe stands on: the account, the IPAM that all probes share, and where it puts what it finds out. */
export interface Ground {
  readonly mark: RunMark;
  readonly account: string;
  readonly connection: Connection;
  readonly clock: Clock;
  /** Where the probes' things are: the locale of the pools. */
  readonly local: Place;
  /** Where the shared IPAM is at home: another Region, so that an app of ours can have its own in the first. */
  readonly home: Place;
  /** A Region that the IPAM does not operate in. */
  readonly elsewhere: Place;
  readonly scopes: { readonly private: string; readonly public: string };
  readonly watcher: Watcher;
  /** Ends what a probe has started by itself. */
  readonly interrupted: AbortSignal;
  /** Tells who watches what is waited for. */
  readonly waiting: (what: string) => void;
  /** What was found out about the assumption of that number. */
  readonly find: (number: string, isSo: boolean, measured: string) => void;
}
