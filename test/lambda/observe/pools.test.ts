import { ACCOUNT, ALLOCATION, DELETE_POOL, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, look, lookingIn, OTHER_ACCOUNT, POOL, ROLE } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

/** The pool as EC2 describes it, with this in it. */
function withPool(described: object, answers: Answers = {}): ScriptedWorld {
  return new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, ...described }] }), ...answers });
}

const oneAllocation: Answers = { GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [ALLOCATION] }) };

describe('the places of a pool', () => {
  test('allocations are listed and released in its locale, which need not be the Region that it was listed with', async () => {
    const scripted = withPool({ Locale: 'eu-west-1', IpamRegion: 'us-east-1' }, oneAllocation);
    expect(await look(scripted, EVERY_MANUAL)).toMatchObject({ targets: [{ step: { do: 'releaseAllocation', at: { region: 'eu-west-1', roleArn: undefined } } }] });
    expect(scripted.of('GetIpamPoolAllocations')).toMatchObject([{ region: 'eu-west-1', input: { IpamPoolId: POOL.poolId } }]);
  });

  test("the pool itself is changed in the home Region of its IPAM: whoever lists it with its locale would get NotFound there, and believe it deleted", async () => {
    const pool = { ...POOL, region: 'eu-west-1', roleArn: ROLE };
    const scripted = withPool({ Locale: 'eu-west-1', IpamRegion: 'ap-southeast-2' });
    const home = { region: 'ap-southeast-2', roleArn: ROLE };
    expect(await look(scripted, { ...DELETE_POOL, pool })).toMatchObject({ targets: [{ step: { do: 'deletePool', at: home } }] });
    expect(scripted.of('DescribeIpamPools')).toMatchObject([{ region: 'eu-west-1', roleArn: ROLE, input: { IpamPoolIds: [POOL.poolId] } }]);
    expect(scripted.of('GetIpamPoolCidrs')).toMatchObject([{ ...home, input: { IpamPoolId: POOL.poolId } }]);
  });

  test('so are its CIDRs', async () => {
    const scripted = withPool({ Locale: 'eu-west-1', IpamRegion: 'ap-southeast-2' }, { GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [{ Cidr: '10.0.0.0/16', State: 'provisioned' }] }) });
    const at = { region: 'ap-southeast-2', roleArn: ROLE };
    expect(await look(scripted, { ...DELETE_POOL, pool: { ...POOL, roleArn: ROLE } })).toMatchObject({ targets: [{ step: { do: 'deprovisionCidr', at } }] });
  });

  test.each([
    ['us-west-2-lax-1', 'us-west-2'],
    ['us-gov-west-1', 'us-gov-west-1'],
    ['None', 'us-east-1'],
    ['', 'us-east-1'],
    [undefined, 'us-east-1'],
  ])('locale %j: allocations are in %s. What is no Region has no endpoint, and the pool would never be seen', async (Locale, region) => {
    const scripted = withPool({ Locale });
    await look(scripted, EVERY_MANUAL);
    expect(scripted.of('GetIpamPoolAllocations')).toMatchObject([{ region }]);
  });

  test('without a locale allocations are where the IPAM is, whatever Region the pool was listed with', async () => {
    const scripted = withPool({ Locale: 'None', IpamRegion: 'ap-southeast-2' });
    await look(scripted, { ...EVERY_MANUAL, pool: { ...POOL, region: 'eu-west-1' } });
    expect(scripted.of('GetIpamPoolAllocations')).toMatchObject([{ region: 'ap-southeast-2' }]);
  });

  test('where EC2 does not name the home Region, it is the one that the pool was listed with', async () => {
    const scripted = withPool({ IpamRegion: undefined, Locale: 'None' });
    expect(await look(scripted, { ...DELETE_POOL, pool: { ...POOL, region: 'eu-west-1' } })).toMatchObject({ targets: [{ step: { at: { region: 'eu-west-1' } } }] });
  });

  test('what the share of another account shows is released as the role that was named for it', async () => {
    const scripted = withPool({ OwnerId: OTHER_ACCOUNT }, { GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [{ ...ALLOCATION, ResourceOwner: OTHER_ACCOUNT }] }) });
    const pool = { ...POOL, roleArn: ROLE };
    expect(await look(scripted, { ...EVERY_MANUAL, pool })).toMatchObject({ targets: [{ step: { at: { region: 'us-east-1', roleArn: ROLE } } }] });
  });
});

