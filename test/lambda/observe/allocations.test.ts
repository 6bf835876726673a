import { ALLOCATION, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, look, OF_A_VPC, OTHER_ACCOUNT, POOL } from '../listed';
import { ScriptedWorld } from '../scripted-ec2';

const ID = ALLOCATION.IpamPoolAllocationId;

/** One look at what is listed of a pool with this allocation. */
async function seen(allocation: object, listed: object): Promise<unknown> {
  const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, Locale: 'eu-west-1' }] }), GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [allocation] }) });
  return look(scripted, { ...EVERY_MANUAL, ...listed });
}

test('what is released is the allocation that was seen, as EC2 writes it, in the locale of its pool', async () => {
  const allocation = { ...ALLOCATION, Cidr: '2001:0DB8:0:0::/56' };
  expect(await seen(allocation, { cidr: '2001:db8::/56' })).toEqual({
    is: 'seen',
    targets: [
      {
        id: `${POOL.poolId} ${ID ?? ''}`,
        name: `IPAM allocation ${ID ?? ''} (2001:0DB8:0:0::/56) of ${POOL.poolId}`,
        step: { do: 'releaseAllocation', at: { region: 'eu-west-1', roleArn: undefined }, poolId: POOL.poolId, cidr: '2001:0DB8:0:0::/56', allocationId: ID },
      },
    ],
  });
});

test('an allocation with another CIDR than the listed one is shown with both, and is not released', async () => {
  expect(await seen(ALLOCATION, { allocationId: ID, cidr: '10.0.9.0/24' })).toEqual({
    is: 'seen',
    targets: [
      {
        id: `${POOL.poolId} ${ID ?? ''}`,
        name: `IPAM allocation ${ID ?? ''} (10.0.0.0/24) of ${POOL.poolId}`,
        verdict: { meaning: 'blocked', code: 'WrongCidr', message: 'the allocation has the CIDR 10.0.0.0/24, listed is 10.0.9.0/24', remedy: 'correct what is listed' },
      },
    ],
  });
});

describe('an allocation that somebody has is not released, and the user reads who and the smallest thing that frees it', () => {
  const where = `in us-east-1 of account ${OTHER_ACCOUNT}`;

  test.each<[string, string]>([
    ['vpc', `disassociate 10.0.0.0/24 from vpc held-1 ${where} or, where that is its primary CIDR block, delete that`],
    ['eip', `release eip held-1 ${where}`],
    ['ipam-pool', `deprovision 10.0.0.0/24 from ipam-pool held-1 ${where}`],
    ['ec2-public-ipv4-pool', `deprovision 10.0.0.0/24 from ec2-public-ipv4-pool held-1 ${where}`],
    ['subnet', `delete subnet held-1 ${where}`],
    ['anycast-ip-list', `delete anycast-ip-list held-1 ${where}`],
  ])('%s', async (ResourceType, remedy) => {
    expect(await seen({ ...OF_A_VPC, ResourceType, ResourceId: 'held-1', ResourceOwner: OTHER_ACCOUNT }, { allocationId: ID })).toEqual({
      is: 'seen',
      targets: [
        {
          id: `${POOL.poolId} ${ID ?? ''}`,
          name: `IPAM allocation ${ID ?? ''} (10.0.0.0/24) of ${POOL.poolId}`,
          verdict: {
            meaning: 'blocked',
            code: 'NotManual',
            message: `the allocation belongs to ${ResourceType} held-1 ${where}; only manual allocations can be released`,
            remedy: `take it off the list: IPAM releases it when you ${remedy}, and emptyPools waits for that`,
          },
        },
      ],
    });
  });

  test('as far as EC2 says it', async () => {
    const nobody = { IpamPoolAllocationId: ID, Cidr: '10.0.0.0/24' };
    const named = (more: object) => seen({ ...nobody, ...more }, { allocationId: ID });
    const naming = (holder: string) => ({ targets: [{ verdict: { message: `the allocation belongs to ${holder}; only manual allocations can be released` } }] });
    expect(await named({})).toMatchObject(naming('resource'));
    expect(await named({ ResourceId: 'held-1' })).toMatchObject(naming('resource held-1'));
    expect(await named({ ResourceType: 'vpc', ResourceRegion: 'eu-west-1' })).toMatchObject(naming('vpc in eu-west-1'));
    expect(await named({ ResourceType: 'vpc', ResourceId: 'held-1', ResourceOwner: OTHER_ACCOUNT })).toMatchObject(naming(`vpc held-1 of account ${OTHER_ACCOUNT}`));
  });
});

test('an allocation without a type is nobody\'s to release: it is not manual', async () => {
  const untyped = { ...ALLOCATION, ResourceType: undefined };
  expect(await seen(untyped, {})).toEqual({ is: 'seen', targets: [] });
  const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }), GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [untyped] }) });
  expect(await look(scripted, EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'NotSeen' } }] });
});
