import { AllocateAddressCommand, CreateVpcCommand, DeleteVpcCommand } from '@aws-sdk/client-ec2';
import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Plan } from '../../bin/cli/plan/plan';
import { privatePool } from '../../bin/example';
import { AddressRelease, ElasticIp, EmptyOnDelete } from '../../lib';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { addresses, takeAddress, takeCidr } from '../acceptance/network';
import { planIn, releaseIn } from './in-process';

const LAG = 3 * 60_000;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: { ...KIND, ipamLag: { ...KIND.ipamLag, vpc: { min: LAG, max: LAG } } }, timeScale: 60 });
});
afterEach(async () => cloud.stop());

const poolId = () => cloud.output('Stack', 'PoolId');

function withVpc(stack: Stack): ec2.CfnIPAMPool {
  const pool = privatePool(stack);
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { ipv4IpamPoolId: pool.attrIpamPoolId, ipv4NetmaskLength: 24 });
  vpc.node.addDependency(stack.node.findChild('PoolCidr'));
  return pool;
}

const fates = ({ pools }: Plan) => pools.flatMap(({ contents }) => contents).map(({ is, fate, by, releasable }) => ({ is, fate, by, releasable }));

test('of a stack with an AddressRelease: what that releases and waits for; and the stack is deleted', async () => {
  const address = await takeAddress(cloud.ec2);
  await cloud.deploy('Stack', (stack) => {
    withVpc(stack).with(new EmptyOnDelete());
    new AddressRelease(stack, 'Addresses', { elasticIps: [ElasticIp.fromAllocationId(address)] });
  });
  await takeCidr(cloud.ec2, await poolId(), { NetmaskLength: 28 });
  const plan = await planIn(cloud, 'Stack');
  expect(plan).toMatchObject({ verdict: 'pending', monthlyUsd: 0, notes: [] });
  expect(plan.linesToAdd).toBeUndefined();
  const [release, addressRelease] = plan.addressReleases.map(({ logicalId }) => logicalId).sort().reverse();
  expect(fates(plan)).toEqual([
    { is: 'resource', fate: 'waitedFor', by: release, releasable: undefined },
    { is: 'manual', fate: 'released', by: release, releasable: undefined },
  ]);
  expect(plan.addresses).toMatchObject([{ allocationId: address, fate: 'released', by: addressRelease }]);
  expect(plan.seconds.most).toBeGreaterThan(35 * 60);
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
}, 60_000);

test('of a stack whose pool somebody else\'s VPC uses: blocked, with the remedy', async () => {
  await cloud.deploy('Stack', (stack) => void privatePool(stack).with(new EmptyOnDelete()));
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: await poolId(), Ipv4NetmaskLength: 24 }));
  const plan = await planIn(cloud, 'Stack');
  expect(plan).toMatchObject({ verdict: 'blocked', summary: expect.stringContaining('1 in the way that somebody has to decide on') as string });
  expect(plan.pools[0]?.contents).toMatchObject([{ is: 'resource', resourceId: Vpc?.VpcId, fate: 'blocks', remedy: expect.stringContaining(`disassociate 10.0.0.0/24 from vpc ${Vpc?.VpcId ?? ''}`) as string }]);
  expect(plan.pools[0]?.contents[0]?.releasable).toBeUndefined();
});

test('of a stack with a VPC and no AddressRelease: its deletion fails as long as IPAM has not noticed; release waits for that, and deletes it', async () => {
  await cloud.deploy('Stack', (stack) => void withVpc(stack));
  await takeCidr(cloud.ec2, await poolId(), { NetmaskLength: 28 });
  const plan = await planIn(cloud, 'Stack');
  expect(plan.verdict).toBe('pending');
  expect(fates(plan)).toEqual([
    { is: 'resource', fate: 'blocks', by: undefined, releasable: 'wait' },
    { is: 'manual', fate: 'blocks', by: undefined, releasable: 'release' },
  ]);
  await expect(releaseIn(cloud, 'Stack', { deleteStack: true })).rejects.toThrow('belongs to the stack Stack, which is CREATE_COMPLETE and not being deleted');
  const { code, result, said } = await releaseIn(cloud, 'Stack', { deleteStack: true, force: true });
  expect({ code, result }).toMatchObject({ code: 0, result: { stack: { name: 'Stack', status: 'DELETE_COMPLETE' }, left: [] } });
  expect(said.filter((line) => line.includes('DELETE_IN_PROGRESS  AWS::CloudFormation::Stack'))).toHaveLength(2);
  expect(await planIn(cloud, 'Stack')).toMatchObject({ verdict: 'clear', stack: { status: 'DELETE_COMPLETE' } });
}, 60_000);

test('of a ghost: it is gone by itself', async () => {
  await cloud.deploy('Stack', (stack) => void privatePool(stack));
  const { Vpc } = await cloud.ec2.send(new CreateVpcCommand({ Ipv4IpamPoolId: await poolId(), Ipv4NetmaskLength: 24 }));
  await cloud.ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
  expect(fates(await planIn(cloud, 'Stack'))).toEqual([{ is: 'ghost', fate: 'blocks', by: undefined, releasable: 'wait' }]);
});

test('of a stack whose creation failed: its AddressRelease releases nothing, and the plan says so', async () => {
  await cloud.deploy(
    'Stack',
    (stack) => {
      const pool = privatePool(stack);
      pool.with(new EmptyOnDelete());
      const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: 'none' });
      vpc.node.addDependency(pool);
    },
    { disableRollback: true },
  );
  const plan = await planIn(cloud, 'Stack');
  expect(plan.stack?.status).toBe('CREATE_FAILED');
  expect(plan.notes.filter((note) => note.includes('releases nothing: the stack was never created completely'))).toHaveLength(plan.addressReleases.length);
});

test('of an address from the public pool of a stack: release takes it back, and waits until it has left the pool', async () => {
  await cloud.deploy('Stack', (stack) => {
    const ipam = new ec2.CfnIPAM(stack, 'Ipam', { operatingRegions: [{ regionName: 'us-east-1' }] });
    const pool = new ec2.CfnIPAMPool(stack, 'Public', { ipamScopeId: ipam.attrPublicDefaultScopeId, addressFamily: 'ipv4', locale: 'us-east-1', publicIpSource: 'amazon', awsService: 'ec2' });
    new ec2.CfnIPAMPoolCidr(stack, 'PoolCidr', { ipamPoolId: pool.attrIpamPoolId, netmaskLength: 29 });
  });
  const { pools } = await planIn(cloud, 'Stack');
  const { AllocationId } = await cloud.ec2.send(new AllocateAddressCommand({ Domain: 'vpc', IpamPoolId: pools[0]?.poolId }));
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const plan = await planIn(cloud, 'Stack');
  expect(plan.addresses).toMatchObject([{ allocationId: AllocationId, fate: 'blocks', releasable: 'release' }]);
  expect((await releaseIn(cloud, 'Stack', { deleteStack: true })).code).toBe(0);
  expect(await addresses(cloud.ec2)).toEqual([]);
});
