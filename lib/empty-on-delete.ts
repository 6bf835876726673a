import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IMixin } from 'constructs';
import { AddressRelease, type ReleaseOptions } from './address-release';
import { IpamAllocation } from './ipam-allocation';

/**
 * How a pool is emptied.
 */
export interface EmptyOnDeleteOptions extends ReleaseOptions {
  /**
   * Whether IPAM stops monitoring the resources that still hold a CIDR of the pool, so that it drops their allocations without the
   * resources being deleted. Only possible in a private scope.
   *
   * @default false
   */
  readonly stopMonitoring?: boolean;

  /**
   * Whether the pool may be deleted with DeleteIpamPool's `Cascade`, as soon as all that is left in it are allocations whose resource does
   * not exist any more, and manual ones. What exists, and what can't be looked at, is waited for, or fails the deletion, as without it.
   *
   * EC2 allows it for pools of a private scope, and for pools of a public scope that have a source resource; others are waited for.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html
   * @default false - the pool is held until IPAM has noticed that nothing uses it
   *
   * @example
   * pool.with(new EmptyOnDelete({ cascadeWhenUnused: true }));
   */
  readonly cascadeWhenUnused?: boolean;
}

/**
 * Empties an IPAM pool when its stack is deleted: every manual allocation is released, and the pool is held until nothing is left in it.
 *
 * It is an AddressRelease with `ipamAllocations: [IpamAllocation.allManual(pool)]` and `emptyPools: [{ pool }]`. Applied to a construct
 * with several pools it empties each of them; anything else is left alone.
 *
 * @example
 * const pool = new ec2.CfnIPAMPool(this, 'Pool', { addressFamily: 'ipv4', ipamScopeId: 'ipam-scope-0123456789abcdef0' });
 * pool.with(new EmptyOnDelete());
 */
export class EmptyOnDelete implements IMixin {
  /**
   * @param options how the pool is emptied
   */
  constructor(private readonly options: EmptyOnDeleteOptions = {}) {}

  /**
   * Whether this is an IPAM pool.
   *
   * @param construct the construct to ask about
   */
  public supports(construct: IConstruct): construct is ec2.CfnIPAMPool {
    return ec2.CfnIPAMPool.isCfnIPAMPool(construct);
  }

  /**
   * Adds the AddressRelease to the stack of the pool.
   *
   * Throws when it is there already.
   *
   * @param construct an IPAM pool
   */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const { stopMonitoring, cascadeWhenUnused, ...options } = this.options;
    // Not in the scope of the pool: whatever depended on the pool would depend on the release, too.
    const stack = Stack.of(construct);
    const path = construct.node.path.slice(stack.node.path.length + 1);
    new AddressRelease(stack, `EmptyOnDelete ${path}`, {
      ...options,
      ipamAllocations: [IpamAllocation.allManual(construct)],
      emptyPools: [{ pool: construct, stopMonitoring, cascadeWhenUnused }],
    });
  }
}
