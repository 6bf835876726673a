import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { takeFromPool } from '../../bin/network-team';
import { KIND, WORST_CASE } from '../../sandbox/unkindness';
import { Cloud } from './cloud';
import { releasing } from './apps';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr, type TakenCidr } from './network';

let cloud: Cloud;
afterEach(async () => cloud.stop());

/** A stack that goes on without its AddressRelease. */
function emptied(stack: Stack): void {
  new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
}

describe('deleting the stack', () => {
  test('releases what is listed and nothing else', async () => {
    cloud = await Cloud.start({ unkindness: KIND });
    const poolId = await createPool(cloud.ec2);
    const listed = await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.0.0/23' });
    const unlisted = await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.2.0/23' });
    const [listedAddress, unlistedAddress] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
    expect(await cloud.deploy('Stack', releasing([listed], [listedAddress]))).toBe('CREATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([unlisted.allocationId]);
    expect(await addresses(cloud.ec2)).toEqual([unlistedAddress]);
  });

  test('releases 100 allocations and 20 addresses at the documented throttling and lag, in one go', async () => {
    cloud = await Cloud.start({ unkindness: WORST_CASE });
    const bucketsFull = { ...WORST_CASE };
    cloud.sandbox.world.unkindness = { ...WORST_CASE, throttling: 'off' };
    const poolId = await createPool(cloud.ec2);
    const allocations: TakenCidr[] = [];
    for (let index = 0; index < 100; index += 1) allocations.push(await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }));
    const addressIds: string[] = [];
    for (let index = 0; index < 20; index += 1) addressIds.push(await takeAddress(cloud.ec2));
    cloud.sandbox.world.unkindness = bucketsFull;
    expect(await cloud.deploy('Stack', releasing(allocations, addressIds))).toBe('CREATE_COMPLETE');
    expect(await cloud.destroy('Stack')).toBeUndefined();
    cloud.sandbox.world.unkindness = KIND;
    // What was written before is still on its way to some of the lists.
    await cloud.sandbox.world.clock.sleep(5_000);
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
    expect(await addresses(cloud.ec2)).toEqual([]);
  }, 60_000);
});

describe('what is not a deletion of the stack releases nothing', () => {
  async function prepare(): Promise<{ poolId: string; allocation: TakenCidr; address: string }> {
    cloud = await Cloud.start({ unkindness: KIND });
    const poolId = await createPool(cloud.ec2);
    return { poolId, allocation: await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.0.0/23' }), address: await takeAddress(cloud.ec2) };
  }

  async function expectNothingReleased({ poolId, allocation, address }: Awaited<ReturnType<typeof prepare>>): Promise<void> {
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([allocation.allocationId]);
    expect(await addresses(cloud.ec2)).toEqual([address]);
    expect(cloud.callsByFunctions('ReleaseIpamPoolAllocation') + cloud.callsByFunctions('ReleaseAddress')).toBe(0);
  }

  test('removing the construct from the template and deploying', async () => {
    const taken = await prepare();
    await cloud.deploy('Stack', (stack) => {
      emptied(stack);
      releasing([taken.allocation], [taken.address])(stack);
    });
    expect(await cloud.deploy('Stack', emptied)).toBe('UPDATE_COMPLETE');
    await expectNothingReleased(taken);
    expect(cloud.log).toContainEqual(
      expect.objectContaining({ message: 'nothing released', because: 'the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }),
    );
  });

  test('taking an item off the list and deploying', async () => {
    const taken = await prepare();
    await cloud.deploy('Stack', releasing([taken.allocation], [taken.address]));
    expect(await cloud.deploy('Stack', releasing([], [taken.address]))).toBe('UPDATE_COMPLETE');
    await expectNothingReleased(taken);
  });

  test('a creation that fails and is rolled back', async () => {
    const taken = await prepare();
    const status = await cloud.deploy('Stack', (stack) => {
      releasing([taken.allocation], [taken.address])(stack);
      // A VPC without a CIDR: EC2 refuses it, after the release was created.
      const broken = new CfnResource(stack, 'Broken', { type: 'AWS::EC2::VPC', properties: {} });
      broken.node.addDependency(stack.node.findChild('AddressRelease'));
    });
    expect(status).toBe('ROLLBACK_COMPLETE');
    await expectNothingReleased(taken);
    expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'nothing released', because: 'the stack is ROLLBACK_IN_PROGRESS' }));
  });
});

test('an address in use is disassociated first; the interface stays', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const { elasticIps } = await takeFromPool(cloud.ec2, await createPool(cloud.ec2));
  const addressIds = elasticIps.map(({ allocationId }) => allocationId);
  await cloud.deploy('Stack', releasing([], addressIds));
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
  const { NetworkInterfaces } = await cloud.ec2.send(new DescribeNetworkInterfacesCommand({}));
  expect(NetworkInterfaces).toHaveLength(1);
  expect(NetworkInterfaces?.[0]?.Association).toBeUndefined();
});
