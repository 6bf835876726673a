import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddressRelease, ElasticIp, IpamAllocation, Preflight, type AddressReleaseProps } from '../../lib';
import { AwsError } from '../../sandbox/aws-error';
import { ec2State } from '../../sandbox/services/ec2/state';
import { KIND } from '../../sandbox/unkindness';
import { Cloud } from '../acceptance/cloud';
import { addresses, allocationsOf, createPool, takeAddress, takeCidr } from '../acceptance/network';

/** Threats of docs/security.md: each releases nothing that it should not. */
let cloud: Cloud;
beforeEach(async () => {
  cloud = await Cloud.start({ unkindness: KIND });
});
afterEach(async () => cloud.stop());

const HELD = new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');

async function deploy(name: string, props: AddressReleaseProps | ((stack: Stack) => AddressReleaseProps)): Promise<void> {
  const status = await cloud.deploy(name, (stack) => {
    new AddressRelease(stack, 'AddressRelease', { preflight: Preflight.SKIP, ...(typeof props === 'function' ? props(stack) : props) });
  });
  expect({ status, why: status === 'CREATE_COMPLETE' ? '' : await cloud.failure(name) }).toEqual({ status: 'CREATE_COMPLETE', why: '' });
}

/** A Delete of one's own making: whoever made it gets the answer. */
function forged(more: Record<string, unknown>): Record<string, unknown> {
  const ResponseURL = `${cloud.sandbox.url}/bucket-of-the-forger/answer`;
  return { ...cloud.requests().at(-1), RequestType: 'Delete', PhysicalResourceId: 'forged', RequestId: 'forged', ResponseURL, ...more };
}

/** Starts the deletion of a stack, and holds it at the release of this address. */
async function destroyHolding(name: string, held: string): Promise<() => Promise<string | undefined>> {
  const letGo = cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', when: ({ input }) => input.AllocationId === held, with: HELD });
  await cloud.startDestroy(name);
  while (cloud.callsByFunctions('ReleaseAddress') === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return async () => {
    letGo();
    return cloud.settled(name);
  };
}

const failures = () => cloud.log.filter(({ message }) => message === 'failed').map(({ name }) => name);

describe('an event forged by someone who may invoke the function', () => {
  test('gets AccessDenied when it names another stack that is being deleted', async () => {
    const [listed, held] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
    await deploy('Other', { elasticIps: [ElasticIp.fromAllocationId(held)] });
    const finish = await destroyHolding('Other', held);
    const StackId = await cloud.stackId('Other');
    await deploy('Stack', { elasticIps: [ElasticIp.fromAllocationId(listed)] });
    await cloud.invokeRelease(forged({ StackId }));
    expect(failures()).toEqual(['AccessDenied']);
    expect(await finish()).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([listed]);
  });

  test('reaches no further than the role does, even while the stack is being deleted', async () => {
    const [listed, unlisted] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
    const [poolId, otherPoolId] = [await createPool(cloud.ec2), await createPool(cloud.ec2)];
    const other = await takeCidr(cloud.ec2, otherPoolId, { NetmaskLength: 24 });
    await deploy('Stack', (stack) => ({
      ipamAllocations: [IpamAllocation.allManual(ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId))],
      elasticIps: [ElasticIp.fromAllocationId(listed)],
    }));
    const lists = { ElasticIps: [{ AllocationId: unlisted }], IpamAllocations: [{ PoolId: otherPoolId, AllManual: 'true' }] };
    const ResourceProperties = { ...(cloud.requests().at(-1)?.ResourceProperties as object), ...lists };
    const event = forged({ ResourceProperties });
    const finish = await destroyHolding('Stack', listed);
    await cloud.invokeRelease(event);
    const refused = cloud.log.filter(({ message }) => message === 'refused' || message === 'blocked').map(({ code }) => code);
    expect(new Set(refused)).toEqual(new Set(['UnauthorizedOperation']));
    expect(await finish()).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([unlisted]);
    expect(await allocationsOf(cloud.ec2, otherPoolId)).toEqual([other.allocationId]);
  });
});

describe('another stack', () => {
  test('that uses this function for a resource of its own gets AccessDenied', async () => {
    const listed = await takeAddress(cloud.ec2);
    await deploy('Stack', { elasticIps: [ElasticIp.fromAllocationId(listed)] });
    const { ServiceToken } = cloud.requests().at(-1)?.ResourceProperties as { ServiceToken: string };
    const properties = { ServiceToken, ContractVersion: '1', Timeout: '60', ServiceTimeout: '360', IpamAllocations: [], ElasticIps: [{ AllocationId: listed }] };
    await cloud.deploy('Other', (stack) => {
      new CfnResource(stack, 'Resource', { type: 'Custom::AddressRelease', properties });
    });
    expect(await cloud.destroy('Other')).toBe('DELETE_FAILED');
    expect(await cloud.failure('Other')).toContain('AccessDenied: the role is not authorized to perform: cloudformation:DescribeStacks');
    expect(await addresses(cloud.ec2)).toEqual([listed]);
  });

  test('of the same name and with the same list, which was deleted before, is another one', async () => {
    const [first, second] = [await takeAddress(cloud.ec2), await takeAddress(cloud.ec2)];
    await deploy('Stack', { elasticIps: [ElasticIp.fromAllocationId(first)] });
    const StackId = await cloud.stackId('Stack');
    await cloud.destroy('Stack');
    await deploy('Stack', { elasticIps: [ElasticIp.fromAllocationId(second)] });
    await cloud.invokeRelease(forged({ StackId }));
    expect(failures()).toEqual(['AccessDenied']);
    expect(await addresses(cloud.ec2)).toEqual([second]);
  });
});

