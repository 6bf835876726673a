import { EC2Client, GetIpamPoolAllocationsCommand, ReleaseIpamPoolAllocationCommand } from '@aws-sdk/client-ec2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation } from '../../lib';
import { AwsError } from '../../sandbox/aws-error';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { seedPoolShare, seedPoolShareTakenBack } from '../../sandbox/services/ec2/seed';
import { KIND } from '../../sandbox/unkindness';
import { Cloud, REGION } from './cloud';
import { allocationsOf, createPool, takeCidr } from './network';

// "Allocations owned by other accounts" are in the list of a shared pool, and the share permits to release from it, whoever has it.
// https://docs.aws.amazon.com/vpc/latest/ipam/share-pool-ipam.html

const OWNER = '444455556666';

let cloud: Cloud;
let theirs: EC2Client;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials(cloud.sandbox.world, administrator(OWNER), 24 * 60 * 60_000);
  theirs = new EC2Client({ endpoint: cloud.sandbox.url, region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken } });
});
afterEach(async () => cloud.stop());

const TAGS = { stage: 'test' };

/** Deploys and destroys a stack that lists from the shared pool; both accounts have an allocation with the tag there. */
async function live(list: (pool: ec2.IIPAMPoolRef, their: { cidr: string; allocationId: string }) => IpamAllocation, destroyed: string | undefined) {
  const poolId = await createPool(theirs);
  seedPoolShare(cloud.sandbox.world, poolId, ACCOUNT);
  const [their, our] = [await takeCidr(theirs, poolId, { NetmaskLength: 28 }, TAGS), await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }, TAGS)];
  const status = await cloud.deploy('Stack', (stack) => {
    const pool = ec2.CfnIPAMPool.fromIPAMPoolArn(stack, 'Pool', `arn:aws:ec2::${OWNER}:ipam-pool/${poolId}`);
    new AddressRelease(stack, 'AddressRelease', { ipamAllocations: [list(pool, their)] });
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(await cloud.destroy('Stack')).toBe(destroyed);
  const left = await allocationsOf(theirs, poolId);
  return { isTheirsLeft: left.includes(their.allocationId), isOursLeft: left.includes(our.allocationId) };
}

test('every manual allocation of a shared pool means those of the account that lists them', async () => {
  expect(await live((pool) => IpamAllocation.allManual(pool), undefined)).toEqual({ isTheirsLeft: true, isOursLeft: false });
});

test('a tag means the allocations of the account that lists it', async () => {
  expect(await live((pool) => IpamAllocation.fromTag(pool, 'stage', { value: 'test' }), undefined)).toEqual({ isTheirsLeft: true, isOursLeft: false });
});

test("another account's CIDR block is not released for its CIDR", async () => {
  expect(await live((pool, { cidr }) => IpamAllocation.fromCidr(pool, cidr), undefined)).toEqual({ isTheirsLeft: true, isOursLeft: true });
});

test('listed by its id, it is', async () => {
  expect(await live((pool, { allocationId }) => IpamAllocation.fromAllocationId(pool, allocationId), undefined)).toEqual({ isTheirsLeft: false, isOursLeft: true });
});

describe('a share that is taken back', () => {
  /** Deploys what lists from the shared pool, and takes the share back. */
  async function deployAndTakeBack(list: (pool: ec2.IIPAMPoolRef, our: { cidr: string; allocationId: string }) => IpamAllocation): Promise<{ poolId: string; allocationId: string }> {
    const poolId = await createPool(theirs);
    seedPoolShare(cloud.sandbox.world, poolId, ACCOUNT);
    const our = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }, TAGS);
    const status = await cloud.deploy('Stack', (stack) => {
      const pool = ec2.CfnIPAMPool.fromIPAMPoolArn(stack, 'Pool', `arn:aws:ec2::${OWNER}:ipam-pool/${poolId}`);
      new AddressRelease(stack, 'AddressRelease', { ipamAllocations: [list(pool, our)] });
    });
    expect(status).toBe('CREATE_COMPLETE');
    seedPoolShareTakenBack(cloud.sandbox.world, poolId, ACCOUNT);
    return { poolId, allocationId: our.allocationId };
  }

  test.each<[string, Parameters<typeof deployAndTakeBack>[0]]>([
    ['its id', (pool, { allocationId }) => IpamAllocation.fromAllocationId(pool, allocationId)],
    ['its CIDR', (pool, { cidr }) => IpamAllocation.fromCidr(pool, cidr)],
    ['a tag', (pool) => IpamAllocation.fromTag(pool, 'stage', { value: 'test' })],
    ['being manual', (pool) => IpamAllocation.allManual(pool)],
  ])('releases nothing, and an allocation listed by %s is not called released', async (_, list) => {
    const { poolId, allocationId } = await deployAndTakeBack(list);
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain(`PoolNotFound: EC2 does not find the pool any more, and the account still has ${allocationId}`);
    expect(await cloud.failure('Stack')).toContain('have it shared again and delete the stack again');
    seedPoolShare(cloud.sandbox.world, poolId, ACCOUNT);
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await allocationsOf(theirs, poolId)).toEqual([]);
  });

  test('is not told from a deletion where nobody may ask, and so nothing is called released', async () => {
    await deployAndTakeBack((pool) => IpamAllocation.allManual(pool));
    cloud.sandbox.world.faults.add({ action: 'DescribeIpamPoolAllocations', with: new AwsError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403) });
    expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Stack')).toContain('what the account still has in it could not be seen (UnauthorizedOperation');
  });

  test('leaves nothing behind when everything of the account was released before', async () => {
    const { poolId, allocationId } = await deployAndTakeBack((pool) => IpamAllocation.allManual(pool));
    const [{ Cidr } = {}] = (await theirs.send(new GetIpamPoolAllocationsCommand({ IpamPoolId: poolId }))).IpamPoolAllocations ?? [];
    await theirs.send(new ReleaseIpamPoolAllocationCommand({ IpamPoolId: poolId, Cidr, IpamPoolAllocationId: allocationId }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
  });
});
