import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  type CreateLoadBalancerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Address } from '@aws-sdk/client-ec2';
import { perform, type InputOf, type OutputOf } from '../../../sandbox/api';
import { administrator } from '../../../sandbox/principal';
import { Sandbox } from '../../../sandbox/sandbox';
import { elasticLoadBalancingV2Api } from '../../../sandbox/services/elastic-load-balancing-v2';
import { EVERYDAY, KIND, type Unkindness } from '../../../sandbox/unkindness';
import { Cloud, MINUTE, SECOND, text } from '../ec2/cloud';

type Actions = typeof elasticLoadBalancingV2Api.actions;

/** Interfaces stay three minutes, addresses eight, and IPAM notices two later. */
const LINGERING: Partial<Unkindness> = {
  loadBalancerInterfaces: { min: 3 * MINUTE, max: 3 * MINUTE },
  managedAddresses: { min: 8 * MINUTE, max: 8 * MINUTE },
  ipamLag: { ...KIND.ipamLag, eip: { min: 2 * MINUTE, max: 2 * MINUTE } },
};

/** A VPC with a subnet in each of two Availability Zones, and a load balancer in it. */
class Balanced extends Cloud {
  subnetIds: string[] = [];
  gatewayId = '';
  vpcId = '';

  elb<Name extends keyof Actions>(action: Name, input: InputOf<Actions[Name]>): Promise<OutputOf<Actions[Name]>> {
    return perform(elasticLoadBalancingV2Api, { world: this.world, caller: administrator(), region: 'us-east-1' }, action, input);
  }

  /** The ARN of a new load balancer, once it is active. */
  async balancer(more: Partial<CreateLoadBalancerInput> = {}): Promise<string> {
    await this.subnets();
    const given = more.SubnetMappings ? {} : { Subnets: this.subnetIds };
    const { LoadBalancers } = await this.elb('CreateLoadBalancer', { Name: 'web', ...given, ...more });
    this.clock.pass(10 * MINUTE);
    return text(LoadBalancers?.[0]?.LoadBalancerArn);
  }

  async subnets(): Promise<string[]> {
    if (this.subnetIds.length > 0) return this.subnetIds;
    const { vpcId, gatewayId } = await this.network();
    this.vpcId = vpcId;
    this.gatewayId = gatewayId;
    for (const [index, AvailabilityZone] of ['us-east-1a', 'us-east-1b'].entries()) {
      const { Subnet } = await this.call('CreateSubnet', { VpcId: vpcId, CidrBlock: `192.168.${index + 1}.0/24`, AvailabilityZone });
      this.subnetIds.push(text(Subnet?.SubnetId));
    }
    return this.subnetIds;
  }

  async addresses(): Promise<Address[]> {
    return (await this.call('DescribeAddresses', {})).Addresses ?? [];
  }
}

test('an application load balancer has an address in each subnet, which AWS manages, on an interface of its own', async () => {
  const cloud = new Balanced();
  const arn = await cloud.balancer();
  const addresses = await cloud.addresses();
  expect(addresses).toHaveLength(2);
  expect(new Set(addresses.map(({ SubnetId }) => SubnetId))).toEqual(new Set(cloud.subnetIds));
  for (const address of addresses) {
    expect(address).toMatchObject({ ServiceManaged: 'alb', AssociationId: expect.stringMatching(/^eipassoc-/) as string, PublicIpv4Pool: 'amazon' });
  }
  const { NetworkInterfaces = [] } = await cloud.call('DescribeNetworkInterfaces', {});
  const full = arn.slice(arn.indexOf('/') + 1);
  expect(full).toMatch(/^app\/web\/[0-9a-f]{16}$/);
  expect(NetworkInterfaces.map(({ Description, RequesterManaged, Status }) => [Description, RequesterManaged, Status])).toEqual(Array(2).fill([`ELB ${full}`, true, 'in-use']));
});

test.each([
  ['ReleaseAddress', ({ AllocationId }: Address) => ({ AllocationId }), 'OperationNotPermitted'],
  ['DisassociateAddress', ({ AssociationId }: Address) => ({ AssociationId }), 'AuthFailure'],
] as const)('nobody may do this to an address that AWS manages: %s', async (action, input, code) => {
  const cloud = new Balanced();
  await cloud.balancer();
  const [address = {}] = await cloud.addresses();
  await expect(cloud.call(action, input(address))).rejects.toMatchObject({ code });
  expect(await cloud.addresses()).toContainEqual(address);
});

