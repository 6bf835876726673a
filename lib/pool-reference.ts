import { CfnResource, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/** The resource of this app that makes a pool; undefined when the pool exists already. */
export function resourceOf(pool: ec2.IIPAMPoolRef): CfnResource | undefined {
  return referencedResource(pool.ipamPoolRef.ipamPoolId);
}

/**
 * The CIDRs of a pool that its own stack provisions, found when the app is synthesized, so that they may be declared later
 * than the AddressRelease. Deleting an AWS::EC2::IPAMPoolCidr deprovisions it, which IPAM refuses while it holds
 * allocations: whatever releases them has to depend on it, not only on the pool.
 */
export class ProvisionedCidrs implements IDependable {
  constructor(private readonly pool: CfnResource) {
    const find = () => this.#find();
    Dependable.implement(this, {
      get dependencyRoots(): IConstruct[] {
        return find();
      },
    });
  }

  #find(): ec2.CfnIPAMPoolCidr[] {
    const stack = Stack.of(this.pool);
    return stack.node
      .findAll()
      .filter((construct) => ec2.CfnIPAMPoolCidr.isCfnIPAMPoolCidr(construct))
      .filter((cidr) => Stack.of(cidr) === stack && referencedResource(cidr.ipamPoolId) === this.pool);
  }
}

/** The resource that a string with a single Ref or Fn::GetAtt in it points at. */
function referencedResource(value: unknown): CfnResource | undefined {
  if (typeof value !== 'string') return undefined;
  const token = Tokenization.reverse(value);
  const target = token !== undefined && Reference.isReference(token) ? token.target : undefined;
  return target !== undefined && CfnResource.isCfnResource(target) ? target : undefined;
}
