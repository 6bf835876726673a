import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { privatePool } from '../../bin/example';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr } from '../acceptance/network';
import { planIn, releaseIn } from './in-process';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
});
afterAll(async () => cloud.stop());

test('of a pool: the allocation with this CIDR, and no other', async () => {
  const poolId = await createPool(cloud.ec2);
  const { cidr } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
  const { allocationId: other } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
  expect((await releaseIn(cloud, undefined, { pool: poolId, cidr })).code).toBe(0);
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([other]);
  await expect(releaseIn(cloud, undefined, { pool: poolId, cidr })).rejects.toThrow(`pool ${poolId} has no manual allocation ${cidr}`);
  await expect(releaseIn(cloud, undefined, { pool: poolId })).rejects.toThrow(`it is not clear what of ${poolId} to release`);
});

test('an address, found in whatever Region it is', async () => {
  const elsewhere: EC2Client = cloud.ec2In('eu-west-1');
  const address = await takeAddress(elsewhere);
  expect((await releaseIn(cloud, undefined, { address })).code).toBe(0);
  expect(await addresses(elsewhere)).toEqual([]);
});

test('an address is left where it is in another network border group than was said', async () => {
  const address = await takeAddress(cloud.ec2);
  await expect(releaseIn(cloud, undefined, { address, networkBorderGroup: 'us-east-1-lax-1' })).rejects.toThrow(`Elastic IP ${address} is in the network border group us-east-1, not in us-east-1-lax-1`);
  expect(await addresses(cloud.ec2)).toEqual([address]);
  expect((await releaseIn(cloud, undefined, { address, networkBorderGroup: 'us-east-1' })).code).toBe(0);
  expect(await addresses(cloud.ec2)).toEqual([]);
  await expect(releaseIn(cloud, 'Stack', { networkBorderGroup: 'us-east-1' })).rejects.toThrow('--network-border-group is that of an address');
});

test('nothing of a stack that nobody is deleting, unless it is forced; and what a plan in a file names, nothing else', async () => {
  await cloud.deploy('Stack', (stack) => void privatePool(stack));
  const poolId = await cloud.output('Stack', 'PoolId');
  await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
  await expect(releaseIn(cloud, undefined, { pool: poolId, allManual: true })).rejects.toThrow('belongs to the stack Stack, which is CREATE_COMPLETE and not being deleted');
  await expect(releaseIn(cloud, 'Stack', {})).rejects.toThrow('belongs to the stack Stack');
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const from = join(directory, 'plan.json');
    writeFileSync(from, JSON.stringify(await planIn(cloud, 'Stack')));
    const { allocationId: later } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
    expect((await releaseIn(cloud, undefined, { from, force: true })).code).toBe(0);
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([later]);
    writeFileSync(from, '{}');
    await expect(releaseIn(cloud, undefined, { from })).rejects.toThrow('is no plan that this version understands');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
