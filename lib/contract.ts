/**
 * What `lib` writes into the template and `lambda` reads from the event: the one place where the two meet.
 *
 * CloudFormation turns every scalar into a string on the way (A15), so everything here is one from the start. What was
 * written by an older version has to be understood on Delete for ever: add optional properties, never change what one means.
 */
export const RESOURCE_TYPE = 'Custom::AddressRelease';

export interface AddressReleaseProperties {
  /** The version of this contract. */
  readonly ContractVersion: '1';
  /** How long after the start of its deletion the resource may keep trying, in whole seconds. */
  readonly Timeout: string;
  /** When to release besides the deletion of the stack. Absent: never. */
  readonly ReleaseOn?: readonly ReleaseOnProperty[];
  /** What happens when Create or Update finds what would stop the release later. Absent: SKIP, as in the first version. */
  readonly Preflight?: PreflightProperty;
  readonly IpamAllocations: readonly IpamAllocationProperties[];
  readonly ElasticIps: readonly ElasticIpProperties[];
  readonly EmptyPools?: readonly EmptyPoolProperties[];
  readonly DeletePools?: readonly DeletePoolProperties[];
}

/** `CREATION_ROLLBACK`: of the stack, or of the update that added the resource. */
export type ReleaseOnProperty = 'CREATION_ROLLBACK' | 'REMOVAL' | 'REPLACEMENT';

export type PreflightProperty = 'FAIL' | 'WARN' | 'SKIP';

/** CloudFormation knows no booleans in custom resources. */
export type BooleanProperty = 'true' | 'false';

/** Where something is, if not in the stack's own Region and account. */
export interface LocationProperties {
  /** The Region to look in. Absent: the stack's. */
  readonly Region?: string;
  /** ARN of the role to assume for every call. Absent: the function's own. */
  readonly RoleArn?: string;
}

/** A pool. */
export interface PoolProperties extends LocationProperties {
  readonly PoolId: string;
  /**
   * `true` when a stack of the same CDK app made the pool. A pool that EC2 then does not find is really gone;
   * otherwise it may as well be another Region's or account's.
   */
  readonly PoolInApp: BooleanProperty;
}

/**
 * Allocations of a pool. `Cidr`, `AllocationId` and the tag narrow the choice; without any of them, `AllManual` is `true` and
 * every manual allocation of the pool is meant.
 */
export interface IpamAllocationProperties extends PoolProperties {
  readonly Cidr?: string;
  readonly AllocationId?: string;
  readonly TagKey?: string;
  /** Absent: any value. */
  readonly TagValue?: string;
  readonly AllManual?: BooleanProperty;
}

/** Elastic IPs: by exactly one of `AllocationId`, `PublicIp` and `TagKey`. */
export interface ElasticIpProperties extends LocationProperties {
  readonly AllocationId?: string;
  readonly PublicIp?: string;
  readonly TagKey?: string;
  /** Absent: any value. */
  readonly TagValue?: string;
  /** Whether an association is taken away. Absent: true. */
  readonly Disassociate?: BooleanProperty;
  /** Whether a reverse DNS record is taken away. Absent: false. */
  readonly ResetReverseDns?: BooleanProperty;
}

/** A pool whose deletion is held until nothing is left in it. */
export interface EmptyPoolProperties extends PoolProperties {
  /** Whether IPAM stops monitoring the resources that still hold a CIDR of the pool. Absent: false. */
  readonly StopMonitoring?: BooleanProperty;
  /**
   * Whether the pool is deleted with Cascade as soon as nothing is left in it but allocations whose resource does not exist any more,
   * and listed manual ones. Only while the stack itself is being deleted: in any other case the pool stays. Absent: false.
   */
  readonly CascadeWhenUnused?: BooleanProperty;
}

/** A pool to delete, which CloudFormation does not own. */
export interface DeletePoolProperties extends PoolProperties {
  /** Whether everything in the pool is deleted with it. Absent: false. */
  readonly Cascade?: BooleanProperty;
}

/** The longest that three invocations of a Lambda function can work: 3 x 15 minutes. A2; longer than IPAM takes to notice a VPC: A53 */
export const MAX_TIMEOUT_SECONDS = 45 * 60;

/** Time for the last look and for the answer, between the deadline and the moment CloudFormation gives up. */
export const ANSWER_MARGIN_SECONDS = 5 * 60;

/**
 * How long one invocation of the function may take: Lambda's own limit.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const INVOCATION_SECONDS = 15 * 60;

/** The metrics the handler writes into its log, in CloudWatch's embedded metric format. */
export const METRIC_NAMESPACE = 'CdkAddressRelease';
export const METRICS = { released: 'Released', failed: 'Failed', duration: 'Duration' } as const;
/** The dimensions: the function's name and the custom resource's logical id. */
export const METRIC_DIMENSIONS = { functionName: 'FunctionName', resource: 'LogicalResourceId' } as const;
