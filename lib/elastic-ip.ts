import { Token } from 'aws-cdk-lib';
import { checkElasticIpAllocationId } from './identifiers';

/**
 * An Elastic IP address that `AddressRelease` releases. If it is associated, it is disassociated first.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
export class ElasticIp {
  /**
   * The address with this allocation id, in the stack's Region and account.
   *
   * Throws when the id is known at synth and malformed.
   *
   * @param allocationId `eipalloc-` and 8 or 17 hexadecimal digits
   *
   * @example
   * ElasticIp.fromAllocationId('eipalloc-64d5890a');
   */
  public static fromAllocationId(allocationId: string): ElasticIp {
    const problem = Token.isUnresolved(allocationId) ? undefined : checkElasticIpAllocationId(allocationId);
    if (problem) throw new Error(`ElasticIp: allocationId ${problem}`);
    return new ElasticIp(allocationId);
  }

  private constructor(
    /** The allocation id of the address. */
    public readonly allocationId: string,
  ) {}
}