test('an address that AWS manages outlives its load balancer by minutes, and then vanishes by itself', async () => {
  const cloud = new Balanced(LINGERING);
  const LoadBalancerArn = await cloud.balancer();
  await cloud.elb('DeleteLoadBalancer', { LoadBalancerArn });
  await expect(cloud.elb('DescribeLoadBalancers', { LoadBalancerArns: [LoadBalancerArn] })).rejects.toMatchObject({ code: 'LoadBalancerNotFound' });
  cloud.clock.pass(2 * MINUTE);
  expect((await cloud.addresses()).every(({ AssociationId }) => AssociationId !== undefined)).toBe(true);
  cloud.clock.pass(2 * MINUTE);
  const free = await cloud.addresses();
  expect(free.map(({ AssociationId, ServiceManaged }) => [AssociationId, ServiceManaged])).toEqual(Array(2).fill([undefined, 'alb']));
  const NetworkInterfaceId = await cloud.networkInterface(cloud.subnetIds[0] ?? '');
  for (const { AllocationId } of free) {
    await expect(cloud.call('ReleaseAddress', { AllocationId })).rejects.toMatchObject({ code: 'OperationNotPermitted' });
    await expect(cloud.call('AssociateAddress', { AllocationId, NetworkInterfaceId })).rejects.toMatchObject({ code: 'OperationNotPermitted' });
  }
  cloud.clock.pass(3 * MINUTE);
  expect(await cloud.addresses()).toHaveLength(2);
  cloud.clock.pass(1 * MINUTE + SECOND);
  expect(await cloud.addresses()).toEqual([]);
});

test('in everyday weather, it does so within one to ten minutes', async () => {
  const cloud = new Balanced({ managedAddresses: EVERYDAY.managedAddresses, loadBalancerInterfaces: EVERYDAY.loadBalancerInterfaces });
  const LoadBalancerArn = await cloud.balancer();
  await cloud.elb('DeleteLoadBalancer', { LoadBalancerArn });
  cloud.clock.pass(1 * MINUTE - SECOND);
  expect(await cloud.addresses()).toHaveLength(2);
  cloud.clock.pass(9 * MINUTE + 2 * SECOND);
  expect(await cloud.addresses()).toEqual([]);
});

