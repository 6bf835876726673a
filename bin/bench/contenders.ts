import { CustomResource, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource } from 'aws-cdk-lib/custom-resources';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import type { Holdings } from './holdings';
import { inlineCode } from './inline-code';

/** Fills a stack with what releases the holdings when it is deleted. */
export type Contender = (stack: Stack, holdings: Holdings) => void;

export const addressRelease: Contender = (stack, { poolId, allocations, addressIds }) => {
  const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
  new AddressRelease(stack, 'AddressRelease', {
    ipamAllocations: allocations.map(({ cidr, allocationId }) => IpamAllocation.fromAttributes({ pool, cidr, allocationId })),
    elasticIps: addressIds.map((id) => ElasticIp.fromAllocationId(id)),
  });
};

/** The same as one item, whatever is in the pool. */
export const allManual: Contender = (stack, { poolId }) => {
  const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
  new AddressRelease(stack, 'AddressRelease', { ipamAllocations: [IpamAllocation.allManual(pool)] });
};

/** One for each allocation. They share a role that has all of their permissions: with a `policy` each of them would cost two resources. */
export const awsCustomResource: Contender = (stack, { poolId, allocations }) => {
  const role = releaseRole(stack, poolId);
  const logGroup = new logs.LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY });
  allocations.forEach(({ cidr, allocationId }, index) => {
    const parameters = { IpamPoolId: poolId, Cidr: cidr, IpamPoolAllocationId: allocationId };
    const onDelete = { service: 'EC2', action: 'releaseIpamPoolAllocation', parameters };
    new AwsCustomResource(stack, `Release${index}`, { onDelete, role, logGroup, installLatestAwsSdk: false });
  });
};

/** A function that releases one allocation after the other. */
export const sequentialHandler: Contender = (stack, { poolId, allocations }) => {
  const handler = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: inlineCode('sequential-handler.ts'),
    role: releaseRole(stack, poolId),
    logGroup: new logs.LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }),
    timeout: Duration.minutes(15),
    memorySize: 256,
  });
  const Allocations = allocations.map(({ cidr, allocationId }) => ({ IpamPoolId: poolId, Cidr: cidr, IpamPoolAllocationId: allocationId }));
  new CustomResource(stack, 'Release', { serviceToken: handler.functionArn, properties: { Allocations } });
};

function releaseRole(stack: Stack, poolId: string): iam.Role {
  const release = new iam.PolicyStatement({ actions: ['ec2:ReleaseIpamPoolAllocation'], resources: [`arn:${stack.partition}:ec2::${stack.account}:ipam-pool/${poolId}`] });
  return new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
    inlinePolicies: { Release: new iam.PolicyDocument({ statements: [release] }) },
  });
}
