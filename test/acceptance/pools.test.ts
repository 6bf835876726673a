import { AllocateAddressCommand, CreateVpcCommand, DeleteVpcCommand, DescribeIpamPoolsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, ElasticIp, IpamAllocation, type AddressReleaseProps } from '../../lib';
import { AwsError } from '../../sandbox/aws-error';
import type { RecordedCall } from '../../sandbox/calls';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { allocationsOf, createPool, takeCidr } from './network';

const MINUTE = 60_000;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

async function deploy(props: (stack: Stack) => AddressReleaseProps): Promise<string> {
  return cloud.deploy('Stack', (stack) => {
    new AddressRelease(stack, 'AddressRelease', props(stack));
  });
}

const poolIn = (stack: Stack, poolId: string) => ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);

async function createVpc(poolId: string): Promise<string> {
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: poolId, Ipv4NetmaskLength: 24 }));
  return Vpc?.VpcId ?? '';
}

async function poolState(poolId: string): Promise<string | undefined> {
  const { IpamPools } = await cloud.ec2.send(new DescribeIpamPoolsCommand({}));
  return IpamPools?.find(({ IpamPoolId }) => IpamPoolId === poolId)?.State;
}

describe('a pool to empty', () => {
  test('holds the deletion until IPAM has noticed that a VPC is gone', async () => {
    const poolId = await createPool(cloud.ec2);
    const vpcId = await createVpc(poolId);
    cloud.sandbox.world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: { min: 5 * MINUTE, max: 5 * MINUTE } } };
    expect(await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId) }] }))).toBe('CREATE_COMPLETE');
    await cloud.ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
    const deletedAt = cloud.sandbox.world.clock.now();
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(cloud.sandbox.world.clock.now() - deletedAt).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  });

  test('fails at once when a VPC still exists, naming it: type, id, CIDR, Region and account', async () => {
    const poolId = await createPool(cloud.ec2);
    const vpcId = await createVpc(poolId);
    await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId) }] }));
    const startedAt = cloud.sandbox.world.clock.now();
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(cloud.sandbox.world.clock.now() - startedAt).toBeLessThan(3 * MINUTE);
    expect(await cloud.failure('Stack')).toMatch(
      new RegExp(`IPAM allocation ipam-pool-alloc-\\w+ \\(10\\.0\\.0\\.0/24\\) of ${poolId}: StillInUse: vpc ${vpcId} in us-east-1 of account 111122223333 has 10\\.0\\.0\\.0/24; if nobody uses 10\\.0\\.0\\.0/24 any more, disassociate 10\\.0\\.0\\.0/24 from vpc ${vpcId}`),
    );
  });

  test('fails at once when nobody releases a manual allocation of it', async () => {
    const poolId = await createPool(cloud.ec2);
    const { allocationId } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
    await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId) }] }));
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('NotListed: nobody releases this manual allocation; if nobody uses its CIDR any more, release it');
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([allocationId]);
  });

  test('fails at once when a listed allocation of it cannot be released, and does not say that nobody lists it', async () => {
    const poolId = await createPool(cloud.ec2);
    const [kept, busy] = [await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }), await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 })];
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return { emptyPools: [{ pool }], ipamAllocations: [kept, busy].map(({ allocationId }) => IpamAllocation.fromAllocationId(pool, allocationId)) };
    });
    const { faults } = cloud.sandbox.world;
    const of = (allocationId: string) => ({ action: 'ReleaseIpamPoolAllocation', when: ({ input }: RecordedCall) => input.IpamPoolAllocationId === allocationId });
    faults.add({ ...of(kept.allocationId), with: new AwsError('InvalidParameterValue', 'The allocation is protected.') });
    faults.add({ ...of(busy.allocationId), times: 2, with: new AwsError('IncorrectState', 'The allocation is busy.') });
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('InvalidParameterValue: The allocation is protected');
    expect(await cloud.failure('Stack')).toContain('NotReleased: it is listed, but its release failed');
    expect(await cloud.failure('Stack')).not.toContain('NotListed');
  });

  test('knows what is listed of it under the name of another Region', async () => {
    const locale = 'eu-west-1';
    const poolId = await createPool(cloud.ec2, { locale });
    const here = cloud.ec2In(locale);
    await takeCidr(here, poolId, { NetmaskLength: 28 });
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return { emptyPools: [{ pool }], ipamAllocations: [IpamAllocation.allManual(pool, { region: locale })] };
    });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(here, poolId)).toEqual([]);
  });

  test('asks for all its VPCs in one call of each look', async () => {
    const poolId = await createPool(cloud.ec2);
    const vpcs = [await createVpc(poolId), await createVpc(poolId), await createVpc(poolId)];
    await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId) }] }));
    const looks = cloud.callsByFunctions('GetIpamPoolAllocations') - cloud.callsByFunctions('DescribeVpcs');
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    for (const vpcId of vpcs) expect(await cloud.failure('Stack')).toContain(vpcId);
    expect(cloud.callsByFunctions('GetIpamPoolAllocations') - cloud.callsByFunctions('DescribeVpcs')).toBe(looks);
    expect(cloud.callsByFunctions('DescribeVpcs')).toBeGreaterThan(1);
  });

  test('waits for the manual allocations that are being released', async () => {
    const poolId = await createPool(cloud.ec2);
    for (let index = 0; index < 3; index += 1) await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return { emptyPools: [{ pool }], ipamAllocations: [IpamAllocation.allManual(pool)] };
    });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  });

  test('does not give up on an address that is being released from it, however long that takes', async () => {
    const poolId = await createPool(cloud.ec2, { isPublic: true });
    const { AllocationId: address = '' } = await cloud.ec2.send(new AllocateAddressCommand({ Domain: 'vpc', IpamPoolId: poolId }));
    await deploy((stack) => ({ elasticIps: [ElasticIp.fromAllocationId(address)], emptyPools: [{ pool: poolIn(stack, poolId) }] }));
    const held = new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');
    const letGo = cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', with: held });
    cloud.sandbox.world.clock.after(2 * MINUTE, letGo);
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  });

  test('in a private scope it can be emptied without deleting the VPC: IPAM stops monitoring it', async () => {
    const poolId = await createPool(cloud.ec2);
    const vpcId = await createVpc(poolId);
    await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId), stopMonitoring: true }] }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
    const { Vpcs = [] } = await cloud.ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.map(({ VpcId }) => VpcId)).toContain(vpcId);
  });

  test('IPAM is told once what it is not to monitor, also when its answer is lost, and waited for until it has dropped it', async () => {
    const poolId = await createPool(cloud.ec2);
    await createVpc(poolId);
    await deploy((stack) => ({ emptyPools: [{ pool: poolIn(stack, poolId), stopMonitoring: true }] }));
    const { world } = cloud.sandbox;
    world.unkindness = { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: { min: 6 * MINUTE, max: 6 * MINUTE } } };
    world.faults.add({ action: 'ModifyIpamResourceCidr', when: ({ input }) => input.DryRun !== true, at: 'after', times: 1, with: 'drop' });
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(cloud.callsByFunctions('ModifyIpamResourceCidr')).toBe(1);
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
    expect(cloud.lines.join('')).toContain('"why":"Waiting"');
  });
});