test('while its interfaces linger, nothing under them can be deleted, and nobody can delete them', async () => {
  const cloud = new Balanced(LINGERING);
  const LoadBalancerArn = await cloud.balancer();
  await cloud.elb('DeleteLoadBalancer', { LoadBalancerArn });
  const [SubnetId] = cloud.subnetIds;
  const detach = { InternetGatewayId: cloud.gatewayId, VpcId: cloud.vpcId };
  await expect(cloud.call('DeleteSubnet', { SubnetId })).rejects.toMatchObject({ code: 'DependencyViolation' });
  await expect(cloud.call('DetachInternetGateway', detach)).rejects.toMatchObject({ code: 'DependencyViolation' });
  const { NetworkInterfaces = [] } = await cloud.call('DescribeNetworkInterfaces', {});
  for (const { NetworkInterfaceId } of NetworkInterfaces) {
    await expect(cloud.call('DeleteNetworkInterface', { NetworkInterfaceId })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  }
  cloud.clock.pass(3 * MINUTE);
  await cloud.call('DeleteSubnet', { SubnetId });
  await cloud.call('DetachInternetGateway', detach);
});

test('in an IPAM pool, each of its addresses is an allocation of an Elastic IP, until IPAM has noticed that it is gone', async () => {
  const cloud = new Balanced(LINGERING);
  const { publicScope } = await cloud.ipam();
  const IpamPoolId = await cloud.publicPool(publicScope);
  const LoadBalancerArn = await cloud.balancer({ IpamPools: { Ipv4IpamPoolId: IpamPoolId } });
  const addresses = await cloud.addresses();
  expect(addresses.map(({ PublicIpv4Pool, ServiceManaged }) => [PublicIpv4Pool, ServiceManaged])).toEqual(Array(2).fill([IpamPoolId, 'alb']));
  const { IpamPoolAllocations = [] } = await cloud.call('GetIpamPoolAllocations', { IpamPoolId });
  expect(IpamPoolAllocations.map(({ ResourceType, ResourceId, Cidr }) => [ResourceType, ResourceId, Cidr])).toEqual(
    addresses.map(({ AllocationId, PublicIp }) => ['eip', AllocationId, `${PublicIp}/32`]),
  );
  await cloud.elb('DeleteLoadBalancer', { LoadBalancerArn });
  cloud.clock.pass(9 * MINUTE);
  expect([await cloud.addresses(), await cloud.holders(IpamPoolId)]).toEqual([[], ['eip', 'eip']]);
  cloud.clock.pass(1 * MINUTE + SECOND);
  expect(await cloud.holders(IpamPoolId)).toEqual([]);
});

test('a pool with nothing left does not keep a load balancer from coming up: it takes addresses of Amazon', async () => {
  const cloud = new Balanced();
  const { publicScope } = await cloud.ipam();
  const IpamPoolId = await cloud.publicPool(publicScope);
  for (let taken = 0; taken < 7; taken += 1) await cloud.call('AllocateAddress', { IpamPoolId });
  await cloud.balancer({ IpamPools: { Ipv4IpamPoolId: IpamPoolId } });
  const managed = (await cloud.addresses()).filter(({ ServiceManaged }) => ServiceManaged === 'alb');
  expect(managed.map(({ PublicIpv4Pool }) => PublicIpv4Pool)).toEqual([IpamPoolId, 'amazon']);
});

test("a network load balancer takes the customer's own address, which nobody gets back before its interface is gone", async () => {
  const cloud = new Balanced(LINGERING);
  const [SubnetId] = await cloud.subnets();
  const { allocationId: AllocationId, publicIp } = await cloud.address();
  const LoadBalancerArn = await cloud.balancer({ Type: 'network', SubnetMappings: [{ SubnetId, AllocationId }] });
  const { LoadBalancers } = await cloud.elb('DescribeLoadBalancers', { LoadBalancerArns: [LoadBalancerArn] });
  expect(LoadBalancers?.[0]?.AvailabilityZones).toMatchObject([{ LoadBalancerAddresses: [{ AllocationId, IpAddress: publicIp }] }]);
  const refused = { code: 'AuthFailure', message: 'You do not have permission to access the specified resource.' };
  const [{ AssociationId, ServiceManaged } = {}] = await cloud.addresses();
  expect(ServiceManaged).toBeUndefined();
  await cloud.elb('DeleteLoadBalancer', { LoadBalancerArn });
  await expect(cloud.call('DisassociateAddress', { AssociationId })).rejects.toMatchObject(refused);
  await expect(cloud.call('ReleaseAddress', { AllocationId })).rejects.toMatchObject(refused);
  cloud.clock.pass(3 * MINUTE);
  expect(await cloud.addresses()).toMatchObject([{ AllocationId, AssociationId: undefined }]);
  await cloud.call('ReleaseAddress', { AllocationId });
});

test.each<[string, Partial<CreateLoadBalancerInput>, string]>([
  ['an application load balancer in one Availability Zone', { Subnets: ['first'] }, 'ValidationError'],
  ['no subnet at all', { Subnets: [] }, 'ValidationError'],
  ['a subnet that does not exist', { Subnets: ['subnet-0123456789abcdef0'] }, 'SubnetNotFound'],
  ['an Elastic IP for an application load balancer', { SubnetMappings: [{ SubnetId: 'first', AllocationId: 'own' }] }, 'ValidationError'],
  ['an Elastic IP that does not exist', { Type: 'network', SubnetMappings: [{ SubnetId: 'first', AllocationId: 'eipalloc-0123456789abcdef0' }] }, 'AllocationIdNotFound'],
  ['an Elastic IP that is in use', { Type: 'network', SubnetMappings: [{ SubnetId: 'first', AllocationId: 'used' }] }, 'ResourceInUse'],
  ['an IPAM pool for a network load balancer', { Type: 'network', IpamPools: { Ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0' } }, 'InvalidConfigurationRequest'],
  ['a name with an underscore', { Name: 'a_b' }, 'ValidationError'],
  ['the name of another', { Name: 'other' }, 'DuplicateLoadBalancerName'],
])('refused: %s', async (_, input, code) => {
  const cloud = new Balanced();
  const [first = ''] = await cloud.subnets();
  const [own, used] = [(await cloud.address()).allocationId, (await cloud.address()).allocationId];
  await cloud.call('AssociateAddress', { AllocationId: used, NetworkInterfaceId: await cloud.networkInterface(first) });
  await cloud.balancer({ Name: 'other', Type: 'network', Scheme: 'internal' });
  const before = await cloud.addresses();
  const replaced = JSON.parse(JSON.stringify(input).replaceAll('"first"', `"${first}"`).replaceAll('"own"', `"${own}"`).replaceAll('"used"', `"${used}"`)) as typeof input;
  await expect(cloud.balancer(replaced)).rejects.toMatchObject({ code });
  expect(await cloud.addresses()).toEqual(before);
});

test('asked for twice with the same settings, there is one', async () => {
  const cloud = new Balanced();
  expect(await cloud.balancer()).toBe(await cloud.balancer());
  expect(await cloud.addresses()).toHaveLength(2);
});

test("a customer's SDK can talk to it", async () => {
  const sandbox = await Sandbox.start({ unkindness: KIND, seed: 1 });
  const elb = new ElasticLoadBalancingV2Client({ ...sandbox.clientConfig, region: 'us-east-1' });
  try {
    await expect(elb.send(new CreateLoadBalancerCommand({ Name: 'web', Subnets: ['subnet-0123456789abcdef0'] }))).rejects.toMatchObject({ name: 'SubnetNotFoundException' });
    await expect(elb.send(new DescribeLoadBalancersCommand({ Names: ['web'] }))).rejects.toMatchObject({ name: 'LoadBalancerNotFoundException' });
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toEqual([]);
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/0123456789abcdef' }));
  } finally {
    elb.destroy();
    await sandbox.stop();
  }
});
