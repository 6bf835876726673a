import { AllocateAddressCommand, CreateNatGatewayCommand, DeleteNatGatewayCommand } from '@aws-sdk/client-ec2';
import { CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, EmptyOnDelete, IpamAllocation } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { addresses, createInterface, takeAddress, takeCidr } from './network';

const MINUTE = 60_000;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

/** An IPAM with a private pool of this stack. */
function poolOf(stack: Stack): { ipam: ec2.CfnIPAM; pool: ec2.CfnIPAMPool; cidr: ec2.CfnIPAMPoolCidr } {
  const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: REGION }] });
  const pool = new ec2.CfnIPAMPool(stack, 'Pool', { addressFamily: 'ipv4', ipamScopeId: ipam.attrPrivateDefaultScopeId, locale: REGION });
  const cidr = new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/8' });
  stack.exportValue(pool.attrIpamPoolId, { name: 'PoolId' });
  return { ipam, pool, cidr };
}

/** The logical ids in the order in which their deletion was over. */
async function deletionOrder(stackId: string): Promise<string[]> {
  return (await cloud.events(stackId)).filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_COMPLETE').map(({ LogicalResourceId }) => LogicalResourceId ?? '');
}

test('what takes from a pool of the stack is deleted before the release runs, its CIDRs and the pool after it', async () => {
  const status = await cloud.deploy('Stack', (stack) => {
    const { ipam, pool, cidr } = poolOf(stack);
    new AddressRelease(stack, 'AddressRelease', { ipamAllocations: [IpamAllocation.allManual(pool)], emptyPools: [{ pool }] });
    const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 16 });
    const block = new ec2.CfnVPCCidrBlock(stack, 'Block', { vpcId: vpc.ref, ipv4IpamPoolId: pool.ref, ipv4NetmaskLength: 24 });
    new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.ref, cidrBlock: Fn.select(0, Fn.cidr(vpc.attrCidrBlock, 1, '8')) });
    const child = new ec2.CfnIPAMPool(stack, 'Child', {
      addressFamily: 'ipv4',
      ipamScopeId: ipam.attrPrivateDefaultScopeId,
      sourceIpamPoolId: pool.attrIpamPoolId,
      locale: REGION,
    });
    const childCidr = new ec2.CfnIPAMPoolCidr(stack, 'ChildCidr', { ipamPoolId: child.attrIpamPoolId, netmaskLength: 20 });
    const allocation = new ec2.CfnIPAMAllocation(stack, 'Allocation', { ipamPoolId: pool.attrIpamPoolId, netmaskLength: 28 });
    for (const user of [vpc, block, allocation, childCidr]) user.addDependency(cidr);
  });
  expect(status).toBe('CREATE_COMPLETE');
  const poolId = await cloud.output('Stack', 'ExportPoolId');
  await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  const stackId = await cloud.stackId('Stack');
  expect(await cloud.destroy('Stack')).toBeUndefined();
  const order = await deletionOrder(stackId);
  const release = order.findIndex((id) => id.startsWith('AddressRelease'));
  for (const before of ['Vpc', 'Block', 'Subnet', 'Child', 'ChildCidr', 'Allocation']) expect(order.indexOf(before)).toBeLessThan(release);
  for (const after of ['PoolCidr', 'Pool', 'Ipam']) expect(order.indexOf(after)).toBeGreaterThan(release);
  expect(order.indexOf('PoolCidr')).toBeLessThan(order.indexOf('Pool'));
}, 60_000);

test('the mixin empties the pool it is applied to', async () => {
  await cloud.deploy('Stack', (stack) => {
    const { pool, cidr } = poolOf(stack);
    pool.with(new EmptyOnDelete());
    new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 16 }).addDependency(cidr);
  });
  await takeCidr(cloud.ec2, await cloud.output('Stack', 'ExportPoolId'), { NetmaskLength: 28 });
  expect(await cloud.destroy('Stack')).toBeUndefined();
});

test('a pool is emptied after the addresses from it that another AddressRelease lists, however long these take', async () => {
  cloud.sandbox.world.unkindness = { ...KIND, natGatewayDeletion: { min: MINUTE, max: MINUTE } };
  const status = await cloud.deploy('Stack', (stack) => {
    const { ipam } = poolOf(stack);
    const pool = new ec2.CfnIPAMPool(stack, 'PublicPool', {
      ipamScopeId: ipam.attrPublicDefaultScopeId,
      addressFamily: 'ipv4',
      locale: REGION,
      publicIpSource: 'amazon',
      awsService: 'ec2',
    });
    new ec2.CfnIPAMPoolCidr(stack, 'PublicPoolCidr', { ipamPoolId: pool.attrIpamPoolId, netmaskLength: 29 });
    new AddressRelease(stack, 'Releasing', { elasticIps: [ElasticIp.fromTag('leftover')] });
    pool.with(new EmptyOnDelete());
    stack.exportValue(pool.attrIpamPoolId, { name: 'PublicPoolId' });
  });
  expect(status).toBe('CREATE_COMPLETE');
  const IpamPoolId = await cloud.output('Stack', 'ExportPublicPoolId');
  const TagSpecifications = [{ ResourceType: 'elastic-ip' as const, Tags: [{ Key: 'leftover', Value: '' }] }];
  const { AllocationId } = await cloud.ec2.send(new AllocateAddressCommand({ IpamPoolId, TagSpecifications }));
  const SubnetId = cloud.subnetOf(await createInterface(cloud.ec2));
  const { NatGateway } = await cloud.ec2.send(new CreateNatGatewayCommand({ AllocationId, SubnetId }));
  await cloud.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId }));
  const startedAt = cloud.sandbox.world.clock.now();
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(cloud.sandbox.world.clock.now() - startedAt).toBeGreaterThan(30_000);
  expect(await addresses(cloud.ec2)).toEqual([]);
}, 60_000);

test('a NAT gateway that uses a listed address is deleted before the release runs', async () => {
  const address = await takeAddress(cloud.ec2);
  const subnetId = cloud.subnetOf(await createInterface(cloud.ec2));
  await cloud.deploy('Stack', (stack) => {
    new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId(address)] });
    new ec2.CfnNatGateway(stack, 'Nat', { subnetId, allocationId: address });
  });
  const stackId = await cloud.stackId('Stack');
  expect(await cloud.destroy('Stack')).toBeUndefined();
  const order = await deletionOrder(stackId);
  expect(order.indexOf('Nat')).toBeLessThan(order.findIndex((id) => id.startsWith('AddressRelease')));
  expect(await addresses(cloud.ec2)).toEqual([]);
});

test('what the construct can not see is deleted before the release when releaseAfter names it', async () => {
  await cloud.deploy('Stack', (stack) => {
    const handle = new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    new AddressRelease(stack, 'AddressRelease', { elasticIps: [ElasticIp.fromAllocationId('eipalloc-64d5890a')] }).releaseAfter(handle);
  });
  const stackId = await cloud.stackId('Stack');
  await cloud.destroy('Stack');
  const order = await deletionOrder(stackId);
  expect(order.indexOf('Handle')).toBeLessThan(order.findIndex((id) => id.startsWith('AddressRelease')));
});
