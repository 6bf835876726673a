import { CustomResource, type Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsCustomResource, AwsCustomResourcePolicy, Provider, type AwsCustomResourceProps } from 'aws-cdk-lib/custom-resources';
import { AddressRelease, IpamAllocation } from '../../lib';

/** Fills a stack that owns a pool with what releases so many of its allocations when it is deleted. */
export type SynthContender = (stack: Stack, pool: ec2.CfnIPAMPool) => void;

/** By the name that the tables have for it. */
export const SYNTH_CONTENDERS = {
  nothing: () => undefined,
  'AddressRelease, 1': addressReleases(1),
  'AddressRelease, 10': addressReleases(10),
  'AddressRelease, 1 with 1,000 allocations': addressReleaseOf(1000),
  'AwsCustomResource, 1': awsCustomResources(1),
  'AwsCustomResource, 10': awsCustomResources(10),
  'AwsCustomResource, 490 with one role': awsCustomResourcesOfOneRole(490),
  'Provider framework': provider({ waits: false }),
  'Provider framework with its waiter': provider({ waits: true }),
} satisfies Record<string, SynthContender>;

/** So many constructs with one allocation each. */
function addressReleases(count: number): SynthContender {
  return (stack, pool) => {
    for (const entry of entries(count)) new AddressRelease(stack, `Release${entry.cidr}`, { ipamAllocations: [IpamAllocation.fromAttributes({ pool, ...entry })] });
  };
}

/** One construct with so many allocations. */
function addressReleaseOf(count: number): SynthContender {
  return (stack, pool) => {
    new AddressRelease(stack, 'Release', { ipamAllocations: entries(count).map((entry) => IpamAllocation.fromAttributes({ pool, ...entry })) });
  };
}

/** So many constructs with one allocation each, and what each needs. */
function awsCustomResources(count: number): SynthContender {
  return (stack, pool) => {
    const policy = AwsCustomResourcePolicy.fromSdkCalls({ resources: [pool.attrArn] });
    addAwsCustomResources(stack, pool, count, { policy });
  };
}

/** The same with one role for all, which saves a resource for each of them. */
function awsCustomResourcesOfOneRole(count: number): SynthContender {
  return (stack, pool) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(releaseFrom(pool));
    addAwsCustomResources(stack, pool, count, { role });
  };
}

/** The Provider framework around a function of one's own, and around two when it waits until EC2 confirms the release. */
function provider({ waits }: { readonly waits: boolean }): SynthContender {
  return (stack, pool) => {
    const handler = (id: string) => {
      const made = new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') });
      made.addToRolePolicy(releaseFrom(pool));
      return made;
    };
    const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler: handler('OnEvent'), ...(waits && { isCompleteHandler: handler('IsComplete') }) });
    new CustomResource(stack, 'Release', { serviceToken, properties: { PoolId: pool.ref, ...entries(1)[0] } });
  };
}

function addAwsCustomResources(stack: Stack, pool: ec2.CfnIPAMPool, count: number, access: Pick<AwsCustomResourceProps, 'policy' | 'role'>): void {
  for (const { cidr, allocationId } of entries(count)) {
    const parameters = { IpamPoolId: pool.ref, Cidr: cidr, IpamPoolAllocationId: allocationId };
    const onDelete = { service: 'EC2', action: 'releaseIpamPoolAllocation', parameters };
    new AwsCustomResource(stack, `Release${cidr}`, { onDelete, installLatestAwsSdk: false, ...access });
  }
}

function releaseFrom(pool: ec2.CfnIPAMPool): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['ec2:ReleaseIpamPoolAllocation'], resources: [pool.attrArn] });
}

function entries(count: number): { readonly cidr: string; readonly allocationId: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    cidr: `10.${Math.floor(index / 256)}.${index % 256}.0/24`,
    allocationId: `ipam-pool-alloc-${index.toString(16).padStart(32, '0')}`,
  }));
}
