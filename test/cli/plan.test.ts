import type { Plan } from '../../bin/cli/plan/plan';
import { privatePool } from '../../bin/example';
import { takeFromPool, type Taken } from '../../bin/network-team';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { command } from './command';

let cloud: Cloud;
let taken: Taken;
/** The demo's stack without AddressRelease, once somebody has tried to delete it. */
beforeAll(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 300 });
  await cloud.deploy('Stack', (stack) => void privatePool(stack));
  taken = await takeFromPool(cloud.ec2, await cloud.output('Stack', 'PoolId'), 'Stack');
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
});
afterAll(async () => cloud.stop());

async function json(...args: string[]): Promise<{ code: number | null; plan: Plan }> {
  const { code, stdout, stderr } = await command(cloud.sandbox, ['plan', ...args, '--output', 'json']);
  if (stderr !== '') throw new Error(stderr);
  return { code, plan: JSON.parse(stdout) as Plan };
}

describe('plan of a stack that is stuck', () => {
  test('names each of the five things in the way, and exits 2', async () => {
    const { ipamAllocations, elasticIps } = taken;
    const { code, stdout, stderr } = await command(cloud.sandbox, ['plan', 'Stack']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    for (const { cidr, allocationId } of ipamAllocations) expect(stdout).toMatch(new RegExp(`${cidr} .*${allocationId}.*blocks`));
    for (const { publicIp, allocationId } of elasticIps) expect(stdout).toMatch(new RegExp(`${publicIp} .*${allocationId}`));
  });

  test('says the same in JSON', async () => {
    const { ipamAllocations, elasticIps } = taken;
    const { code, plan } = await json('Stack');
    expect({ code, ...plan }).toMatchObject({ code: 2, schemaVersion: '1', verdict: 'pending', stack: { name: 'Stack', status: 'DELETE_FAILED' }, monthlyUsd: 7.3 });
    const contents = plan.pools.flatMap((pool) => pool.contents);
    expect(contents.map(({ cidr, allocationId, is, fate, releasable }) => ({ cidr, allocationId, is, fate, releasable }))).toEqual(
      ipamAllocations.map((taken) => ({ ...taken, is: 'manual', fate: 'blocks', releasable: 'release' })),
    );
    expect(plan.addresses.map(({ allocationId }) => allocationId).sort()).toEqual(elasticIps.map(({ allocationId }) => allocationId).sort());
  });
});
