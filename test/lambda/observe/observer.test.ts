import type { Item } from '../../../lambda/item';
import { Observer } from '../../../lambda/observe/observer';
import { ACCOUNT, ADDRESS, ALLOCATION, DELETE_POOL, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, look, lookingIn, OF_A_VPC, OTHER_ACCOUNT, POOL, ROLE } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

const NOT_FOUND = () => {
  throw ec2Error('InvalidIpamPoolId.NotFound');
};
const described: Answers = { DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }) };
const holding = (...IpamPoolAllocations: object[]): Answers => ({ ...described, GetIpamPoolAllocations: () => ({ IpamPoolAllocations }) });

/** The allocation that an address has in its pool. */
const OF_THE_ADDRESS = { ...ALLOCATION, Cidr: '198.51.100.7/32', ResourceType: 'eip', ResourceId: 'eipalloc-64d5890a' };
const SHOWN = { AllocationId: 'eipalloc-64d5890a', PublicIp: '198.51.100.7' };

describe('a pool that EC2 does not find', () => {
  const unknown = { ...POOL, known: false };

  test.each([
    ['says so', NOT_FOUND],
    ['shows none', () => ({ IpamPools: [] })],
  ])('was never seen there, and EC2 %s: a wrong Region would be taken for a release, and the deletion succeed with everything left', async (_, DescribeIpamPools) => {
    const sighting = await look(new ScriptedWorld({ DescribeIpamPools }), { ...EVERY_MANUAL, pool: unknown });
    expect(sighting).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked', remedy: expect.stringContaining('it was looked for in us-east-1') as string } });
  });

  test('is gone when an earlier look of the same handler found it', async () => {
    const scripted = new ScriptedWorld({ ...described });
    const again = lookingIn(scripted);
    const item = { ...DELETE_POOL, pool: unknown };
    expect(await again(item)).toMatchObject({ is: 'seen', targets: [{}] });
    scripted.answers.DescribeIpamPools = NOT_FOUND;
    expect(await again(item)).toEqual({ is: 'seen', targets: [] });
  });

  test('can be asked for where a look found it, and is as EC2 described it: the preflight tries there what will be released', async () => {
    const observer = new Observer(new ScriptedWorld({ ...described }).world, ACCOUNT);
    expect(observer.found(POOL)).toBeUndefined();
    await observer.look([EMPTY_POOL]);
    expect(observer.found(POOL)).toMatchObject({ poolId: POOL.poolId, ownerId: ACCOUNT, state: 'create-complete' });
  });

  test('elsewhere is not found by having been found here', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: ({ region }) => (region === 'us-east-1' ? { IpamPools: [DESCRIBED] } : NOT_FOUND()) });
    const elsewhere = { ...EVERY_MANUAL, pool: { ...unknown, region: 'eu-west-1' } };
    const sightings = await new Observer(scripted.world, ACCOUNT).look([{ ...EVERY_MANUAL, pool: unknown }, elsewhere]);
    expect(sightings.get(elsewhere)).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked' } });
  });

  test('takes nothing else with it: what is listed of other pools is seen', async () => {
    const other = { ...POOL, poolId: 'ipam-pool-0fedcba9876543210', known: false };
    const scripted = new ScriptedWorld({ ...holding(ALLOCATION), DescribeIpamPools: ({ input }) => ((input.IpamPoolIds as string[])[0] === POOL.poolId ? { IpamPools: [DESCRIBED] } : NOT_FOUND()) });
    const [here, there] = [EVERY_MANUAL, { ...EVERY_MANUAL, pool: other }];
    const sightings = await new Observer(scripted.world, ACCOUNT).look([here, there]);
    expect([sightings.get(here), sightings.get(there)]).toMatchObject([{ is: 'seen', targets: [{ step: { cidr: ALLOCATION.Cidr } }] }, { is: 'unclear' }]);
  });
});

