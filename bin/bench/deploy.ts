import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { CustomResource, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, Provider } from 'aws-cdk-lib/custom-resources';
import { AddressRelease, ElasticIp, IpamAllocation } from '../../lib';
import type { Unkindness } from '../../sandbox/unkindness';
import { Cloud } from '../../test/acceptance/cloud';
import { privatePool } from '../example';
import { poolOf, takeFromPool, type Taken } from '../network-team';
import { inlineCode } from './inline-code';
import { requireStatus } from './require-status';
import type { Benchmark } from './section';
import { decimal, table, whole } from './table';
import { WEATHER, WEATHER_NAME } from './weather';

/** What the network team took, and what a person would look up to list it. */
interface Listed extends Taken {
  /** Of the addresses that are in use, by their allocation id. */
  readonly associations: ReadonlyMap<string, string>;
}

/** Adds to the example's stack what releases the listed things when it is deleted. */
type Way = (stack: Stack, pool: ec2.CfnIPAMPool, listed: Listed) => void;

const WAYS: Readonly<Record<string, Way>> = { AddressRelease: byAddressRelease, AwsCustomResource: byAwsCustomResource, 'Provider framework with a waiter': byProvider };

/** What takes a while by chance takes the mean of it, for everybody. */
const WITHOUT_CHANCE: Partial<Unkindness> = {
  ipamTransition: { min: 6_000, max: 6_000 },
  poolCidrTransition: { min: 17_500, max: 17_500 },
  // AWS takes as long to create a function as the policies of its role take to be in effect; the sandbox creates it at once.
  iamPropagation: { min: 0, max: 0 },
};

const STACK = 'Example';

interface Result {
  readonly name: string;
  readonly resources: number;
  readonly deploy: number;
  readonly destroy: number;
  /** The status in which the stack ended. */
  readonly end: string;
}

/** How long deploying and destroying the example takes, beside the same stack with what one would use instead. */
export const deploy: Benchmark = async (progress) => {
  const results: Result[] = [];
  // One after the other: a function that starts beside many others may not be ready within Lambda's limit.
  for (const [name, way] of Object.entries(WAYS)) {
    const result = await measure(name, way);
    progress(`${name}: deployed in ${decimal(result.deploy)} s, destroyed in ${decimal(result.destroy)} s: ${result.end}`);
    results.push(result);
  }
  const [own = Number.NaN, ...others] = results.map(({ resources }) => resources);
  return {
    title: 'Deploy and destroy',
    markdown: [
      `The example (\`bin/example.ts\`), once a network team has taken three CIDRs from its pool and two Elastic IPs, one of them in use: \`deploy\` is the update that lists these,
\`destroy\` the deletion of the stack with its pool, both in real time, in the sandbox's weather \`${WEATHER_NAME}\`. What takes AWS a while by chance takes the mean of it in each run. \`AwsCustomResource\` needs one resource for each call; for the Provider framework
one function releases and another one looks whether all is gone, every 5 seconds.`,
      table(['', 'resources added', 'deploy (s)', 'destroy (s)', 'the stack ends as'], results.map(rowOf)),
    ].join('\n\n'),
    charts: {},
    goals: [{ name: 'resources added to a stack', toReach: 'the fewest', reached: `${own}; the others ${others.join(' and ')}`, isReached: others.every((other) => own < other) }],
  };
};

async function measure(name: string, way: Way): Promise<Result> {
  const cloud = await Cloud.start({ timeScale: 1, unkindness: { ...WEATHER, ...WITHOUT_CHANCE } });
  try {
    await cloud.deploy(STACK, privatePool);
    const before = await resourcesOf(cloud);
    const listed = await takeAndList(cloud);
    const deployedFrom = cloud.sandbox.world.clock.now();
    const status = await cloud.deploy(STACK, (stack) => way(stack, privatePool(stack), listed));
    const deployedAt = cloud.sandbox.world.clock.now();
    await requireStatus(cloud, STACK, status, 'UPDATE_COMPLETE');
    const resources = (await resourcesOf(cloud)) - before;
    const destroyedFrom = cloud.sandbox.world.clock.now();
    const end = await cloud.destroy(STACK);
    const seconds = (from: number, to: number) => (to - from) / 1000;
    return { name, resources, deploy: seconds(deployedFrom, deployedAt), destroy: seconds(destroyedFrom, cloud.sandbox.world.clock.now()), end: end ?? 'gone' };
  } finally {
    await cloud.stop();
  }
}

