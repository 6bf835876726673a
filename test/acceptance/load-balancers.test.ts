import { CreateTagsCommand, DescribeAddressesCommand, type Address } from '@aws-sdk/client-ec2';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AddressRelease, ElasticIp, Preflight, type AddressReleaseProps } from '../../lib';
import { KIND, type Unkindness } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { addresses, takeAddress } from './network';

const MINUTE = 60_000;
const exactly = (minutes: number) => ({ min: minutes * MINUTE, max: minutes * MINUTE });

/** A load balancer's interfaces stay two minutes, its addresses five, and IPAM notices one later. */
const LINGERING: Unkindness = { ...KIND, loadBalancerInterfaces: exactly(2), managedAddresses: exactly(5), ipamLag: { ...KIND.ipamLag, eip: exactly(1) } };

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

/** Two subnets with a way to the internet. */
function network(stack: Stack): { subnets: string[]; internet: ec2.CfnVPCGatewayAttachment } {
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const gateway = new ec2.CfnInternetGateway(stack, 'Gateway');
  const internet = new ec2.CfnVPCGatewayAttachment(stack, 'Internet', { vpcId: vpc.ref, internetGatewayId: gateway.ref });
  const subnets = ['a', 'b'].map((zone, index) => {
    const id = `Subnet${zone.toUpperCase()}`;
    return new ec2.CfnSubnet(stack, id, { vpcId: vpc.ref, cidrBlock: `10.0.${index}.0/24`, availabilityZone: `us-east-1${zone}` }).ref;
  });
  return { subnets, internet };
}

/** An application load balancer that takes its addresses from the stack's own pool. */
function applicationLoadBalancer(stack: Stack): ec2.CfnIPAMPool {
  const { subnets, internet } = network(stack);
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: 'us-east-1' }] });
  const kind = { addressFamily: 'ipv4', locale: 'us-east-1', publicIpSource: 'amazon', awsService: 'ec2' };
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: ipam.attrPublicDefaultScopeId, ...kind });
  const cidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.ref, netmaskLength: 29 });
  const balancer = new elb.CfnLoadBalancer(stack, 'Balancer', { subnets, ipv4IpamPoolId: pool.ref });
  balancer.addDependency(cidr);
  balancer.addDependency(internet);
  return pool;
}

async function deploy(fill: (stack: Stack) => void): Promise<void> {
  const status = await cloud.deploy('Stack', fill);
  expect({ status, why: status === 'CREATE_COMPLETE' ? '' : await cloud.failure('Stack') }).toEqual({ status: 'CREATE_COMPLETE', why: '' });
}

async function managedAddresses(): Promise<Address[]> {
  const { Addresses = [] } = await cloud.ec2.send(new DescribeAddressesCommand({}));
  return Addresses.filter(({ ServiceManaged }) => ServiceManaged !== undefined);
}

/** The calls, of anybody's, that would have taken an address from what AWS manages. */
function attemptsOn(managed: readonly Address[]): string[] {
  const names = managed.flatMap(({ AllocationId, AssociationId }) => [AllocationId, AssociationId]);
  const { calls } = cloud.sandbox.world;
  return [...calls.of('ReleaseAddress'), ...calls.of('DisassociateAddress')].map(({ input }) => String(input.AllocationId ?? input.AssociationId)).filter((id) => names.includes(id));
}

test('a load balancer with addresses of a pool to empty: one destroy is enough, and nobody touches what AWS manages', async () => {
  await deploy((stack) => {
    const pool = applicationLoadBalancer(stack);
    const elasticIps = [ElasticIp.fromTag('environment', { value: 'test' })];
    new AddressRelease(stack, 'AddressRelease', { emptyPools: [{ pool }], elasticIps, timeout: Duration.minutes(30) });
  });
  const managed = await managedAddresses();
  expect(managed).toHaveLength(2);
  const Resources = [managed[0]?.AllocationId ?? '', await takeAddress(cloud.ec2)];
  await cloud.ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'environment', Value: 'test' }] }));
  const { world } = cloud.sandbox;
  world.unkindness = LINGERING;
  const startedAt = world.clock.now();
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(world.clock.now() - startedAt).toBeGreaterThan(6 * MINUTE);
  expect(await addresses(cloud.ec2)).toEqual([]);
  expect(attemptsOn(managed)).toEqual([]);
});

test('without AddressRelease, the same stack can not be deleted at once', async () => {
  await deploy((stack) => {
    applicationLoadBalancer(stack);
  });
  cloud.sandbox.world.unkindness = LINGERING;
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const reasons = (await cloud.events('Stack')).map(({ ResourceStatusReason }) => ResourceStatusReason ?? '');
  expect(reasons.some((reason) => reason.includes('The CIDR has one or more allocations.'))).toBe(true);
});

/** A network load balancer with the stack's own Elastic IP. */
function networkLoadBalancer(stack: Stack, release?: AddressReleaseProps): void {
  const { subnets, internet } = network(stack);
  const eip = new ec2.CfnEIP(stack, 'Eip');
  const subnetMappings = [{ subnetId: subnets[0] ?? '', allocationId: eip.attrAllocationId }];
  new elb.CfnLoadBalancer(stack, 'Balancer', { type: 'network', subnetMappings }).addDependency(internet);
  if (release) new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromEip(eip)], ...release });
}

test("a network load balancer with the stack's own Elastic IP: one destroy is enough", async () => {
  await deploy((stack) => {
    networkLoadBalancer(stack, {});
  });
  cloud.sandbox.world.unkindness = LINGERING;
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
});

test('without AddressRelease, CloudFormation fails to take that Elastic IP from it', async () => {
  await deploy(networkLoadBalancer);
  cloud.sandbox.world.unkindness = LINGERING;
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const failed = (await cloud.events('Stack')).filter(({ ResourceType, ResourceStatus }) => ResourceType === 'AWS::EC2::EIP' && ResourceStatus === 'DELETE_FAILED');
  expect(failed.map(({ ResourceStatusReason }) => ResourceStatusReason)).toEqual([expect.stringContaining('You do not have permission to access the specified resource.')]);
});

test('an address whose load balancer stays is waited for until the deadline, and never touched', async () => {
  await deploy((stack) => {
    const { subnets, internet } = network(stack);
    const balancer = new elb.CfnLoadBalancer(stack, 'Balancer', { subnets });
    balancer.addDependency(internet);
  });
  const managed = await managedAddresses();
  const [address] = managed.map(({ AllocationId = '' }) => AllocationId);
  await cloud.deploy('Other', (stack) => {
    const elasticIps = [ElasticIp.fromAllocationId(address ?? '')];
    new AddressRelease(stack, 'AddressRelease', { elasticIps, preflight: Preflight.SKIP, timeout: Duration.minutes(1) });
  });
  expect(await cloud.destroy('Other')).toBe('DELETE_FAILED');
  expect(await cloud.failure('Other')).toContain('ServiceManaged: AWS manages this address for alb, and takes it back some minutes after what uses it is deleted; if nobody needs it any more, delete the alb resource');
  expect(attemptsOn(managed)).toEqual([]);
  expect(await managedAddresses()).toEqual(managed);
});