describe('a pool that was there once, and is not found', () => {
  const gone = () => new ScriptedWorld({ DescribeIpamPools: NOT_FOUND });
  const GONE = { is: 'seen', targets: [] };

  test('is gone only if a preflight found it: nobody but the preflight knows that Region and account were right', async () => {
    for (const [wereFound, sighting] of [[true, GONE], [false, { is: 'unclear', verdict: { meaning: 'blocked', code: 'InvalidIpamPoolId.NotFound' } }]] as const) {
      const observer = new Observer(gone().world, ACCOUNT, false, () => Promise.resolve(wereFound));
      expect((await observer.look([EMPTY_POOL])).get(EMPTY_POOL)).toMatchObject(sighting);
    }
  });

  test('where that cannot be found out it is asked again, and what else is listed is seen', async () => {
    const observer = new Observer(gone().world, ACCOUNT, false, () => Promise.reject(new Error('the network is down')));
    const sightings = await observer.look([EMPTY_POOL, ADDRESS]);
    expect(sightings.get(EMPTY_POOL)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', message: 'the network is down' } });
    expect(sightings.get(ADDRESS)).toEqual(GONE);
  });

  test('nobody is asked about a pool that the app made, that a look found, or that was never known', async () => {
    const asked = jest.fn(() => Promise.resolve(false));
    const scripted = new ScriptedWorld({ ...described });
    const observer = new Observer(scripted.world, ACCOUNT, false, asked);
    const elsewhere = { ...EMPTY_POOL, pool: { ...POOL, region: 'eu-west-1', known: false } };
    const inApp = { ...EMPTY_POOL, pool: { ...POOL, poolId: 'ipam-pool-0fedcba9876543210', inApp: true, known: false } };
    await observer.look([EMPTY_POOL]);
    scripted.answers.DescribeIpamPools = NOT_FOUND;
    const sightings = await observer.look([EMPTY_POOL, elsewhere, inApp]);
    expect([sightings.get(EMPTY_POOL), sightings.get(inApp)]).toEqual([GONE, GONE]);
    expect(sightings.get(elsewhere)).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked' } });
    expect(asked).not.toHaveBeenCalled();
  });

  const left: Answers = { DescribeIpamPools: NOT_FOUND, GetIpamPoolAllocations: NOT_FOUND, DescribeIpamPoolAllocations: () => ({ IpamPoolAllocations: [ALLOCATION] }) };
  const LEFT = { is: 'unclear', verdict: { code: 'PoolNotFound' } };

  test("is gone with what was in it when it was the own one: another pool's allocations keep nobody waiting", async () => {
    const scripted = new ScriptedWorld({ ...described });
    const again = lookingIn(scripted);
    await again(EMPTY_POOL);
    Object.assign(scripted.answers, left);
    expect(await again(EMPTY_POOL)).toEqual(GONE);
    expect(await look(scripted, { ...EMPTY_POOL, pool: { ...POOL, inApp: true } })).toEqual(GONE);
    expect(scripted.of('DescribeIpamPoolAllocations')).toEqual([]);
  });

  test("is not when another account's, or nobody's, was found: that account may only have taken its share back", async () => {
    for (const OwnerId of [OTHER_ACCOUNT, '']) {
      const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, OwnerId, Locale: 'eu-west-1' }] }) });
      const again = lookingIn(scripted);
      await again(EMPTY_POOL);
      Object.assign(scripted.answers, left);
      expect(await again(EMPTY_POOL)).toMatchObject(LEFT);
      // Where the account's allocations are listed.
      expect(scripted.of('DescribeIpamPoolAllocations')).toMatchObject([{ region: 'eu-west-1' }]);
    }
  });

  test('is not when no look of this handler found it, and nobody can say whose it was', async () => {
    const scripted = new ScriptedWorld(left);
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(LEFT);
    expect(scripted.of('DescribeIpamPoolAllocations')).toMatchObject([{ region: 'us-east-1', roleArn: undefined }]);
  });

  test('is not by being of the app, where a role of another account sees it: what an app makes is in the account of its stack', async () => {
    const scripted = new ScriptedWorld(left);
    expect(await look(scripted, { ...EMPTY_POOL, pool: { ...POOL, inApp: true, roleArn: ROLE } })).toMatchObject(LEFT);
    expect(scripted.of('DescribeIpamPoolAllocations')).toMatchObject([{ roleArn: ROLE }]);
  });

  test("as a role of another account sees it, that account's pool is the own one, and the stack's is not", async () => {
    for (const [OwnerId, sighting] of [[OTHER_ACCOUNT, GONE], [ACCOUNT, LEFT]] as const) {
      const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, OwnerId }] }) });
      const again = lookingIn(scripted);
      const item = { ...EMPTY_POOL, pool: { ...POOL, roleArn: ROLE } };
      await again(item);
      Object.assign(scripted.answers, left);
      expect(await again(item)).toMatchObject(sighting);
    }
  });

  test('is gone where it is to be deleted anyhow, with all that is listed of it: nobody but its owner can delete it', async () => {
    const scripted = new ScriptedWorld(left);
    const sightings = await new Observer(scripted.world, ACCOUNT).look([EMPTY_POOL, DELETE_POOL, EVERY_MANUAL]);
    expect([EMPTY_POOL, DELETE_POOL, EVERY_MANUAL].map((item) => sightings.get(item))).toEqual([GONE, GONE, GONE]);
    expect(scripted.of('DescribeIpamPoolAllocations')).toEqual([]);
  });
});

