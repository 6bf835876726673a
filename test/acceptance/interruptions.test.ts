import { ResetAddressAttributeCommand, ModifyAddressAttributeCommand } from '@aws-sdk/client-ec2';
import { Duration } from 'aws-cdk-lib';
import { AwsError } from '../../sandbox/aws-error';
import { ACCOUNT } from '../../sandbox/principal';
import { functions } from '../../sandbox/services/lambda/functions';
import type { Invocation } from '../../sandbox/services/lambda/invocation';
import { KIND, WORST_CASE } from '../../sandbox/unkindness';
import { releasing } from './apps';
import { Cloud, REGION } from './cloud';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr, type TakenCidr } from './network';

let cloud: Cloud;
afterEach(async () => cloud.stop());

const HELD = new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');

/** The invocations that a deletion took, by their ends. */
function deletions(): Invocation[] {
  const { invocations } = functions(cloud.sandbox.world, ACCOUNT, REGION);
  return invocations.filter(({ event }) => (event as { RequestType?: string }).RequestType === 'Delete');
}

async function takeSome(count: number): Promise<{ poolId: string; allocations: TakenCidr[] }> {
  const poolId = await createPool(cloud.ec2);
  const allocations: TakenCidr[] = [];
  for (let index = 0; index < count; index += 1) allocations.push(await takeCidr(cloud.ec2, poolId, { NetmaskLength: 28 }));
  return { poolId, allocations };
}

test('the function killed in the middle of a pass still ends in one successful destroy', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const { poolId, allocations } = await takeSome(10);
  await cloud.deploy('Stack', releasing(allocations));
  let released = 0;
  cloud.sandbox.world.calls.onSettled(({ action, caller }) => {
    if (action !== 'ReleaseIpamPoolAllocation' || !caller.includes('assumed-role')) return;
    released += 1;
    if (released === 4) deletions()[0]?.environment?.kill();
  });
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect(deletions().map(({ attempt, outcome }) => [attempt, outcome?.kind])).toEqual([
    [1, 'exit'],
    [2, 'succeeded'],
  ]);
});

test('a release that takes longer than one invocation is carried on by the next', async () => {
  cloud = await Cloud.start({ unkindness: KIND, timeScale: 120 });
  const address = await takeAddress(cloud.ec2);
  await cloud.deploy('Stack', releasing([], [address]));
  const letGo = cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', with: HELD });
  cloud.sandbox.world.clock.after(20 * 60_000, letGo);
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
  expect(deletions().map(({ outcome }) => outcome?.kind)).toEqual(['error', 'succeeded']);
  expect(cloud.answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
}, 60_000);

test('a Delete that is delivered twice at once is one successful destroy', async () => {
  cloud = await Cloud.start({ unkindness: { ...WORST_CASE, lambdaDeliveries: 2 } });
  const { poolId, allocations } = await takeSome(20);
  await cloud.deploy('Stack', releasing(allocations));
  expect(await cloud.destroy('Stack')).toBeUndefined();
  cloud.sandbox.world.unkindness = KIND;
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect(deletions()).toHaveLength(2);
});

test('when the time-out is over the deletion fails and says what is left and why; a second destroy finishes it', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const [held, free] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  const heldIp = cloud.publicIpOf(held);
  await cloud.deploy('Stack', releasing([], [held, free], { timeout: Duration.minutes(2) }));
  const letGo = cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.AllocationId === held, with: HELD });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(await addresses(cloud.ec2)).toEqual([held]);
  const failure = (await cloud.events('Stack')).find(({ ResourceStatus, ResourceType }) => ResourceStatus === 'DELETE_FAILED' && ResourceType === 'Custom::AddressRelease');
  expect(failure?.ResourceStatusReason).toContain(
    `1 of 2 listed items are left. Elastic IP ${held} (${heldIp}) after 2 min: AuthFailure: You do not have permission to access the specified resource;`,
  );
  letGo();
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await addresses(cloud.ec2)).toEqual([]);
});

test('what only somebody else can remedy fails at once, with the remedy, after everything else was released', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const [named, free] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
  await cloud.ec2.send(new ModifyAddressAttributeCommand({ AllocationId: named, DomainName: 'mail.example.com' }));
  await cloud.deploy('Stack', releasing([], [named, free]));
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(await addresses(cloud.ec2)).toEqual([named]);
  const reasons = (await cloud.events('Stack')).map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n');
  expect(reasons).toContain('InvalidAddress.PtrSet');
  expect(reasons).toContain('remove its reverse DNS record');
  await cloud.ec2.send(new ResetAddressAttributeCommand({ AllocationId: named, Attribute: 'domain-name' }));
  expect(await cloud.destroy('Stack')).toBeUndefined();
});

test('EC2 and CloudFormation failing and dropping connections, before and after the effect, is one successful destroy', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  const { poolId, allocations } = await takeSome(8);
  const address = await takeAddress(cloud.ec2);
  await cloud.deploy('Stack', releasing(allocations, [address]));
  const byFunction = ({ caller }: { caller: string }) => caller.includes('assumed-role');
  const { faults } = cloud.sandbox.world;
  const unavailable = new AwsError('ServiceUnavailable', 'Service unavailable', 503);
  for (const action of ['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'DescribeIpamPools', 'GetIpamPoolAllocations', 'DescribeAddresses']) {
    faults.add({ action, when: byFunction, times: 2, with: unavailable });
    faults.add({ action, when: byFunction, times: 1, with: 'drop' });
  }
  for (const action of ['ReleaseIpamPoolAllocation', 'ReleaseAddress']) {
    faults.add({ action, when: byFunction, times: 1, with: unavailable });
    faults.add({ action, when: byFunction, times: 2, at: 'after', with: 'drop' });
    faults.add({ action, when: byFunction, times: 2, with: new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503) });
  }
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([]);
  expect(await addresses(cloud.ec2)).toEqual([]);
});

test('no log line of a whole life holds the response URL', async () => {
  cloud = await Cloud.start({ unkindness: KIND });
  await cloud.deploy('Stack', releasing([], [await takeAddress(cloud.ec2)]));
  await cloud.destroy('Stack');
  expect(cloud.lines.length).toBeGreaterThan(4);
  expect(cloud.lines.join('\n')).not.toMatch(/X-Amz-Signature|custom-resource-response/);
});
