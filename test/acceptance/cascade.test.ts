import { CreateVpcCommand, DeleteVpcCommand, DescribeIpamPoolsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation, ReleaseOn, type AddressReleaseProps } from '../../lib';
import { AwsError } from '../../sandbox/aws-error';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { allocationsOf, createPoolBelow, takeCidr } from './network';

// DeleteIpamPool's Cascade deletes "all resources within that pool, including provisioned CIDRs, allocations, and other pools".
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteIpamPool.html

const MINUTE = 60_000;
/** IPAM takes longer to notice anything than a deletion may. */
const NEVER = { min: 600 * MINUTE, max: 600 * MINUTE };
const BLIND = { ...KIND, ipamLag: { vpc: NEVER, subnet: NEVER, eip: NEVER, pool: NEVER } };

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

/** A stack with a pool of its own, and what it lists of that. */
function stackWithPool(props: (pool: ec2.CfnIPAMPool) => AddressReleaseProps, isReleased = true): (stack: Stack) => void {
  return (stack) => {
    const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: stack.region }] });
    const pool = new ec2.CfnIPAMPool(stack, 'Pool', { ipamScopeId: ipam.attrPrivateDefaultScopeId, addressFamily: 'ipv4', locale: stack.region });
    new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, cidr: '10.0.0.0/8' });
    new CfnOutput(stack, 'PoolId', { value: pool.attrIpamPoolId });
    if (isReleased) new AddressRelease(stack, 'AddressRelease', props(pool));
  };
}

const whenUnused = stackWithPool((pool) => ({ ipamAllocations: [IpamAllocation.allManual(pool)], emptyPools: [{ pool, cascadeWhenUnused: true }] }));

async function deploy(fill: (stack: Stack) => void = whenUnused): Promise<string> {
  const status = await cloud.deploy('Stack', fill);
  expect({ status, why: await cloud.failure('Stack') }).toEqual({ status: 'CREATE_COMPLETE', why: 'it did not fail' });
  return cloud.output('Stack', 'PoolId');
}

async function createVpc(poolId: string): Promise<string> {
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 24 }));
  return Vpc?.VpcId ?? '';
}

/** A VPC takes a CIDR and is deleted: IPAM does not notice. */
async function leaveGhost(poolId: string): Promise<void> {
  cloud.sandbox.world.unkindness = BLIND;
  const VpcId = await createVpc(poolId);
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId }));
  expect(await allocationsOf(cloud.ec2, poolId)).toHaveLength(1);
}

async function pools(): Promise<(string | undefined)[]> {
  const { IpamPools = [] } = await cloud.ec2.send(new DescribeIpamPoolsCommand({}));
  return IpamPools.filter(({ State }) => State !== 'delete-complete').map(({ IpamPoolId }) => IpamPoolId);
}

const cascades = () => cloud.callsByFunctions('DeleteIpamPool');

test('a pool with nothing in it but what is gone and what is listed goes at once, however long IPAM takes to notice', async () => {
  const poolId = await deploy();
  await leaveGhost(poolId);
  await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  const startedAt = cloud.sandbox.world.clock.now();
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(cloud.sandbox.world.clock.now() - startedAt).toBeLessThan(3 * MINUTE);
  expect([cascades(), await pools()]).toEqual([1, []]);
});

test('without the option IPAM is waited for', async () => {
  const poolId = await deploy(stackWithPool((pool) => ({ emptyPools: [{ pool }], ipamAllocations: [IpamAllocation.allManual(pool)] })));
  await leaveGhost(poolId);
  await cloud.startDestroy('Stack');
  await cloud.sandbox.world.clock.sleep(5 * MINUTE);
  expect(await cloud.status('Stack')).toBe('DELETE_IN_PROGRESS');
  expect(cascades()).toBe(0);
});