describe('a pool to delete', () => {
  test('is described in each look: otherwise it would be deleted again and again while EC2 is at it', async () => {
    const scripted = new ScriptedWorld({ ...described });
    // Whatever else is listed of it.
    const look = lookingIn(scripted);
    const again = (item: Item) => look(item, EVERY_MANUAL);
    expect(await again(DELETE_POOL)).toMatchObject({ targets: [{ step: { do: 'deletePool' } }] });
    scripted.answers.DescribeIpamPools = () => ({ IpamPools: [{ ...DESCRIBED, State: 'delete-in-progress' }] });
    const second = await again(DELETE_POOL);
    expect(second).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'Waiting', message: 'it is being deleted' } }] });
    expect(second).not.toHaveProperty('targets.0.step');
    scripted.answers.DescribeIpamPools = () => ({ IpamPools: [{ ...DESCRIBED, State: 'delete-complete' }] });
    expect(await again(DELETE_POOL)).toEqual({ is: 'seen', targets: [] });
  });

  test('is described once for all that is listed of it', async () => {
    const scripted = new ScriptedWorld({ ...described });
    await look(scripted, EVERY_MANUAL, DELETE_POOL, EMPTY_POOL);
    expect(scripted.of('DescribeIpamPools')).toHaveLength(1);
  });
});

