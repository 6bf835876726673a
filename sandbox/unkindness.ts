/**
 * Where AWS is unkind, and how much. Every figure says where it comes from: it is documented, or reported by somebody
 * (tf: hashicorp/terraform-provider-aws), or assumed. Each can be tightened or switched off; times are milliseconds of
 * the sandbox's time. What each rests on is in docs/assumptions.md, by its number.
 */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface TokenBucket {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface Unkindness {
  /**
   * EC2's token buckets, one for each account, Region and API. `off` never throttles. A88
   * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
   */
  readonly throttling: { readonly mutating: TokenBucket; readonly describing: TokenBucket } | 'off';
  /** How far Describe* and Get* answers of EC2 are behind a write that is late. A37, A38 */
  readonly listLag: Range;
  /** Which share of the writes is late, from 0 to 1; the others are in the next list. A39 */
  readonly lateWrites: number;
  /**
   * Whether what a caller was shown may be taken back: each read is answered by a replica that learns of a late write
   * for itself. Without it, what a caller has read of a record never becomes older. A40
   * @see https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
   */
  readonly takesBack: boolean;
  /** How many records a page of an EC2 list has at most, whatever MaxResults allows: a page may be shorter than asked for. A41 */
  readonly longestPage: number;
  /** How long IPAM takes to notice that the resource behind an allocation is gone. A53 to A57 */
  readonly ipamLag: { readonly vpc: Range; readonly subnet: Range; readonly eip: Range; readonly pool: Range };
  /** How long a deleted NAT gateway stays `deleting` and holds its Elastic IP. A78 */
  readonly natGatewayDeletion: Range;
  /**
   * How long the interfaces of a deleted load balancer stay, and hold the addresses on them. Reported without figures, in
   * hashicorp/terraform-provider-aws#33645 and aws-cloudformation/cloudformation-coverage-roadmap#831; assumed to be less than the five
   * minutes that Terraform waits for those of a Network Load Balancer. A80
   */
  readonly loadBalancerInterfaces: Range;
  /**
   * How long an address that AWS manages outlives the resource that it was for. Nobody reports figures: assumed. With IPAM's own lag it stays
   * below the 35 minutes that Terraform waits for the pool of an Application Load Balancer. A81
   */
  readonly managedAddresses: Range;
  /**
   * How long the interfaces of a function in a VPC stay once the last function that shares them is deleted. CloudFormation waits for them. A106
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-vpcconfig.html
   */
  readonly lambdaInterfaces: Range;
  /** How long an interface endpoint, a transit gateway's attachment and a Route 53 Resolver endpoint are being deleted, with their interfaces. A107 */
  readonly networkPartDeletion: Range;
  /** How long an instance is `shutting-down`. A108 */
  readonly instanceTermination: Range;
  /** How long a virtual private gateway is `detaching`. A109 */
  readonly vpnGatewayDetachment: Range;
  /** How long a change of an address's reverse DNS record is pending. Terraform's provider waits for it up to 10 minutes; these figures are assumed. A86 */
  readonly reverseDnsUpdate: Range;
  /** How long `pending-provision` and `pending-deprovision` last. A64 */
  readonly poolCidrTransition: Range;
  /** How long `create-in-progress`, `modify-in-progress` and `delete-in-progress` of an IPAM and its pools last. A65 */
  readonly ipamTransition: Range;
  /** Which share of DeleteIpamPool's cascades ends as `delete-failed`, from 0 to 1. None in any weather: nobody reports one. A69 */
  readonly failedCascades: number;
  /**
   * How long a change of a role's policies takes to be in effect everywhere. A93
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
   */
  readonly iamPropagation: Range;
  /** How long EC2 takes to answer a call. A94 */
  readonly latency: Range;
  /**
   * How long Lambda waits before it calls a function again after an error. A1
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly lambdaRetryDelays: readonly [number, number];
  /**
   * How many invocations an account may have at once in a Region. A new account has fewer: often 10. A4
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly lambdaConcurrency: number;
  /** How many times each asynchronous invocation is delivered at once; Lambda promises at least one. A3 */
  readonly lambdaDeliveries: number;
  /** How long a function's output takes to its log group. A5 */
  readonly logLag: Range;
  /**
   * Whether CloudFormation's handlers of a pool and of its CIDRs take a pool that is gone for deleted, as its contract for resource types
   * wants it; otherwise they fail with NotFound. That contract is documented, what these two do is not. A31, A32
   * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html
   */
  readonly missingPoolIsDeleted: boolean;
  /** What CloudFormation shows in the middle of an operation: documented nowhere. A25 to A27 */
  readonly stackRecords: StackRecords;
}

export interface StackRecords {
  /** How far DescribeStackResource is behind. Infinite: it shows what was last complete, as one emulator does. A25 */
  readonly lag: number;
  /** Whether it answers ValidationError for whatever is not created or updated completely, as LocalStack does since its pull request 13269. A25 */
  readonly onlyComplete: boolean;
  /** Whether DescribeStacks shows a DeletionTime before the stack is gone. A27 */
  readonly deletionTime: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NONE: Range = { min: 0, max: 0 };
const CURRENT: StackRecords = { lag: 0, onlyComplete: false, deletionTime: true };

/** What people and clients meet. */
export const EVERYDAY: Unkindness = {
  // Documented: the bucket sizes and refill rates of ordinary mutating and non-mutating actions.
  throttling: {
    mutating: { capacity: 50, refillPerSecond: 5 },
    describing: { capacity: 100, refillPerSecond: 20 },
  },
  // Reported: "2 seconds later" an address was there (hashicorp/terraform#6970). The range is assumed.
  listLag: { min: 1 * SECOND, max: 3 * SECOND },
  // Reported without a figure: a new address is there at once "most of the time" (aws/aws-sdk-go#373). That it is nine times of ten is assumed.
  lateWrites: 0.1,
  // Assumed from what works: tf 5.100 reads a new allocation again right after it was shown, and fails when it is not there; so it would for one of five in the worst case.
  takesBack: false,
  // Assumed: pages are full. That one may be shorter than asked for is documented of other services, of EC2 it is not excluded.
  longestPage: Number.POSITIVE_INFINITY,
  ipamLag: {
    // Reported: 20 and more (tf pull request 44705), 25 (pulumi/pulumi-aws#4346), about 30 (tf pull request 34859). The least is assumed. A53, A54
    vpc: { min: 10 * MINUTE, max: 30 * MINUTE },
    // Reported: up to 20 (tf#46324). The least is assumed. A55
    subnet: { min: 5 * MINUTE, max: 20 * MINUTE },
    // Reported: a test that makes an address in a pool, releases it and waits for this takes 80 to 90 s (tf pull requests 39604 and 40082); tf waits up to 10. The most is assumed. A56
    eip: { min: 1 * MINUTE, max: 5 * MINUTE },
    // Assumed. A57
    pool: { min: 5 * SECOND, max: 30 * SECOND },
  },
  // Reported without a figure: "takes a little while" (aws/aws-sdk#61). The range is assumed.
  natGatewayDeletion: { min: 45 * SECOND, max: 90 * SECOND },
  // Both assumed: their declarations say within which reports.
  loadBalancerInterfaces: { min: 30 * SECOND, max: 4 * MINUTE },
  managedAddresses: { min: 1 * MINUTE, max: 10 * MINUTE },
  // Reported: 25 to 40 (aws-cloudformation/cloudformation-coverage-roadmap#392), about 35 (pulumi/pulumi-aws pull request 4392); AWS's support says up to 20 (awslabs/aws-support-tools pull request 174). The least is assumed.
  lambdaInterfaces: { min: 10 * MINUTE, max: 40 * MINUTE },
  // Reported of interface endpoints without a figure: "a few minutes" (gruntwork-io/cloud-nuke pull request 293). The range, and that it is the same for the others, is assumed.
  networkPartDeletion: { min: 30 * SECOND, max: 4 * MINUTE },
  // Assumed.
  instanceTermination: { min: 20 * SECOND, max: 90 * SECOND },
  // Reported: minutes, with Direct Connect (tf#8575). The range is assumed.
  vpnGatewayDetachment: { min: 5 * SECOND, max: 60 * SECOND },
  // Assumed. Documented: that it takes time, as the states are there to show.
  reverseDnsUpdate: { min: 2 * SECOND, max: 1 * MINUTE },
  poolCidrTransition: { min: 5 * SECOND, max: 30 * SECOND },
  ipamTransition: { min: 2 * SECOND, max: 10 * SECOND },
  failedCascades: 0,
  // Reported: usually about 2 s (pulumi/pulumi-aws#2411), 7 s (Miserlou/Zappa#249), up to 15 (aws/aws-sdk-js#850); a minute is rare (DataDog/stratus-red-team pull request 358).
  iamPropagation: { min: 2 * SECOND, max: 10 * SECOND },
  // Assumed.
  latency: { min: 20, max: 120 },
  // Documented: "a one-minute wait between the first two attempts, and two minutes between the second and third".
  lambdaRetryDelays: [1 * MINUTE, 2 * MINUTE],
  // Documented.
  lambdaConcurrency: 1000,
  // Documented: at least once. More than once is rare enough to be asked for.
  lambdaDeliveries: 1,
  // Assumed.
  logLag: { min: 500, max: 5 * SECOND },
  // Assumed, as any other: `StackRecords` says what is known.
  missingPoolIsDeleted: true,
  stackRecords: CURRENT,
};

/**
 * As unkind as EC2's documentation allows: every write is late, and no read can be relied upon. Few clients get through it.
 * Documented: to wait "even if a Describe command returns an accurate response". Reported, but rarely: an instance that
 * was not found once it had been seen (aws/aws-sdk-go#2467). That every write is late is assumed.
 */
export const WORST_CASE: Unkindness = { ...EVERYDAY, listLag: { min: 0, max: 3 * SECOND }, lateWrites: 1, takesBack: true };

/** An AWS that does not exist: everything happens at once. For tests of what is not about time. */
export const KIND: Unkindness = {
  throttling: 'off',
  listLag: NONE,
  lateWrites: 1,
  takesBack: true,
  longestPage: Number.POSITIVE_INFINITY,
  ipamLag: { vpc: NONE, subnet: NONE, eip: NONE, pool: NONE },
  natGatewayDeletion: NONE,
  loadBalancerInterfaces: NONE,
  managedAddresses: NONE,
  lambdaInterfaces: NONE,
  networkPartDeletion: NONE,
  instanceTermination: NONE,
  vpnGatewayDetachment: NONE,
  reverseDnsUpdate: NONE,
  poolCidrTransition: NONE,
  ipamTransition: NONE,
  failedCascades: 0,
  iamPropagation: NONE,
  latency: NONE,
  lambdaRetryDelays: [1 * MINUTE, 2 * MINUTE],
  lambdaConcurrency: Number.POSITIVE_INFINITY,
  lambdaDeliveries: 1,
  logLag: NONE,
  missingPoolIsDeleted: true,
  stackRecords: CURRENT,
};

/** Whole weathers, by the names that `npm run sandbox -- --weather` knows. */
export const WEATHERS = { everyday: EVERYDAY, 'worst-case': WORST_CASE, kind: KIND } as const;
