import {
  CreatePublicIpv4PoolCommand,
  CreateVpcCommand,
  DeprovisionIpamPoolCidrCommand,
  DeprovisionPublicIpv4PoolCidrCommand,
  DescribeIpamPoolsCommand,
  DescribePublicIpv4PoolsCommand,
  DescribeVpcsCommand,
  ProvisionPublicIpv4PoolCidrCommand,
} from '@aws-sdk/client-ec2';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { allocationsOf, createPool, createPoolBelow } from './network';

// An allocation goes when its CIDR block is taken away from the resource, too: the resource may stay.
// https://docs.aws.amazon.com/vpc/latest/ipam/release-alloc-ipam.html

const LAG = { min: 120_000, max: 180_000 };

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: { ...KIND, ipamLag: { vpc: LAG, subnet: LAG, eip: LAG, pool: LAG } } });
});
afterEach(async () => cloud.stop());

/** Deploys what empties the pool, takes the block away, destroys; gives the status. */
async function destroyAfter(poolId: string, takeAway: () => Promise<unknown>): Promise<string | undefined> {
  const status = await cloud.deploy('Stack', (stack: Stack) => {
    new AddressRelease(stack, 'AddressRelease', { emptyPools: [{ pool: ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId) }] });
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(await allocationsOf(cloud.ec2, poolId)).toHaveLength(1);
  await takeAway();
  return cloud.destroy('Stack');
}

test('a pool is emptied of a block that the stack took away from a VPC that stays', async () => {
  const poolId = await createPool(cloud.ec2);
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ CidrBlock: '10.250.0.0/16' }));
  const vpcId = Vpc?.VpcId ?? '';
  const status = await cloud.deploy('Stack', (stack: Stack) => {
    const pool = ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId);
    const release = new AddressRelease(stack, 'AddressRelease', { emptyPools: [{ pool }] });
    const block = new ec2.CfnVPCCidrBlock(stack, 'Block', { vpcId, ipv4IpamPoolId: poolId, ipv4NetmaskLength: 24 });
    block.node.addDependency(release);
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(await allocationsOf(cloud.ec2, poolId)).toHaveLength(1);
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect((await cloud.ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }))).Vpcs).toHaveLength(1);
  expect(cloud.lines.join('')).toContain('"why":"Waiting"');
});

test('a pool is emptied of a block that was deprovisioned from a pool below it that stays', async () => {
  const poolId = await createPool(cloud.ec2);
  const block = { Cidr: '10.1.0.0/16', IpamPoolId: await createPoolBelow(cloud.ec2, poolId, '10.1.0.0/16') };
  expect(await destroyAfter(poolId, () => cloud.ec2.send(new DeprovisionIpamPoolCidrCommand(block)))).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect((await cloud.ec2.send(new DescribeIpamPoolsCommand({ IpamPoolIds: [block.IpamPoolId] }))).IpamPools).toHaveLength(1);
});

test('a pool is emptied of a block that was deprovisioned from a public IPv4 pool that stays', async () => {
  const poolId = await createPool(cloud.ec2, { isPublic: true, brought: '198.51.100.0/24' });
  const { PoolId } = await cloud.ec2.send(new CreatePublicIpv4PoolCommand({}));
  const { PoolAddressRange } = await cloud.ec2.send(new ProvisionPublicIpv4PoolCidrCommand({ IpamPoolId: poolId, PoolId, NetmaskLength: 28 }));
  const Cidr = `${PoolAddressRange?.FirstAddress}/28`;
  expect(await destroyAfter(poolId, () => cloud.ec2.send(new DeprovisionPublicIpv4PoolCidrCommand({ PoolId, Cidr })))).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect((await cloud.ec2.send(new DescribePublicIpv4PoolsCommand({ PoolIds: [PoolId ?? ''] }))).PublicIpv4Pools).toHaveLength(1);
});
