import type { Item } from '../../../lambda/item';
import { ALLOCATION, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, lookingIn, OF_A_VPC, OTHER_ACCOUNT } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

const GONE = () => {
  throw ec2Error('InvalidIpamPoolId.NotFound');
};
const ANOTHER = { ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}9`, Cidr: '10.9.0.0/24' };

/** What is seen of an item of a shared pool that was there, with this in it, and is not found any more. */
async function afterwards(item: Item, before: object[], DescribeIpamPoolAllocations: Answers[string], seconds = 0): Promise<unknown> {
  const scripted = new ScriptedWorld({
    DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, OwnerId: OTHER_ACCOUNT, Locale: 'eu-west-1' }] }),
    GetIpamPoolAllocations: () => ({ IpamPoolAllocations: before }),
  });
  const again = lookingIn(scripted);
  await again(item);
  Object.assign(scripted.answers, { DescribeIpamPools: GONE, GetIpamPoolAllocations: GONE, DescribeIpamPoolAllocations });
  const sighting = await again(item);
  if (seconds === 0) return sighting;
  await scripted.clock.sleep(seconds * 1_000);
  return again(item);
}

const owned = (...IpamPoolAllocations: object[]) => () => ({ IpamPoolAllocations });

describe('a shared pool that is not found any more: its share may have been taken back, with everything left in it', () => {
  test('is gone when the account has nothing of it any more', async () => {
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], owned())).toEqual({ is: 'seen', targets: [] });
  });

  test('is not as long as the account has what may be meant: EC2 does not say which pool an allocation is of', async () => {
    const byId = { ...EVERY_MANUAL, allocationId: ALLOCATION.IpamPoolAllocationId };
    const byCidr = { ...EVERY_MANUAL, cidr: '10.0.0.0/24' };
    const byTag = { ...EVERY_MANUAL, tag: { key: 'stage', value: '' } };
    const tagged = { ...ANOTHER, Tags: [{ Key: 'stage', Value: 'prod' }] };
    for (const item of [byId, byCidr, byTag]) expect(await afterwards(item, [ALLOCATION], owned(tagged))).toEqual({ is: 'seen', targets: [] });
    for (const item of [EVERY_MANUAL, byId, byCidr]) expect(await afterwards(item, [ALLOCATION], owned(ALLOCATION))).toMatchObject({ is: 'unclear' });
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], owned(OF_A_VPC))).toEqual({ is: 'seen', targets: [] });
    expect(await afterwards(byTag, [ALLOCATION], owned({ ...tagged, Tags: [{ Key: 'stage', Value: '' }] }))).toMatchObject({ is: 'unclear' });
  });

  test('is not as long as the account has what was seen in it; a list may be late for fifteen seconds', async () => {
    const message = `EC2 does not find the pool any more, and the account still has ${ALLOCATION.IpamPoolAllocationId ?? ''} (10.0.0.0/24)`;
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], owned(ALLOCATION))).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'PoolNotFound', message } });
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], owned(ALLOCATION), 14.999)).toMatchObject({ verdict: { meaning: 'retry' } });
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], owned(ALLOCATION), 15)).toMatchObject({
      verdict: { meaning: 'blocked', code: 'PoolNotFound', message, remedy: expect.stringContaining('have it shared again') as string },
    });
  });

  test('has its fifteen seconds anew when a list did not show it for a moment', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: GONE, DescribeIpamPoolAllocations: owned(ALLOCATION) });
    const again = lookingIn(scripted);
    await again(EVERY_MANUAL);
    await scripted.clock.sleep(10_000);
    scripted.answers.DescribeIpamPoolAllocations = owned();
    expect(await again(EVERY_MANUAL)).toEqual({ is: 'seen', targets: [] });
    scripted.answers.DescribeIpamPoolAllocations = owned(ALLOCATION);
    await scripted.clock.sleep(10_000);
    expect(await again(EVERY_MANUAL)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'PoolNotFound' } });
  });

  test('is not as long as the account has the one that is listed by its id, whoever holds that', async () => {
    const byId = { ...EVERY_MANUAL, allocationId: OF_A_VPC.IpamPoolAllocationId };
    expect(await afterwards(byId, [OF_A_VPC], owned(OF_A_VPC))).toMatchObject({ is: 'unclear', verdict: { code: 'PoolNotFound' } });
  });

  test('counts what else is left', async () => {
    const sighting = await afterwards(EVERY_MANUAL, [ALLOCATION, ANOTHER], owned(ANOTHER, ALLOCATION));
    expect(sighting).toMatchObject({ verdict: { message: expect.stringMatching(/\(10\.9\.0\.0\/24\) and 1 more$/) as string } });
  });

  test('where the account may not look is blocked at once, and where EC2 is busy it is asked again', async () => {
    const refusing = (code: string) => () => { throw ec2Error(code, 'no'); };
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], refusing('UnauthorizedOperation'))).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked', code: 'PoolNotFound', message: expect.stringContaining('UnauthorizedOperation: no') as string } });
    for (const [code, meaning] of [['InternalError', 'retry'], ['RequestLimitExceeded', 'throttled'], ['SomethingNew', 'unknown']] as const) {
      expect(await afterwards(EVERY_MANUAL, [ALLOCATION], refusing(code))).toMatchObject({ is: 'unclear', verdict: { meaning, code } });
    }
  });

  test('is looked for on every page', async () => {
    const pages: Answers[string] = ({ input }) => (input.NextToken === undefined ? { IpamPoolAllocations: [ANOTHER], NextToken: 'more' } : { IpamPoolAllocations: [ALLOCATION], NextToken: '' });
    // Each page once: what is on one is not counted again.
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], pages)).toMatchObject({ is: 'unclear', verdict: { code: 'PoolNotFound', message: expect.stringMatching(/\(10\.9\.0\.0\/24\) and 1 more$/) as string } });
    expect(await afterwards(EVERY_MANUAL, [ALLOCATION], () => ({ IpamPoolAllocations: [], NextToken: 'again' }))).toMatchObject({ is: 'unclear', verdict: { code: 'NoAnswer' } });
  });

  test('a pool to empty is asked about, too: what a VPC has in it is left', async () => {
    expect(await afterwards(EMPTY_POOL, [{ ...OF_A_VPC, ResourceOwner: OTHER_ACCOUNT }], owned(OF_A_VPC))).toMatchObject({ is: 'unclear', verdict: { code: 'PoolNotFound' } });
  });
});
