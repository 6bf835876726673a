import { Duration } from 'aws-cdk-lib';
import { AwsError } from '../../sandbox/aws-error';
import { KIND } from '../../sandbox/unkindness';
import { releasing } from './apps';
import { Cloud } from './cloud';
import { createPool, takeAddress, takeCidr, type TakenCidr } from './network';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

const BUSY = new AwsError('IncorrectState', 'The allocation is being modified.');

test('each release, retry and refusal is one record with item, Region, code, attempt and duration', async () => {
  const poolId = await createPool(cloud.ec2);
  const allocation = await takeCidr(cloud.ec2, poolId, { Cidr: '10.0.0.0/23' });
  const locked = await takeAddress(cloud.ec2);
  await cloud.deploy('Stack', releasing([allocation], [locked]));
  cloud.sandbox.world.faults.add({ action: 'ReleaseIpamPoolAllocation', times: 1, with: BUSY });
  cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', with: new AwsError('InvalidAddress.Locked', 'The address is locked.') });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const item = `IPAM allocation ${allocation.allocationId} (10.0.0.0/23) of ${poolId}`;
  const common = { region: 'us-east-1', milliseconds: expect.any(Number) as number, timestamp: expect.any(String) as string };
  expect(cloud.log.filter((record) => record.item === item && record.attempt !== undefined)).toMatchObject([
    { message: 'not yet', attempt: 1, code: 'IncorrectState', error: BUSY.message, ...common },
    { message: 'released', attempt: 2, ...common },
  ]);
  expect(cloud.log).toContainEqual(
    expect.objectContaining({ message: 'refused', attempt: 1, code: 'InvalidAddress.Locked', remedy: 'ask AWS Support to unlock the address; else delete the stack again and retain this resource', ...common }),
  );
});

test('while it waits the log says how far it is: counts by state, what is waited for, since when, and when it looks again', async () => {
  const [held, free] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  await cloud.deploy('Stack', releasing([], [held, free], { timeout: Duration.minutes(1) }));
  cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.AllocationId === held, with: BUSY });
  await cloud.destroy('Stack');
  const progress = cloud.log.filter(({ message }) => message === 'looking again');
  expect(progress.at(-1)).toMatchObject({
    open: 1,
    gone: 1,
    failed: 0,
    waitingFor: [{ for: expect.stringContaining(held) as string, why: 'IncorrectState', seconds: expect.any(Number) as number }],
    nextLookMilliseconds: expect.any(Number) as number,
    untilDeadlineSeconds: expect.any(Number) as number,
  });
});

test("a failure's reason names the log group, and fits, however much is left", async () => {
  const poolId = await createPool(cloud.ec2);
  const allocations: TakenCidr[] = [];
  for (let index = 0; index < 60; index += 1) allocations.push(await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }));
  await cloud.deploy('Stack', releasing(allocations));
  cloud.sandbox.world.faults.add({ action: 'ReleaseIpamPoolAllocation', with: new AwsError('InvalidParameterValue', `No. ${'x'.repeat(200)}`) });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  const reason = await cloud.failure('Stack');
  expect(reason).toMatch(/60 of 60 listed items are left\. IPAM allocation \S+ \(10\.0\.0\.0\/28\) of \S+, .* and 57 more: InvalidParameterValue: No\. x+; correct what is listed/);
  expect(reason.length).toBeLessThan(1024);
  expect(reason).toMatch(/Log group: \S*AddressRelease\S*/);
});

test('released, failed and duration are metrics', async () => {
  const [locked, free] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  await cloud.deploy('Stack', releasing([], [locked, free]));
  cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.AllocationId === locked, with: new AwsError('InvalidAddress.Locked', 'Locked.') });
  await cloud.destroy('Stack');
  const record = cloud.log.find((each) => '_aws' in each);
  expect(record).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'CdkAddressRelease', Dimensions: [['FunctionName', 'LogicalResourceId']] }] },
    FunctionName: expect.stringContaining('Stack-') as string,
    LogicalResourceId: expect.stringContaining('AddressRelease') as string,
    Released: 1,
    Failed: 1,
    Duration: expect.any(Number) as number,
  });
});
