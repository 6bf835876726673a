import { EC2Client } from '@aws-sdk/client-ec2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AddressRelease, IpamAllocation } from '../../lib';
import { issueCredentials } from '../../sandbox/credentials';
import { ACCOUNT, administrator } from '../../sandbox/principal';
import { seedPoolShare } from '../../sandbox/services/ec2/seed';
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
