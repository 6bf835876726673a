import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IpamAllocationChoice } from './choice';
import { canonicalCidr } from './cidr';
import { checkCidr, checkIpamAllocationId, checkPoolId, checkTagKey, checkTagValue } from './identifiers';
import type { LocationOptions } from './location';
import { requireLocation, requireShape } from './requirements';

/**
 * What identifies one allocation of an IPAM pool: the three things EC2 asks for to release it.
 */
export interface IpamAllocationAttributes extends LocationOptions {
  /**
   * The pool the CIDR was allocated from: a `CfnIPAMPool`, or `CfnIPAMPool.fromIpamPoolId(...)` for a pool
   * that exists already, or `CfnIPAMPool.fromIPAMPoolArn(...)` for one that another account shares.
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
 * Which allocations have a tag, and where their pool is.
 */
export interface IpamAllocationTagOptions extends LocationOptions {
  /**
   * The value of the tag, 0 to 256 characters.
   *
   * @default - any value
   */
  readonly value?: string;
}

/**
 * Manual allocations of an IPAM pool that `AddressRelease` releases.
 *
 * Only manual allocations (resource type `custom`) can be released. The others go when their resource is deleted
 * and IPAM has noticed it: see `emptyPools`.
 *
 * What is named by its CIDR or its tag is looked for when the release happens: what was allocated after the deployment is found.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseIpamPoolAllocation.html
 */
export class IpamAllocation {
  /**
   * Exactly one allocation, named by its pool, its CIDR block and its id.
   *
   * If the pool has another allocation under that id or CIDR, nothing is released and the deletion of the stack fails.
   * Throws when the pool id, the CIDR block, the allocation id or the Region is known at synth and malformed.
   *
   * @example
   * IpamAllocation.fromAttributes({
   *   pool,
   *   cidr: '10.0.0.0/23',
   *   allocationId: 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89',
   * });
   */
  public static fromAttributes(attributes: IpamAllocationAttributes): IpamAllocation {
    const { pool, cidr, allocationId } = attributes;
    requireShape('IpamAllocation', 'cidr', cidr, checkCidr);
    requireShape('IpamAllocation', 'allocationId', allocationId, checkIpamAllocationId);
    return new IpamAllocation(pool, { cidr: inOneSpelling(cidr), allocationId }, attributes);
  }

  /**
   * The manual allocation of this CIDR block, whatever its id is when the release happens.
   *
   * Throws when the pool id, the CIDR block or the Region is known at synth and malformed.
   *
   * @param pool the pool the CIDR is allocated from
   * @param cidr the whole allocated IPv4 or IPv6 CIDR block, such as `10.0.0.0/23`
   * @param options where the pool is
   *
   * @example
   * IpamAllocation.fromCidr(pool, '10.0.0.0/23');
   */
  public static fromCidr(pool: ec2.IIPAMPoolRef, cidr: string, options: LocationOptions = {}): IpamAllocation {
    requireShape('IpamAllocation', 'cidr', cidr, checkCidr);
    return new IpamAllocation(pool, { cidr: inOneSpelling(cidr) }, options);
  }

  /**
   * The manual allocation with this id, whatever its CIDR block is.
   *
   * Throws when the pool id, the allocation id or the Region is known at synth and malformed.
   *
   * @param pool the pool the CIDR is allocated from
   * @param allocationId `ipam-pool-alloc-` and 32 or 33 hexadecimal digits
   * @param options where the pool is
   *
   * @example
   * IpamAllocation.fromAllocationId(pool, 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89');
   */
  public static fromAllocationId(pool: ec2.IIPAMPoolRef, allocationId: string, options: LocationOptions = {}): IpamAllocation {
    requireShape('IpamAllocation', 'allocationId', allocationId, checkIpamAllocationId);
    return new IpamAllocation(pool, { allocationId }, options);
  }

  /**
   * The manual allocations of the pool that have a tag when the release happens.
   *
   * Throws when the key has no or more than 128 characters, when the value has more than 256, and when the pool id or the Region
   * is known at synth and malformed.
   *
   * @param pool the pool the CIDRs are allocated from
   * @param key the key of the tag, 1 to 128 characters
   * @param options the value of the tag, and where the pool is
   *
   * @example
   * IpamAllocation.fromTag(pool, 'environment', { value: 'review-42' });
   */
  public static fromTag(pool: ec2.IIPAMPoolRef, key: string, options: IpamAllocationTagOptions = {}): IpamAllocation {
    requireShape('IpamAllocation', 'tag key', key, checkTagKey);
    if (options.value !== undefined) requireShape('IpamAllocation', 'tag value', options.value, checkTagValue);
    return new IpamAllocation(pool, { tagKey: key, tagValue: options.value }, options);
  }

  /**
   * Every manual allocation that the pool has when the release happens, whoever made it.
   *
   * Throws when the pool id or the Region is known at synth and malformed.
   *
   * @param pool the pool to release from
   * @param options where the pool is
   *
   * @example
   * IpamAllocation.allManual(pool);
   */
  public static allManual(pool: ec2.IIPAMPoolRef, options: LocationOptions = {}): IpamAllocation {
    return new IpamAllocation(pool, {}, options);
  }

  private constructor(
    /** The pool the CIDRs were allocated from. */
    public readonly pool: ec2.IIPAMPoolRef,
    /** @internal */
    public readonly _choice: IpamAllocationChoice,
    /** @internal */
    public readonly _location: LocationOptions,
  ) {
    requireShape('IpamAllocation', 'pool id', pool.ipamPoolRef.ipamPoolId, checkPoolId);
    requireLocation('IpamAllocation', _location);
  }
}

function inOneSpelling(cidr: string): string {
  return Token.isUnresolved(cidr) ? cidr : canonicalCidr(cidr);
}