test('a Delete that is replayed after the deletion has failed releases nothing', async () => {
  const held = await takeAddress(cloud.ec2);
  await deploy('Stack', { elasticIps: [ElasticIp.fromAllocationId(held)] });
  const letGo = cloud.sandbox.world.faults.add({ action: 'ReleaseAddress', with: new AwsError('InvalidAddress.Locked', 'The address is locked.') });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  letGo();
  const genuine = cloud.requests().at(-1);
  expect(genuine).toMatchObject({ RequestType: 'Delete' });
  await cloud.invokeRelease(genuine);
  expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'nothing released', because: 'the stack is DELETE_FAILED' }));
  expect(await addresses(cloud.ec2)).toEqual([held]);
});

describe('a tag', () => {
  test('that is taken from an address after the function saw it keeps the address: EC2 asks for the tag when it is to be released', async () => {
    const address = await takeAddress(cloud.ec2);
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [address], Tags: [{ Key: 'stage', Value: 'test' }] }));
    await deploy('Stack', { elasticIps: [ElasticIp.fromTag('stage', { value: 'test' })] });
    cloud.sandbox.world.calls.onSettled(({ action, caller }) => {
      const { addresses: known } = ec2State(cloud.sandbox.world);
      const seen = known.get(address);
      if (action === 'DescribeAddresses' && caller.includes('assumed-role') && seen) known.put({ ...seen, tags: { stage: 'production' } });
    });
    await cloud.destroy('Stack');
    expect(cloud.log).toContainEqual(expect.objectContaining({ message: 'refused', code: 'UnauthorizedOperation' }));
    expect(await addresses(cloud.ec2)).toEqual([address]);
  });

  test('that is taken away before the deletion takes the address off the list', async () => {
    const address = await takeAddress(cloud.ec2);
    const tag = { Resources: [address], Tags: [{ Key: 'stage', Value: 'test' }] };
    await cloud.ec2.send(new CreateTagsCommand(tag));
    await deploy('Stack', { elasticIps: [ElasticIp.fromTag('stage')] });
    await cloud.ec2.send(new DeleteTagsCommand(tag));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([address]);
  });

  test.each([['te*', 'test'], ['?', 'x'], ['*', 'anything'], ['Test', 'test']])('whose listed value is %s does not mean %s', async (value, other) => {
    const address = await takeAddress(cloud.ec2);
    await cloud.ec2.send(new CreateTagsCommand({ Resources: [address], Tags: [{ Key: 'stage', Value: other }] }));
    const poolId = await createPool(cloud.ec2);
    const { allocationId } = await takeCidr(cloud.ec2, poolId, { NetmaskLength: 24 }, { stage: other });
    await deploy('Stack', (stack) => ({
      ipamAllocations: [IpamAllocation.fromTag(ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId), 'stage', { value })],
      elasticIps: [ElasticIp.fromTag('stage', { value })],
    }));
    expect(await cloud.destroy('Stack')).toBeUndefined();
    expect(await addresses(cloud.ec2)).toEqual([address]);
    expect(await allocationsOf(cloud.ec2, poolId)).toEqual([allocationId]);
  });
});

test('a CIDR block that was released and taken again by somebody else is not the allocation that is listed with it', async () => {
  const poolId = await createPool(cloud.ec2);
  const Cidr = '10.0.0.0/24';
  const theirs = await takeCidr(cloud.ec2, poolId, { Cidr });
  const listed = 'ipam-pool-alloc-0e66a1f730da54791b99465b79e7d1e89';
  await deploy('Stack', (stack) => ({
    ipamAllocations: [IpamAllocation.fromAttributes({ pool: ec2.CfnIPAMPool.fromIpamPoolId(stack, 'Pool', poolId), cidr: Cidr, allocationId: listed })],
  }));
  expect(await cloud.destroy('Stack')).toBeUndefined();
  expect(await allocationsOf(cloud.ec2, poolId)).toEqual([theirs.allocationId]);
});

test('no line of the log holds a response URL or credentials, in a life with a role to assume, refusals and forged events', async () => {
  const address = await takeAddress(cloud.ec2);
  await deploy('Stack', (stack) => ({
    elasticIps: [ElasticIp.fromAllocationId(address), ElasticIp.fromTag('x', { assumeRole: iam.Role.fromRoleArn(stack, 'Nobody', 'arn:aws:iam::444455556666:role/nobody') })],
  }));
  await cloud.invokeRelease(forged({}));
  await cloud.invokeRelease({ ...forged({}), ResponseURL: 'https://x\u0000/?X-Amz-Signature=secret' });
  await cloud.invokeRelease({ ResponseURL: 'https://x/?X-Amz-Signature=secret', RequestType: 'Delete' });
  cloud.sandbox.world.faults.add({ action: 'PutObject', times: 1, with: 'drop' });
  expect(await cloud.destroy('Stack')).toBe('DELETE_FAILED');
  expect(cloud.lines.length).toBeGreaterThan(10);
  expect(cloud.lines.join('\n')).not.toMatch(/X-Amz|secret|bucket-of-the-forger|custom-resource-response|ASIA[0-9A-F]{16}|[0-9a-f]{40}|SessionToken/);
});