test('a VPC outside the stack that lives in the pool keeps it: it is named, and once it is gone the stack can be deleted', async () => {
  const poolId = await deploy();
  cloud.sandbox.world.unkindness = BLIND;
  const VpcId = await createVpc(poolId);
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(await cloud.failure('Stack')).toContain(`vpc ${VpcId} in us-east-1`);
  expect([cascades(), await pools()]).toEqual([0, [poolId]]);
  expect((await cloud.ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }))).Vpcs).toHaveLength(1);
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId }));
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect([cascades(), await pools()]).toEqual([1, []]);
});

test('a manual allocation that nobody lists keeps the pool', async () => {
  const poolId = await deploy(stackWithPool((pool) => ({ emptyPools: [{ pool, cascadeWhenUnused: true }] })));
  const { allocationId } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(await cloud.failure('Stack')).toContain(`${allocationId} (10.0.0.0/28) of ${poolId}: NotListed`);
  expect(cascades()).toBe(0);
});

test('a pool below keeps it, also one that has not taken anything yet: it would go, too', async () => {
  const poolId = await deploy();
  await leaveGhost(poolId);
  const below = await createPoolBelow(cloud.ec2, poolId);
  await cloud.startDestroy('Stack');
  await cloud.sandbox.world.clock.sleep(3 * MINUTE);
  expect(cascades()).toBe(0);
  expect(await pools()).toContain(below);
});

test.each([
  ['refused', () => cloud.sandbox.world.faults.add({ action: 'DeleteIpamPool', when: ({ input }) => input.DryRun !== true, with: new AwsError('DependencyViolation', 'It is in use.') })],
  ['accepted, and fails', () => Object.assign(cloud.sandbox.world, { unkindness: { ...cloud.sandbox.world.unkindness, failedCascades: 1 } })],
])('where the cascade is %s, what is listed is released and IPAM is waited for as without it', async (_, spoil) => {
  const poolId = await deploy();
  const VpcId = await createVpc(poolId);
  cloud.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: { min: 5 * MINUTE, max: 5 * MINUTE } } };
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId }));
  for (let index = 0; index < 60; index += 1) await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  const heal = spoil();
  await cloud.startDestroy('Stack');
  await cloud.sandbox.world.clock.sleep(3 * MINUTE);
  expect(await cloud.status('Stack')).toBe('DELETE_IN_PROGRESS');
  expect(await allocationsOf(cloud.ec2, poolId)).toHaveLength(1);
  expect(cascades()).toBeGreaterThan(0);
  if (typeof heal === 'function') heal();
  expect(await cloud.settled('Stack')).toBeUndefined();
}, 60_000);

test('nothing is deleted in cascade when the construct is only removed from the template, though that was to release', async () => {
  const release = stackWithPool((pool) => ({ emptyPools: [{ pool, cascadeWhenUnused: true }], releaseOn: [ReleaseOn.REMOVAL] }));
  const poolId = await deploy(release);
  await leaveGhost(poolId);
  const removed = cloud.deploy('Stack', stackWithPool(() => ({}), false));
  await cloud.sandbox.world.clock.sleep(3 * MINUTE);
  expect([cascades(), await pools()]).toEqual([0, [poolId]]);
  cloud.sandbox.world.unkindness = KIND;
  await Promise.race([removed, new Promise((resolve) => setTimeout(resolve, 100))]);
});

test('if CloudFormation did not put up with pools that are gone, the stack is deleted in a second try that retains them', async () => {
  cloud.sandbox.world.unkindness = { ...KIND, missingPoolIsDeleted: false };
  const poolId = await deploy();
  cloud.sandbox.world.unkindness = { ...BLIND, missingPoolIsDeleted: false };
  const VpcId = await createVpc(poolId);
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId }));
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const failed = (await cloud.events('Stack')).filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED').map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
  expect(failed.join('\n')).toContain('does not exist');
  await cloud.cloudFormation.send(new DeleteStackCommand({ StackName: 'Stack', RetainResources: ['Pool', 'PoolCidr'] }));
  expect(await cloud.settled('Stack')).toBeUndefined();
  expect(await pools()).toEqual([]);
});
