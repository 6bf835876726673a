import { StoppableClock } from '../../bin/cli/stoppable-clock';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { allocationsOf, createPool, takeCidr } from '../acceptance/network';
import { command } from './command';
import { releaseIn } from './in-process';

let cloud: Cloud;
let poolId: string;
beforeAll(async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 60 });
  poolId = await createPool(cloud.ec2);
});
afterAll(async () => cloud.stop());

const releases = () => cloud.sandbox.world.calls.of('ReleaseIpamPoolAllocation').length;

test('stopped at whichever call, a release tells what is left; run again, it finishes, and calls for nothing twice', async () => {
  const options = { pool: poolId, allManual: true };
  await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
  const { calls } = cloud.sandbox.world;
  const before = calls.all.length;
  expect((await releaseIn(cloud, undefined, options)).code).toBe(0);
  const needed = calls.all.length - before;
  expect(needed).toBeGreaterThan(5);
  const codes = [];
  for (let stopAt = 1; stopAt <= needed; stopAt += 1) {
    const { allocationId } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 });
    const clock = new StoppableClock(cloud.sandbox.world.clock);
    const from = calls.all.length;
    const stopWatching = calls.onSettled(() => {
      if (calls.all.length - from >= stopAt) clock.stop();
    });
    const { code, result } = await releaseIn(cloud, undefined, options, clock);
    stopWatching();
    codes.push(code);
    const { gone = [] } = result as { gone?: string[] };
    // What it says to be gone is gone; what it does not say is still there, or will be found gone.
    if (gone.length > 0) expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
    const again = await releaseIn(cloud, undefined, options);
    expect(again.code).toBe(0);
    expect(await allocationsOf(cloud.ec2, poolId)).not.toContain(allocationId);
  }
  expect(new Set(codes)).toEqual(new Set([130]));
  // Once for each allocation: none was asked for again by the run that carried on.
  expect(releases()).toBe(needed + 1);
}, 60_000);

test.each([
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const)('a command that gets %s at its first release is carried on by the same command', async (signal, expected) => {
  for (let index = 0; index < 3; index += 1) await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 });
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  const stopWatching = cloud.sandbox.world.calls.onSettled(({ action }) => {
    if (action !== 'ReleaseIpamPoolAllocation') return;
    stopWatching();
    kill(signal);
  });
  const { code, stderr } = await command(cloud.sandbox, ['release', '--pool', poolId, '--all-manual', '--yes'], { onStart: (with_) => (kill = with_) });
  expect(code).toBe(expected);
  if (signal === 'SIGINT') expect(stderr).toContain('Interrupted. Run the same command again, and it carries on.');
  expect((await releaseIn(cloud, undefined, { pool: poolId, allManual: true })).code).toBe(0);
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
});