describe('a pool to delete', () => {
  test('is deprovisioned and deleted when it is empty', async () => {
    const poolId = await createPool(cloud.ec2);
    await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
    expect(
      await deploy((stack) => {
        const pool = poolIn(stack, poolId);
        return { deletePools: [{ pool }], ipamAllocations: [IpamAllocation.allManual(pool)] };
      }),
    ).toBe('CREATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect([undefined, 'delete-complete']).toContain(await poolState(poolId));
  });

  test('with cascade goes with everything in it', async () => {
    const poolId = await createPool(cloud.ec2);
    await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
    await deploy((stack) => ({ deletePools: [{ pool: poolIn(stack, poolId), cascade: true }] }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect([undefined, 'delete-complete']).toContain(await poolState(poolId));
    expect(cloud.callsByFunctions('ReleaseIpamPoolAllocation')).toBeLessThanOrEqual(1);
  });

  test('with cascade is refused at deployment where EC2 does not cascade: a public pool', async () => {
    const poolId = await createPool(cloud.ec2, { isPublic: true });
    expect(await deploy((stack) => ({ deletePools: [{ pool: poolIn(stack, poolId), cascade: true }] }))).toBe('ROLLBACK_COMPLETE');
    expect(await cloud.failure('Stack')).toContain('NoCascade: EC2 cascades only for pools of a private scope and for those with a source resource');
  });

  test('is never deleted unless it is listed for that', async () => {
    const poolId = await createPool(cloud.ec2);
    await deploy((stack) => {
      const pool = poolIn(stack, poolId);
      return { emptyPools: [{ pool }], ipamAllocations: [IpamAllocation.allManual(pool)] };
    });
    await cloud.destroy('Stack');
    expect(await poolState(poolId)).toBe('create-complete');
  });
});
