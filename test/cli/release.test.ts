import { privatePool } from '../../bin/example';
import { takeFromPool, type Taken } from '../../bin/network-team';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { addresses } from '../acceptance/network';
import { command } from './command';

let cloud: Cloud;
let taken: Taken;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 300 });
  await cloud.deploy('Stack', (stack) => void privatePool(stack));
  taken = await takeFromPool(cloud.ec2, await cloud.output('Stack', 'PoolId'), 'Stack');
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
});
afterEach(async () => cloud.stop());

test('release of a stack that is stuck releases what is in its way, deletes it, and leaves what nobody named', async () => {
  const { code, stdout } = await command(cloud.sandbox, ['release', 'Stack', '--yes', '--delete-stack']);
  expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: '3 gone, 0 left. Stack is DELETE_COMPLETE.' });
  expect(await cloud.status('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual(taken.elasticIps.map(({ allocationId }) => allocationId).sort());
  const plan = await command(cloud.sandbox, ['plan', 'Stack']);
  expect(plan.code).toBe(0);
});

test('release asks before it does anything; where nobody can be asked, it does nothing', async () => {
  const { code, stderr } = await command(cloud.sandbox, ['release', 'Stack', '--tagged']);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toBe('cdk-address-release: nobody is here to say yes; look at what is shown, and give --yes');
  expect(cloud.sandbox.world.calls.of('ReleaseIpamPoolAllocation')).toEqual([]);
});

test('release --tagged takes what is tagged with the name of the stack along; --dry-run before it changes nothing', async () => {
  const { code, stdout } = await command(cloud.sandbox, ['release', 'Stack', '--tagged', '--dry-run', '--output', 'json']);
  const { dryRun } = JSON.parse(stdout) as { dryRun: { api: string; isAllowed: boolean }[] };
  expect({ code, calls: dryRun.map(({ api }) => api).sort(), isAllowed: dryRun.every(({ isAllowed }) => isAllowed) }).toEqual({
    code: 0,
    calls: ['DisassociateAddress', 'ReleaseAddress', 'ReleaseAddress', 'ReleaseIpamPoolAllocation', 'ReleaseIpamPoolAllocation', 'ReleaseIpamPoolAllocation'],
    isAllowed: true,
  });
  expect(await addresses(cloud.ec2)).toHaveLength(2);
  const released = await command(cloud.sandbox, ['release', 'Stack', '--tagged', '--yes', '--output', 'json']);
  expect({ code: released.code, ...(JSON.parse(released.stdout) as object) }).toMatchObject({ code: 0, left: [], stack: { name: 'Stack', status: 'DELETE_FAILED' } });
  expect(await addresses(cloud.ec2)).toEqual([]);
});
