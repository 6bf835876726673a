import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ElasticIpChoice } from './choice';
import { checkElasticIpAllocationId, checkPublicIp, checkTagKey, checkTagValue } from './identifiers';
import type { LocationOptions } from './location';
import { requireLocation, requireShape } from './requirements';

/**
 * Where an address is, and what may be taken away from it before it is released.
 */
export interface ElasticIpOptions extends LocationOptions {
  /**
   * Whether an association is taken away, as CloudFormation's own `AWS::EC2::EIP` does. With `false` the release waits until the
   * association is gone, and reports who holds it if that takes longer than `timeout`.
   *
   * @default true
   */
  readonly disassociate?: boolean;

  /**
   * Whether a reverse DNS record is taken away: EC2 releases no address that has one. With `false` such an address is reported.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetAddressAttribute.html
   * @default false
   */
  readonly resetReverseDns?: boolean;
}

/**
 * Which addresses have a tag, where they are, and what may be taken away from them.
 */
export interface ElasticIpTagOptions extends ElasticIpOptions {
  /**
   * The value of the tag, 0 to 256 characters.
   *
   * @default - any value
   */
  readonly value?: string;
}

/**
 * Elastic IP addresses that `AddressRelease` releases. An associated one is disassociated first.
 *
 * An address that AWS manages for one of its services (`ServiceManaged`) is never touched. The network border group is looked up.
 * What is named by its public IP or its tag is looked for when the release happens.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
export class ElasticIp {
  /**
   * The address with this allocation id.
   *
   * Throws when the id or the Region is known at synth and malformed.
   *
   * @param allocationId `eipalloc-` and 8 or 17 hexadecimal digits
   * @param options where the address is, and what may be taken away from it
   *
   * @example
   * ElasticIp.fromAllocationId('eipalloc-64d5890a');
   */
  public static fromAllocationId(allocationId: string, options: ElasticIpOptions = {}): ElasticIp {
    requireShape('ElasticIp', 'allocationId', allocationId, checkElasticIpAllocationId);
    return new ElasticIp({ allocationId }, options);
  }

  /**
   * The address itself. If the account has it no longer when the release happens, there is nothing to do.
   *
   * Throws when the address is known at synth and not an IPv4 address, or when the Region is malformed.
   *
   * @param publicIp the IPv4 address, such as `198.51.100.7`
   * @param options where the address is, and what may be taken away from it
   *
   * @example
   * ElasticIp.fromPublicIp('198.51.100.7', { resetReverseDns: true });
   */
  public static fromPublicIp(publicIp: string, options: ElasticIpOptions = {}): ElasticIp {
    requireShape('ElasticIp', 'publicIp', publicIp, checkPublicIp);
    return new ElasticIp({ publicIp }, options);
  }

  /**
   * An address that CloudFormation knows: a `CfnEIP`, or a reference to one.
   *
   * An address of the same stack is released before CloudFormation deletes it, after whatever uses it. That only matters if something
   * outside of the stack may have associated it, or if its pool is to be emptied; otherwise CloudFormation releases it itself.
   * Throws when the Region is malformed.
   *
   * @param eip the address
   * @param options where the address is, and what may be taken away from it
   *
   * @example
   * const eip = new ec2.CfnEIP(this, 'Address');
   * ElasticIp.fromEip(eip);
   */
  public static fromEip(eip: ec2.IEIPRef, options: ElasticIpOptions = {}): ElasticIp {
    return ElasticIp.fromAllocationId(eip.eipRef.allocationId, options);
  }

  /**
   * The addresses that have a tag when the release happens.
   *
   * Throws when the key is a token (it becomes part of a condition of the role's policy), has no or more than 128 characters, when the
   * value has more than 256, and when the Region is malformed.
   *
   * @param key the key of the tag, 1 to 128 characters
   * @param options the value of the tag, where the addresses are, and what may be taken away from them
   *
   * @example
   * ElasticIp.fromTag('environment', { value: 'review-42', region: 'eu-west-1' });
   */
  public static fromTag(key: string, options: ElasticIpTagOptions = {}): ElasticIp {
    if (Token.isUnresolved(key)) throw new Error("ElasticIp: tag key must be known at synth, got a token; the role's policy has a condition on it");
    requireShape('ElasticIp', 'tag key', key, checkTagKey);
    if (options.value !== undefined) requireShape('ElasticIp', 'tag value', options.value, checkTagValue);
    return new ElasticIp({ tagKey: key, tagValue: options.value }, options);
  }

  private constructor(
    /** @internal */
    public readonly _choice: ElasticIpChoice,
    /** @internal */
    public readonly _options: ElasticIpOptions,
  ) {
    requireLocation('ElasticIp', _options);
  }
}