describe('what holds a pool is judged by what else is listed', () => {
  const tagged = { ...ADDRESS, allocationId: undefined, tag: { key: 'stage', value: 'test' } };
  const shown = { Addresses: [{ ...SHOWN, Tags: [{ Key: 'stage', Value: 'test' }] }] };

  test('an address that is being released is waited for, by its id and by its tag: otherwise its pool is given up after 15 seconds', async () => {
    for (const item of [ADDRESS, tagged]) {
      const scripted = new ScriptedWorld({ ...holding(OF_THE_ADDRESS), DescribeAddresses: () => shown });
      const again = lookingIn(scripted);
      for (let seconds = 0; seconds <= 20; seconds += 5) {
        const message = `eip eipalloc-64d5890a of account ${ACCOUNT} is being released, too`;
        expect(await again(EMPTY_POOL, item)).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'Waiting', message } }] });
        await scripted.clock.sleep(5_000);
      }
    }
  });

  test('however late EC2 answers about it', async () => {
    const DescribeAddresses: Answers[string] = async ({ input }) => {
      const [filter] = input.Filters as { Name: string }[];
      if (filter?.Name === 'tag:stage') await new Promise((resolve) => setImmediate(resolve));
      return shown;
    };
    expect(await look(new ScriptedWorld({ ...holding(OF_THE_ADDRESS), DescribeAddresses }), EMPTY_POOL, tagged)).toMatchObject({ targets: [{ verdict: { code: 'Waiting' } }] });
  });

  test('one that nobody lists is not', async () => {
    const scripted = new ScriptedWorld({ ...holding(OF_THE_ADDRESS), DescribeAddresses: () => ({ Addresses: [SHOWN] }) });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { code: 'StillInUse' } }] });
  });

  test('a pool below that is to be deleted is waited for', async () => {
    const below = { ...POOL, poolId: 'ipam-pool-0fedcba9876543210' };
    const scripted = new ScriptedWorld({
      DescribeIpamPools: ({ input }) => ({ IpamPools: [{ ...DESCRIBED, IpamPoolId: (input.IpamPoolIds as string[])[0] }] }),
      GetIpamPoolAllocations: ({ input }) => ({ IpamPoolAllocations: input.IpamPoolId === POOL.poolId ? [{ ...ALLOCATION, ResourceType: 'ipam-pool', ResourceId: below.poolId }] : [] }),
      GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [{ Cidr: ALLOCATION.Cidr, State: 'provisioned' }] }),
    });
    expect(await look(scripted, EMPTY_POOL, { ...DELETE_POOL, pool: below })).toMatchObject({ targets: [{ verdict: { code: 'Waiting', message: expect.stringContaining('is being released, too') as string } }] });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { code: 'StillInUse' } }] });
  });

  test('a manual allocation is waited for as long as it is listed; when its release failed, that is said, and not that nobody lists it', async () => {
    const scripted = new ScriptedWorld(holding(ALLOCATION));
    const observer = new Observer(scripted.world, ACCOUNT);
    expect((await observer.look([EMPTY_POOL, EVERY_MANUAL])).get(EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'Listed', message: 'it is being released' } }] });
    expect((await observer.look([EMPTY_POOL], [EVERY_MANUAL])).get(EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { meaning: 'blocked', code: 'NotReleased', message: 'it is listed, but its release failed', remedy: 'see there what stands in its way' } }] });
    expect((await observer.look([EMPTY_POOL])).get(EMPTY_POOL)).toMatchObject({ targets: [{ verdict: { code: 'NotListed' } }] });
  });

  test('an address that failed is no reason to see nothing of a pool', async () => {
    const sightings = await new Observer(new ScriptedWorld(holding(OF_THE_ADDRESS)).world, ACCOUNT).look([EMPTY_POOL], [ADDRESS, EVERY_MANUAL]);
    expect(sightings.get(EMPTY_POOL)).toMatchObject({ is: 'seen', targets: [{}] });
  });

  test('what is listed of another pool tells nothing of this one', async () => {
    const other = { ...EVERY_MANUAL, pool: { ...POOL, poolId: 'ipam-pool-0fedcba9876543210' } };
    expect(await look(new ScriptedWorld(holding(ALLOCATION)), EMPTY_POOL, other)).toMatchObject({ targets: [{ verdict: { code: 'NotListed' } }] });
  });
});

test('when the look at a pool fails half-way, what was seen of it stays seen, and the rest is not gone', async () => {
  const scripted = new ScriptedWorld({ ...holding(), GetIpamPoolCidrs: () => { throw ec2Error('InternalError'); } });
  const sightings = await new Observer(scripted.world, ACCOUNT).look([EVERY_MANUAL, DELETE_POOL]);
  expect(sightings.get(EVERY_MANUAL)).toEqual({ is: 'seen', targets: [] });
  expect(sightings.get(DELETE_POOL)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'InternalError' } });
});

test('an allocation of a VPC is no address: its pool is not asked about addresses', async () => {
  const scripted = new ScriptedWorld({ ...holding(OF_A_VPC), DescribeVpcs: () => ({ Vpcs: [{ VpcId: OF_A_VPC.ResourceId }] }) });
  await look(scripted, EMPTY_POOL);
  expect(scripted.of('DescribeAddresses')).toEqual([]);
});
