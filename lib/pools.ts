import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { LocationOptions } from './location';

/**
 * A pool whose deletion is held until nothing is left in it.
 */
export interface PoolToEmpty extends LocationOptions {
  /**
   * The pool: a `CfnIPAMPool`, or `CfnIPAMPool.fromIpamPoolId(...)` for a pool that exists already, or
   * `CfnIPAMPool.fromIPAMPoolArn(...)` for one that another account shares.
   */
  readonly pool: ec2.IIPAMPoolRef;

  /**
   * Whether IPAM stops monitoring the resources that still hold a CIDR of the pool, so that it drops their allocations without the
   * resources being deleted. Only possible in a private scope.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyIpamResourceCidr.html
   * @default false
   */
  readonly stopMonitoring?: boolean;

  /**
   * Whether the pool may be deleted instead of waiting for IPAM, which may take half an hour to notice that a VPC is gone. It is, with
   * DeleteIpamPool's `Cascade`, as soon as all that is left in it are allocations whose resource does not exist any more, and manual ones
   * that are listed. What exists, what is not listed and what can't be looked at is waited for, or fails the deletion, as without it.
   *
   * Only for a pool that the stack deletes, and only while the stack is being deleted. EC2 allows it for pools of a private scope, and for
   * pools of a public scope that have a source resource; others are waited for.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html
   * @default false - the pool is held until IPAM has noticed
   *
   * @example
   * new AddressRelease(this, 'AddressRelease', {
   *   ipamAllocations: [IpamAllocation.allManual(pool)],
   *   emptyPools: [{ pool, cascadeWhenUnused: true }],
   * });
   */
  readonly cascadeWhenUnused?: boolean;
}

/**
 * A pool to delete, with its CIDRs, which no stack of the app owns.
 */
export interface PoolToDelete extends LocationOptions {
  /**
   * The pool, such as `CfnIPAMPool.fromIpamPoolId(...)`.
   */
  readonly pool: ec2.IIPAMPoolRef;

  /**
   * Whether everything that is in the pool is deleted with it: its CIDRs, its allocations, and the pools below it. EC2 allows it for
   * pools of a private scope, and for pools of a public scope that have a source resource; others are refused when the stack is deployed.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html
   * @default false - the pool is deleted when it is empty
   */
  readonly cascade?: boolean;
}
