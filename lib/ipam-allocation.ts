import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { canonicalCidr, checkCidr, checkIpamAllocationId, checkPoolId, type Check } from './identifiers';

/**
 * What identifies one allocation of an IPAM pool: the three things EC2 asks for to release it.
 */
export interface IpamAllocationAttributes {
  /**
   * The pool the CIDR was allocated from: a `CfnIPAMPool`, or `CfnIPAMPool.fromIpamPoolId(...)` for a pool
   * that exists already.
   */
  readonly pool: ec2.IIPAMPoolRef;

  /**
   * The allocated IPv4 or IPv6 CIDR block, such as `10.0.0.0/23`.
   */
  readonly cidr: string;

  /**
   * The id of the allocation: `ipam-pool-alloc-` and 32 or 33 hexadecimal digits.
   */
  readonly allocationId: string;
}

/**
 * A manual allocation of an IPAM pool that `AddressRelease` releases.
 *
 * Only manual allocations (resource type `custom`) can be released. The others go when their resource is deleted.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseIpamPoolAllocation.html
 */
export class IpamAllocation {
  /**
   * Exactly one allocation, named by its pool, its CIDR block and its id.
   *
   * Throws when the pool id, the CIDR block or the allocation id is known at synth and malformed.
   *
   * @example
   * const pool = ec2.CfnIPAMPool.fromIpamPoolId(this, 'Pool', 'ipam-pool-0ec3f7cf1ae3aba60');
   * IpamAllocation.fromAttributes({
   *   pool,
   *   cidr: '10.0.0.0/23',
   *   allocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89',
   * });
   */
  public static fromAttributes(attributes: IpamAllocationAttributes): IpamAllocation {
    const { pool, cidr, allocationId } = attributes;
    requireShape('pool id', pool.ipamPoolRef.ipamPoolId, checkPoolId);
    requireShape('cidr', cidr, checkCidr);
    requireShape('allocationId', allocationId, checkIpamAllocationId);
    return new IpamAllocation(pool, Token.isUnresolved(cidr) ? cidr : canonicalCidr(cidr), allocationId);
  }

  private constructor(
    /** The pool the CIDR was allocated from. */
    public readonly pool: ec2.IIPAMPoolRef,
    /** The allocated CIDR block. */
    public readonly cidr: string,
    /** The id of the allocation. */
    public readonly allocationId: string,
  ) {}
}

function requireShape(name: string, value: string, check: Check): void {
  const problem = Token.isUnresolved(value) ? undefined : check(value);
  if (problem) throw new Error(`IpamAllocation: ${name} ${problem}`);
}
