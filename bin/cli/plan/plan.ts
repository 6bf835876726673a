/**
 * What `plan --output json` prints, and `release --from` reads. A later version may have more fields; what a field means is changed only
 * with another `schemaVersion`.
 */
export interface Plan {
  readonly schemaVersion: '1';
  /** What was asked for. */
  readonly subject: 'stack' | 'pool' | 'address' | 'account';
  readonly account: string;
  readonly region: string;
  /** Undefined when it is not about a stack. */
  readonly stack?: PlannedStack;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly summary: string;
  readonly addressReleases: readonly PlannedRelease[];
  readonly pools: readonly PlannedPool[];
  readonly addresses: readonly PlannedAddress[];
  /** How long the deletion takes, if nothing blocks. */
  readonly seconds: Range;
  /** What stays behind costs so much a month. */
  readonly monthlyUsd: number;
  /** What could not be found out, and what else is worth knowing. */
  readonly notes: readonly string[];
  /** For the app of a stack without AddressRelease. */
  readonly linesToAdd?: string;
}

/**
 * `clear`: nothing is in the way. `pending`: something will be released or waited for, by the stack itself or by `release`.
 * `blocked`: something that no release removes is in the way.
 */
export type Verdict = 'clear' | 'pending' | 'blocked';

export interface PlannedStack {
  readonly name: string;
  readonly id: string;
  readonly status: string;
  readonly statusReason?: string | undefined;
}

/** An AddressRelease of the stack. */
export interface PlannedRelease {
  readonly logicalId: string;
  readonly items: number;
  readonly timeoutSeconds: number;
  /** Whether deleting the stack makes it release anything. */
  readonly isActive: boolean;
  /** Why it releases nothing. */
  readonly because?: string | undefined;
}

export interface PlannedPool {
  readonly poolId: string;
  /** Undefined when it is not of the stack. */
  readonly logicalId?: string | undefined;
  /** The stack that it belongs to, if that is not the one that the plan is about. */
  readonly ofStack?: OwningStack | undefined;
  readonly state: string;
  readonly scope: 'private' | 'public';
  readonly locale: string;
  readonly homeRegion: string;
  /** It is held until it is empty by this AddressRelease. */
  readonly emptiedBy?: string | undefined;
  readonly contents: readonly PlannedAllocation[];
}

/** One thing that will or will not go. */
export interface Planned {
  /**
   * `released`: by the AddressRelease of the stack. `deleted`: by CloudFormation. `waitedFor`: it goes by itself, and an AddressRelease
   * waits for it. `blocks`: it makes the deletion fail. `stays`: nothing touches it.
   */
  readonly fate: 'released' | 'deleted' | 'waitedFor' | 'blocks' | 'stays';
  /** The logical id of what releases or deletes it. */
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  /** Of what blocks: what somebody can do. */
  readonly remedy?: string | undefined;
  /** Of what blocks: whether `cdk-address-release release` removes it, `release --wait` waits for it, or it takes `--force`, since a stack that nobody deletes has it. */
  readonly releasable?: 'release' | 'wait' | 'force' | undefined;
  /** The stack that it belongs to, if that is not the one that the plan is about. */
  readonly ofStack?: OwningStack | undefined;
  /** Of what is waited for: how long. */
  readonly seconds?: Range | undefined;
}

export interface OwningStack {
  readonly name: string;
  readonly id: string;
  readonly status: string;
}

/** Something in a pool. */
export interface PlannedAllocation extends Planned {
  readonly allocationId: string;
  readonly cidr: string;
  /** `manual`: taken by the API. `resource`: of one that exists. `ghost`: its resource is gone, or going. `unseen`: nobody can tell from here. */
  readonly is: 'manual' | 'resource' | 'ghost' | 'unseen';
  readonly resourceType: string;
  readonly resourceId?: string | undefined;
  readonly resourceRegion?: string | undefined;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The Region to release it in. */
  readonly region: string;
}

/** An Elastic IP. */
export interface PlannedAddress extends Planned {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly region: string;
  readonly networkBorderGroup?: string | undefined;
  readonly associationId?: string | undefined;
  /** What it is associated with. */
  readonly holder?: string | undefined;
  /** The service that manages it: nobody else can release it. */
  readonly serviceManaged?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** What it is called in the stack. */
  readonly logicalId?: string | undefined;
  /** The tag that names the stack. */
  readonly tagNaming?: string | undefined;
  readonly monthlyUsd: number;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}
