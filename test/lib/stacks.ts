import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IpamAllocation } from '../../lib';

export const POOL_ID = 'ipam-pool-0ec3f7cf1ae3aba60';
export const ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89';
export const OTHER_ALLOCATION_ID = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e80';
export const ADDRESS_ID = 'eipalloc-64d5890a';
export const SCOPE_ID = 'ipam-scope-0123456789abcdef0';

export function newStack(props: StackProps = {}): Stack {
  return new Stack(new App(), 'Stack', props);
}

export function ownPool(stack: Stack, id = 'Pool', props: Partial<ec2.CfnIPAMPoolProps> = {}): ec2.CfnIPAMPool {
  return new ec2.CfnIPAMPool(stack, id, { addressFamily: 'ipv4', ipamScopeId: SCOPE_ID, ...props });
}

export function importedPool(stack: Stack, id = POOL_ID): ec2.IIPAMPoolRef {
  return ec2.CfnIPAMPool.fromIpamPoolId(stack, `Imported${id}`, id);
}

export function allocationOf(pool: ec2.IIPAMPoolRef, cidr = '10.0.0.0/23', allocationId = ALLOCATION_ID): IpamAllocation {
  return IpamAllocation.fromAttributes({ pool, cidr, allocationId });
}

export interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Policies {
  readonly Properties: { readonly Policies: { readonly PolicyDocument: { readonly Statement: Statement[] } }[] };
}

export function statementsOf(stack: Stack): Statement[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')) as Policies[];
  return roles.flatMap(({ Properties }) => Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
}

/** The logical ids that the resources of a stack depend on explicitly. */
export function dependsOn(stack: Stack): Record<string, string[]> {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { DependsOn?: string | string[] }> };
  return Object.fromEntries(Object.entries(Resources).map(([id, { DependsOn = [] }]) => [id, [DependsOn].flat()]));
}

/** What the synthesis says when it fails. */
export function synthesisError(stack: Stack): string {
  try {
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  return 'the synthesis did not fail';
}