describe('all pages are read', () => {
  test('what is on the second page of the allocations is released, too', async () => {
    const second = { ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}2`, Cidr: '10.0.1.0/24' };
    const scripted = withPool({}, {
      GetIpamPoolAllocations: ({ input }) => (input.NextToken === undefined ? { IpamPoolAllocations: [ALLOCATION], NextToken: 'more' } : { IpamPoolAllocations: [second] }),
    });
    expect(await look(scripted, EVERY_MANUAL)).toMatchObject({ targets: [{ step: { cidr: '10.0.0.0/24' } }, { step: { cidr: '10.0.1.0/24' } }] });
    // The least that EC2 takes.
    expect(scripted.of('GetIpamPoolAllocations').map(({ input }) => input.MaxResults)).toEqual([1000, 1000]);
  });

  test('a CIDR on the second page is deprovisioned: a pool is not deleted as long as it has one', async () => {
    const scripted = withPool({}, {
      GetIpamPoolCidrs: ({ input }) =>
        input.NextToken === undefined
          ? { IpamPoolCidrs: [{ Cidr: '10.0.0.0/16', State: 'deprovisioned' }], NextToken: 'more' }
          : { IpamPoolCidrs: [{ Cidr: '10.1.0.0/16', State: 'provisioned' }] },
    });
    expect(await look(scripted, DELETE_POOL)).toMatchObject({ targets: [{ step: { do: 'deprovisionCidr', cidr: '10.1.0.0/16' } }] });
  });

  test('so is the pool itself found on a later page', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: ({ input }) => (input.NextToken === undefined ? { IpamPools: [], NextToken: 'more' } : { IpamPools: [DESCRIBED] }), ...oneAllocation });
    expect(await look(scripted, EVERY_MANUAL)).toMatchObject({ targets: [{ step: { do: 'releaseAllocation' } }] });
  });

  test('pools without an end say of none that it is gone', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [], NextToken: 'again' }) });
    expect(await look(scripted, EVERY_MANUAL)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'NoAnswer' } });
  });

  test.each(['GetIpamPoolAllocations', 'GetIpamPoolCidrs'])('%s with a token that comes twice says of nothing that it is gone', async (api) => {
    const list = api === 'GetIpamPoolCidrs' ? 'IpamPoolCidrs' : 'IpamPoolAllocations';
    const scripted = withPool({}, { [api]: () => ({ [list]: [], NextToken: 'again' }) });
    expect(await look(scripted, DELETE_POOL)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'NoAnswer' } });
  });
});

test('a pool is described once, and listed in each look: nobody pays for what never changes', async () => {
  const scripted = withPool({}, oneAllocation);
  const again = lookingIn(scripted);
  await again(EVERY_MANUAL);
  await again(EVERY_MANUAL, EMPTY_POOL);
  expect([scripted.of('DescribeIpamPools').length, scripted.of('GetIpamPoolAllocations').length]).toEqual([1, 2]);
});

describe('what EC2 says of a pool is taken from the pool that was asked for', () => {
  const other = { ...DESCRIBED, IpamPoolId: 'ipam-pool-0fedcba9876543210', Locale: 'eu-west-1' };

  test('whatever other pools an answer has', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [other, DESCRIBED] }) });
    await look(scripted, EVERY_MANUAL);
    expect(scripted.of('GetIpamPoolAllocations')).toMatchObject([{ region: 'us-east-1', input: { IpamPoolId: POOL.poolId } }]);
  });

  test('an answer with others alone is none: the pool is not gone', async () => {
    const verdict = { meaning: 'retry', code: 'NoAnswer', message: `the answer has other pools than ${POOL.poolId}` };
    expect(await look(new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [other] }) }), DELETE_POOL)).toMatchObject({ is: 'unclear', verdict });
  });

  test('an empty answer is EC2 saying that there is none, and the user reads which pool that was', async () => {
    const message = `the list of pools with the id ${POOL.poolId} is empty`;
    expect(await look(new ScriptedWorld({}), { ...EVERY_MANUAL, pool: { ...POOL, known: false } })).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked', message } });
  });

  test('one whose state EC2 does not say exists', async () => {
    expect(await look(withPool({ State: undefined }), DELETE_POOL)).toMatchObject({ targets: [{ step: { do: 'deletePool' } }] });
  });

  test('one whose scope EC2 does not say is not taken for private: EC2 might refuse to cascade, and IPAM to stop monitoring', async () => {
    expect(await look(withPool({ IpamScopeType: undefined }), { ...DELETE_POOL, cascade: true })).toMatchObject({ targets: [{ verdict: { code: 'NoCascade' } }] });
  });
});

describe('DeleteIpamPool cascades for pools of a private scope, and for those with a source resource', () => {
  const cascade = { ...DELETE_POOL, cascade: true };
  test.each([
    ['private', undefined, true],
    ['public', { ResourceId: 'vpc-0123456789abcdef0' }, true],
    ['public', undefined, false],
    ['public', { ResourceId: '' }, false],
    ['public', {}, false],
  ])('%s scope, source resource %j: %s', async (IpamScopeType, SourceResource, can) => {
    const sighting = await look(withPool({ IpamScopeType, SourceResource }), cascade);
    if (can) expect(sighting).toMatchObject({ targets: [{ step: { do: 'deletePool', cascade: true } }] });
    else expect(sighting).toMatchObject({ targets: [{ verdict: { meaning: 'blocked', code: 'NoCascade' } }] });
  });
});

describe('whose allocations are meant, if not by their id', () => {
  const mine = ALLOCATION;
  const theirs = { ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}2`, Cidr: '10.0.1.0/24', ResourceOwner: OTHER_ACCOUNT };
  const nobodys = { ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}3`, Cidr: '10.0.2.0/24', ResourceOwner: undefined };
  const all: Answers = { GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [mine, theirs, nobodys] }) };
  const cidrs = async (scripted: ScriptedWorld, roleArn?: string) => {
    const sighting = await look(scripted, { ...EVERY_MANUAL, pool: { ...POOL, roleArn } });
    return sighting?.is === 'seen' ? sighting.targets.map(({ step }) => step?.do === 'releaseAllocation' && step.cidr) : sighting;
  };

  test('of an own pool all of them', async () => {
    expect(await cidrs(withPool({ OwnerId: ACCOUNT }, all))).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  });

  test("of another account's pool the stack's own: EC2 would release what other accounts have there", async () => {
    expect(await cidrs(withPool({ OwnerId: OTHER_ACCOUNT }, all))).toEqual(['10.0.0.0/24']);
  });

  test("nor by its CIDR: what another account has of it stays", async () => {
    for (const [cidr, count] of [['10.0.1.0/24', 0], ['10.0.0.0/24', 1]] as const) {
      const sighting = await look(withPool({ OwnerId: OTHER_ACCOUNT }, all), { ...EVERY_MANUAL, cidr });
      expect(sighting).toMatchObject({ is: 'seen', targets: Array(count).fill({ step: { cidr } }) });
      expect(sighting).toHaveProperty('targets.length', count);
    }
  });

  test("as a role of another account those of that account, and not the stack's", async () => {
    expect(await cidrs(withPool({ OwnerId: '999988887777' }, all), ROLE)).toEqual(['10.0.1.0/24']);
    expect(await cidrs(withPool({ OwnerId: OTHER_ACCOUNT }, all), ROLE)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  });

  test.each(['', undefined])('where EC2 does not say whose the pool is (%j), those that nobody else has', async (OwnerId) => {
    expect(await cidrs(withPool({ OwnerId }, all))).toEqual(['10.0.0.0/24', '10.0.2.0/24']);
  });
});

test.each<[string, string]>([
  ['UnauthorizedOperation', 'fatal'],
  ['InternalError', 'retry'],
  ['RequestLimitExceeded', 'throttled'],
  ['SomethingNew', 'unknown'],
])('a pool that is only refused to be shown is not gone: %s', async (code, meaning) => {
  for (const api of ['DescribeIpamPools', 'GetIpamPoolAllocations']) {
    const scripted = withPool({}, { [api]: () => { throw ec2Error(code); } });
    expect(await look(scripted, EVERY_MANUAL)).toMatchObject({ is: 'unclear', verdict: { meaning, code } });
  }
});
