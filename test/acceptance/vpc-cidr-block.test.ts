import { CreateVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { allocationsOf, createPool } from './network';

// A VPC's CIDR block is given back when the block is taken away from the VPC, too.
// https://docs.aws.amazon.com/vpc/latest/ipam/release-alloc-ipam.html

let cloud: Cloud;
beforeEach(async () => {
  const lag = { min: 120_000, max: 180_000 };
  cloud = await Cloud.start({ unkindness: { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: lag } } });
});
afterEach(async () => cloud.stop());

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
