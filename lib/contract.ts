/**
 * What `lib` writes into the template and `lambda` reads from the event: the one place where the two meet.
 *
 * CloudFormation turns every scalar into a string on the way, so everything here is one from the start. What was
 * written by an older version has to be understood on Delete for ever: add properties, never change their meaning.
 */
export const RESOURCE_TYPE = 'Custom::AddressRelease';

export interface AddressReleaseProperties {
  /** The version of this contract. */
  readonly ContractVersion: '1';
  /** How long after the start of its deletion the resource may keep trying, in whole seconds. */
  readonly Timeout: string;
  readonly IpamAllocations: readonly IpamAllocationProperties[];
  readonly ElasticIps: readonly ElasticIpProperties[];
}

/** One listed IPAM pool allocation. */
export interface IpamAllocationProperties {
  readonly PoolId: string;
  readonly Cidr: string;
  readonly AllocationId: string;
  /**
   * `true` when a stack of the same CDK app made the pool. A pool that EC2 then does not find is really gone;
   * otherwise it may as well be another Region's or account's.
   */
  readonly PoolInApp: 'true' | 'false';
}

/** One listed Elastic IP. */
export interface ElasticIpProperties {
  readonly AllocationId: string;
}

/** The longest that three invocations of a Lambda function can work: 3 x 15 minutes. */
export const MAX_TIMEOUT_SECONDS = 45 * 60;

/** Time for the last look and for the answer, between the deadline and the moment CloudFormation gives up. */
export const ANSWER_MARGIN_SECONDS = 5 * 60;

/**
 * How long one invocation of the function may take: Lambda's own limit.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const INVOCATION_SECONDS = 15 * 60;