async function takeAndList({ ec2: client, cloudFormation }: Cloud): Promise<Listed> {
  const taken = await takeFromPool(client, await poolOf(cloudFormation, STACK));
  const associations = new Map<string, string>();
  // Lists lag: what was associated just now may not be shown yet.
  while (associations.size === 0) {
    const { Addresses = [] } = await client.send(new DescribeAddressesCommand({}));
    for (const { AllocationId = '', AssociationId } of Addresses) if (AssociationId !== undefined) associations.set(AllocationId, AssociationId);
  }
  return { ...taken, associations };
}

function byAddressRelease(stack: Stack, pool: ec2.CfnIPAMPool, { ipamAllocations, elasticIps }: Listed): void {
  new AddressRelease(stack, 'AddressRelease', {
    ipamAllocations: ipamAllocations.map((allocation) => IpamAllocation.fromAttributes({ pool, ...allocation })),
    elasticIps: elasticIps.map(({ allocationId }) => ElasticIp.fromAllocationId(allocationId)),
  });
}

/** With a role that all of them share: a policy of its own for each would be as many resources again. */
function byAwsCustomResource(stack: Stack, pool: ec2.CfnIPAMPool, { ipamAllocations, elasticIps, associations }: Listed): void {
  const role = new iam.Role(stack, 'ReleaseRole', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
    inlinePolicies: { Release: new iam.PolicyDocument({ statements: [mayRelease()] }) },
  });
  const logGroup = new logs.LogGroup(stack, 'ReleaseLog', { removalPolicy: RemovalPolicy.DESTROY });
  const onDelete = (id: string, action: string, parameters: Readonly<Record<string, string>>) =>
    new AwsCustomResource(stack, id, { onDelete: { service: 'EC2', action, parameters }, role, logGroup, installLatestAwsSdk: false });
  ipamAllocations.forEach(({ cidr, allocationId }, index) => {
    const parameters = { IpamPoolId: pool.attrIpamPoolId, Cidr: cidr, IpamPoolAllocationId: allocationId };
    onDelete(`Allocation${index}`, 'releaseIpamPoolAllocation', parameters).node.addDependency(poolCidrOf(stack));
  });
  elasticIps.forEach(({ allocationId }, index) => {
    const release = onDelete(`Address${index}`, 'releaseAddress', { AllocationId: allocationId });
    const AssociationId = associations.get(allocationId);
    if (AssociationId !== undefined) onDelete(`Association${index}`, 'disassociateAddress', { AssociationId }).node.addDependency(release);
  });
}

function byProvider(stack: Stack, pool: ec2.CfnIPAMPool, { ipamAllocations, elasticIps }: Listed): void {
  const handler = (id: string, name: string) =>
    new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: `index.${name}`,
      code: inlineCode('provider-handlers.ts'),
      timeout: Duration.minutes(5),
      memorySize: 256,
      initialPolicy: [mayRelease()],
      logGroup: new logs.LogGroup(stack, `${id}Log`, { removalPolicy: RemovalPolicy.DESTROY }),
    });
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: handler('OnEvent', 'onEvent'),
    isCompleteHandler: handler('IsComplete', 'isComplete'),
    queryInterval: Duration.seconds(5),
  });
  const release = new CustomResource(stack, 'Release', {
    serviceToken: provider.serviceToken,
    properties: { PoolId: pool.attrIpamPoolId, Allocations: ipamAllocations, AddressIds: elasticIps.map(({ allocationId }) => allocationId) },
  });
  release.node.addDependency(poolCidrOf(stack));
}

/** Nothing takes from the pool once its CIDR is to go. */
function poolCidrOf(stack: Stack): ReturnType<Stack['node']['findChild']> {
  return stack.node.findChild('PoolCidr');
}

function mayRelease(): iam.PolicyStatement {
  const actions = ['ReleaseIpamPoolAllocation', 'GetIpamPoolAllocations', 'DescribeAddresses', 'DisassociateAddress', 'ReleaseAddress'];
  return new iam.PolicyStatement({ actions: actions.map((action) => `ec2:${action}`), resources: ['*'] });
}

async function resourcesOf({ cloudFormation }: Cloud): Promise<number> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
  return StackResources.length;
}

function rowOf({ name, resources, deploy: deployed, destroy, end }: Result): string[] {
  return [name, whole(resources), decimal(deployed), decimal(destroy), end];
}
