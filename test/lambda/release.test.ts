import type { Track } from '../../lambda/decide';
import { Invocation, Unfinished } from '../../lambda/invocation';
import type { Item } from '../../lambda/item';
import { releaseAll } from '../../lambda/release';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { ACCOUNT, ADDRESS, ALLOCATION, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, OF_A_VPC, POOL, TAGGED } from './listed';
import { ec2Error, ScriptedWorld, type Answers, type Ec2Call } from './scripted-ec2';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How a release went; times in milliseconds since it began. */
interface Released {
  readonly scripted: ScriptedWorld;
  readonly tracks: readonly Track[];
  readonly endedAt: number;
  readonly error: unknown;
}

/** Releases the items in such an EC2. */
async function release(items: Item[], answers: (world: () => ScriptedWorld) => Answers, { deadline = 45 * MINUTE, remaining = 60 * MINUTE, isLast = false, mayCascade = false } = {}): Promise<Released> {
  const clock = new VirtualClock();
  const scripted: ScriptedWorld = new ScriptedWorld(answers(() => scripted), clock);
  const task = { items, deadline: clock.now() + deadline, account: ACCOUNT, isLastCall: () => Promise.resolve(isLast), mayCascade, poolsWereFound: () => Promise.resolve(true) };
  let error: unknown;
  const tracks = await clock.run(() => releaseAll(scripted.world, new Invocation(clock, remaining), task)).catch((reason: unknown) => void (error = reason));
  return { scripted, tracks: tracks ?? [], endedAt: scripted.elapsed, error };
}

const shown = (AllocationId: string, more: object = {}) => ({ AllocationId, PublicIp: '198.51.100.7', ...more });
const IN_USE = () => {
  throw ec2Error('InvalidIPAddress.InUse');
};
const ID = 'eipalloc-64d5890a';

/** An address that is listed until some time after its release was accepted. */
const listedFor = (milliseconds: number) => (world: () => ScriptedWorld): Answers => {
  let releasedAt = Number.POSITIVE_INFINITY;
  return {
    DescribeAddresses: () => ({ Addresses: world().elapsed >= releasedAt + milliseconds ? [] : [shown(ID)] }),
    ReleaseAddress: () => {
      releasedAt = Math.min(releasedAt, world().elapsed);
      return {};
    },
  };
};

/** Many manual allocations, each of which goes when it is released. */
function pool(count: number): Answers {
  const left = new Set(Array.from({ length: count }, (_, index) => `ipam-pool-alloc-${String(index).padStart(32, '0')}`));
  return {
    DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }),
    GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [...left].map((IpamPoolAllocationId) => ({ ...ALLOCATION, IpamPoolAllocationId })) }),
    ReleaseIpamPoolAllocation: ({ input }) => ({ Success: left.delete(input.IpamPoolAllocationId as string) }),
  };
}

/** Fifty at once, and then as fast as EC2 documents it; or slower, where others call, too. */
function throttled(world: () => ScriptedWorld, answer: Answers[string], perSecond = 5): Answers[string] {
  let tokens = 50;
  let filledAt = 0;
  return (call) => {
    const now = world().elapsed;
    tokens = Math.min(50, tokens + ((now - filledAt) / SECOND) * perSecond);
    filledAt = now;
    if (tokens < 1) throw ec2Error('RequestLimitExceeded');
    tokens -= 1;
    return answer(call);
  };
}

describe('until the deadline', () => {
  test('what is in use is tried again and again, ever later; not a moment longer, and EC2 is asked for nothing after it', async () => {
    const { tracks, endedAt, scripted } = await release([ADDRESS], () => ({ DescribeAddresses: () => ({ Addresses: [shown(ID)] }), ReleaseAddress: IN_USE }), { deadline: 5 * MINUTE });
    expect(tracks).toMatchObject([{ state: 'open', targets: [{ verdict: { code: 'InvalidIPAddress.InUse' } }] }]);
    // Whoever sleeps beyond it answers later than CloudFormation was promised.
    expect(endedAt).toBe(5 * MINUTE);
    const tries = scripted.of('ReleaseAddress').map(({ at }) => at);
    // After 2, 4, 8, 16 and 32 seconds, then each minute: EC2's buckets are for all of the account.
    expect(tries.length).toBeGreaterThan(5);
    expect(tries.length).toBeLessThan(12);
    expect(tries.at(-1)).toBeLessThan(5 * MINUTE);
  });

  test('what is released is at no time said to be blocked', async () => {
    const addresses = [ADDRESS, { ...ADDRESS, allocationId: 'eipalloc-11111111' }];
    const { scripted } = await release(addresses, (world) => ({
      DescribeAddresses: () => ({ Addresses: world().elapsed < MINUTE ? [shown(ID), shown('eipalloc-11111111')] : [] }),
      ReleaseAddress: () => (world().elapsed < 30 * SECOND ? IN_USE() : {}),
    }));
    expect(scripted.logged('blocked')).toEqual([]);
    expect(scripted.logged('gone')).toHaveLength(2);
  });

  test('whose time is over before it began releases nothing', async () => {
    const { tracks, scripted } = await release([ADDRESS], () => ({ DescribeAddresses: () => ({ Addresses: [shown(ID)] }) }), { deadline: 0 });
    expect(tracks).toMatchObject([{ state: 'open' }]);
    expect(scripted.of('ReleaseAddress')).toEqual([]);
  });

  test('calls that wait for their turn at the deadline are not made any more', async () => {
    const { tracks, scripted } = await release([EVERY_MANUAL], () => pool(400), { deadline: 20 * SECOND });
    expect(tracks).toMatchObject([{ state: 'open' }]);
    expect(scripted.of('ReleaseIpamPoolAllocation').at(-1)?.at).toBeLessThan(20 * SECOND);
    // No pause is shorter than none.
    expect(scripted.logged('looking again')).toMatchObject([{ nextLookMilliseconds: 0, untilDeadlineSeconds: 0 }]);
  });
});

describe('after the deadline, what was released is still looked for: a list that lags fails no deletion', () => {
  test.each([9, 15, 19])('what is listed for %d s more is gone, and is released only once', async (seconds) => {
    const { tracks, endedAt, scripted } = await release([ADDRESS], listedFor(seconds * SECOND), { deadline: 500 });
    expect(tracks).toMatchObject([{ state: 'gone' }]);
    expect(endedAt).toBeLessThanOrEqual(seconds * SECOND + 1_500);
    expect(scripted.of('ReleaseAddress')).toHaveLength(1);
  });

  test('but not for longer than twenty seconds: CloudFormation waits for an answer', async () => {
    const { tracks, endedAt, scripted } = await release([ADDRESS], listedFor(10 * MINUTE), { deadline: 500 });
    expect(tracks).toMatchObject([{ state: 'open' }]);
    // A second apart: no list learns faster.
    expect(scripted.of('DescribeAddresses').length).toBeLessThanOrEqual(24);
    expect(endedAt).toBeGreaterThanOrEqual(20 * SECOND);
    expect(endedAt).toBeLessThanOrEqual(22 * SECOND);
  });

  test('nor beyond the time of the invocation', async () => {
    const { endedAt } = await release([ADDRESS], listedFor(10 * MINUTE), { deadline: 500, remaining: 55 * SECOND });
    expect(endedAt).toBe(10 * SECOND);
  });

  test('also beside what is still in use', async () => {
    const other = 'eipalloc-11111111';
    const { tracks, endedAt } = await release([ADDRESS, { ...ADDRESS, allocationId: other }], (world) => ({
      DescribeAddresses: () => ({ Addresses: [shown(other), ...(world().elapsed < 9 * SECOND ? [shown(ID)] : [])] }),
      ReleaseAddress: ({ input }) => (input.AllocationId === other ? IN_USE() : {}),
    }), { deadline: 500 });
    expect(tracks.map(({ state }) => state)).toEqual(['gone', 'open']);
    expect(endedAt).toBeLessThan(11 * SECOND);
  });

  test('but not what is only waited for, nor what cannot be seen: nobody released that', async () => {
    const endOf = async (answers: Answers) => (await release([ADDRESS], () => answers, { deadline: 500 })).endedAt;
    expect(await endOf({ DescribeAddresses: () => ({ Addresses: [shown(ID, { ServiceManaged: 'alb' })] }) })).toBe(500);
    expect(await endOf({ DescribeAddresses: () => ({ Addresses: [shown(ID)] }), ReleaseAddress: IN_USE })).toBe(500);
    expect(await endOf({ DescribeAddresses: () => { throw ec2Error('InternalError'); } })).toBe(500);
  });

  test('also when a look fails in between: EC2 has accepted it', async () => {
    const { tracks, endedAt } = await release([ADDRESS], (world) => ({
      DescribeAddresses: () => {
        if (world().elapsed > 500 && world().elapsed < 5 * SECOND) throw ec2Error('InternalError');
        return { Addresses: world().elapsed < 5 * SECOND ? [shown(ID)] : [] };
      },
    }), { deadline: 500 });
    expect(tracks).toMatchObject([{ state: 'gone' }]);
    expect(endedAt).toBeLessThan(7 * SECOND);
  });

  test('nor what is part of something else that is: an item of two, of which one is in use, ends at the deadline', async () => {
    const tags = { Tags: [{ Key: 'stage' }] };
    const other = 'eipalloc-11111111';
    const { endedAt, tracks } = await release([TAGGED], () => ({
      DescribeAddresses: () => ({ Addresses: [shown(ID, tags), shown(other, tags)] }),
      ReleaseAddress: ({ input }) => (input.AllocationId === other ? IN_USE() : {}),
    }), { deadline: 500 });
    expect(tracks).toMatchObject([{ state: 'open' }]);
    expect(endedAt).toBe(500);
  });

  test('an item that was seen absent once gets its second look', async () => {
    // Gone by itself: nothing was accepted, so that one look is not enough.
    const { tracks } = await release([ADDRESS], (world) => ({ DescribeAddresses: () => ({ Addresses: world().elapsed < 1_000 ? [shown(ID)] : [] }), ReleaseAddress: IN_USE }), { deadline: 1_000 });
    expect(tracks).toMatchObject([{ state: 'gone' }]);
  });
});

describe('when the time of one invocation is up', () => {
  const inUse = () => ({ DescribeAddresses: () => ({ Addresses: [shown(ID)] }), ReleaseAddress: IN_USE });

  test('Lambda is told to call again, and the log how much is left', async () => {
    const { error, endedAt } = await release([ADDRESS, { ...ADDRESS, allocationId: 'eipalloc-11111111' }], inUse, { remaining: 2 * MINUTE });
    expect(error).toBeInstanceOf(Unfinished);
    // Whoever knows that there will be another call need not ask the log for it again.
    expect(error).toMatchObject({ message: '1 of 2 items are not released yet; the next call carries on', isCalledAgain: true });
    expect(endedAt).toBe(2 * MINUTE - 45 * SECOND);
  });

  test('calls that wait for their turn are not made any more: the rest of it is for the answer', async () => {
    const { error, scripted } = await release([EVERY_MANUAL], () => pool(400), { remaining: 65 * SECOND });
    expect(error).toBeInstanceOf(Unfinished);
    expect(scripted.of('ReleaseIpamPoolAllocation').at(-1)?.at).toBeLessThan(20 * SECOND);
  });

  test('what is found gone in that moment ends it all the same', async () => {
    const { error, tracks, endedAt } = await release([ADDRESS], listedFor(8 * SECOND), { remaining: 53 * SECOND });
    expect([error, tracks[0]?.state, endedAt]).toEqual([undefined, 'gone', 8 * SECOND]);
  });

  test('the last call says what is left: otherwise nobody answers, and CloudFormation waits for an hour', async () => {
    const { error, tracks } = await release([ADDRESS], inUse, { remaining: 2 * MINUTE, isLast: true });
    expect(error).toBeUndefined();
    expect(tracks).toMatchObject([{ state: 'open', targets: [{ verdict: { code: 'InvalidIPAddress.InUse' } }] }]);
  });
});

describe('looks', () => {
  const pauses = ({ scripted }: Released) => scripted.logged('looking again').map(({ nextLookMilliseconds }) => nextLookMilliseconds);

  test('when EC2 accepted all that was exactly listed, the next look comes at once: most deletions take less than a second', async () => {
    const went = await release([ADDRESS], listedFor(0));
    expect(went.tracks).toMatchObject([{ state: 'gone' }]);
    expect(went.endedAt).toBe(150);
  });

  test('when it accepted one of two, it comes after a second: for the other one nothing is new', async () => {
    const other = { ...ADDRESS, allocationId: 'eipalloc-11111111' };
    for (const items of [[ADDRESS, other], [other, ADDRESS]]) {
      const went = await release(items, () => ({
        DescribeAddresses: () => ({ Addresses: [shown(ID), shown(other.allocationId)] }),
        ReleaseAddress: ({ input }) => (input.AllocationId === ID ? {} : IN_USE()),
      }), { deadline: 10 * SECOND });
      expect(pauses(went)[0]).toBe(1_000);
    }
  });

  test('and what has failed is asked for no more, though all that has a tag was meant', async () => {
    const waitedFor = { ...ADDRESS, allocationId: 'eipalloc-22222222' };
    const went = await release([TAGGED, waitedFor], (world) => ({
      DescribeAddresses: ({ input }) => {
        const [filter] = input.Filters as { Name: string }[];
        if (filter?.Name === 'tag-key') throw ec2Error('UnauthorizedOperation', 'no');
        return { Addresses: world().elapsed > MINUTE ? [] : [shown('eipalloc-22222222', { ServiceManaged: 'alb' })] };
      },
    }));
    expect(went.tracks.map(({ state }) => state)).toEqual(['failed', 'gone']);
    expect(went.scripted.of('DescribeAddresses').filter(({ input }) => (input.Filters as { Name: string }[])[0]?.Name === 'tag-key')).toHaveLength(1);
  });

  test('where there may be more than the list showed, it comes after a second', async () => {
    const left = new Set([ID]);
    const went = await release([TAGGED], () => ({
      DescribeAddresses: () => ({ Addresses: [...left].map((id) => shown(id, { Tags: [{ Key: 'stage', Value: 'test' }] })) }),
      ReleaseAddress: () => { left.clear(); return {}; },
    }));
    expect(pauses(went)[0]).toBe(1_000);
    // New addresses may turn up for ten seconds.
    expect(went.endedAt).toBeGreaterThanOrEqual(10_000);
  });

  test('as long as nothing happens each is half as far away again, up to ten seconds', async () => {
    const went = await release([ADDRESS], () => ({ DescribeAddresses: () => ({ Addresses: [shown(ID, { ServiceManaged: 'alb' })] }) }), { deadline: 2 * MINUTE });
    expect(pauses(went).slice(0, 8)).toEqual([1_500, 2_250, 3_375, 5_063, 7_594, 10_000, 10_000, 10_000]);
  });

  test('as soon as something happens they are close again', async () => {
    const went = await release([ADDRESS], (world) => ({
      DescribeAddresses: () => ({ Addresses: world().elapsed > 5 * MINUTE ? [] : [shown(ID, { ServiceManaged: 'alb' })] }),
    }));
    expect(went.tracks).toMatchObject([{ state: 'gone' }]);
    expect(pauses(went).at(-1)).toBe(1_000);
  });

  test('as long as more is due than a pass takes, the next is a second away', async () => {
    const went = await release([EVERY_MANUAL], () => pool(1_000));
    expect(went.tracks).toMatchObject([{ state: 'gone' }]);
    // Of 1,000 at five a second with fifty at once, a minute takes about 350.
    expect(pauses(went).slice(0, 2)).toEqual([1_000, 1_000]);
  });

  test('nothing that is not open is looked at, but what may turn up anew', async () => {
    const tag = { Tags: [{ Key: 'stage', Value: 'test' }] };
    const other = { ...ADDRESS, allocationId: 'eipalloc-11111111' };
    const waitedFor = { ...ADDRESS, allocationId: 'eipalloc-22222222' };
    // A second tagged address turns up a minute after the first one was gone, while something else is waited for.
    const released = new Set<string>();
    const went = await release([TAGGED, other, waitedFor], (world) => ({
      DescribeAddresses: ({ input }) => {
        const now = world().elapsed;
        const [filter] = input.Filters as { Name: string; Values: string[] }[];
        const all = [shown(ID, tag), shown('eipalloc-11111111'), ...(now < 3 * MINUTE ? [shown('eipalloc-22222222', { ServiceManaged: 'alb' })] : []), ...(now > 2 * MINUTE ? [shown('eipalloc-33333333', tag)] : [])].filter(({ AllocationId }) => !released.has(AllocationId));
        return { Addresses: all.filter(({ AllocationId }) => filter?.Name === 'tag-key' || filter?.Values.includes(AllocationId)) };
      },
      ReleaseAddress: ({ input }) => { released.add(input.AllocationId as string); return {}; },
    }));
    expect(went.tracks.map(({ state }) => state)).toEqual(['gone', 'gone', 'gone']);
    expect(released).toEqual(new Set([ID, 'eipalloc-11111111', 'eipalloc-33333333']));
    const asked = went.scripted.of('DescribeAddresses').filter(({ at }) => at > MINUTE).map(({ input }) => (input.Filters as { Name: string; Values: string[] }[])[0]);
    expect(asked.filter((filter) => filter?.Values.includes('eipalloc-11111111'))).toEqual([]);
    expect(went.scripted.logged('gone').map(({ item }) => item)).toEqual(expect.arrayContaining(['Elastic IP eipalloc-11111111', 'Elastic IP eipalloc-22222222', 'Elastic IPs tagged stage']));
  });

  test('what is gone is not back because a look fails', async () => {
    const waitedFor = { ...ADDRESS, allocationId: 'eipalloc-22222222' };
    const went = await release([TAGGED, waitedFor], (world) => ({
      DescribeAddresses: ({ input }) => {
        const [filter] = input.Filters as { Name: string }[];
        if (filter?.Name === 'tag-key' && world().elapsed > 30 * SECOND) throw ec2Error('InternalError');
        return { Addresses: filter?.Name === 'tag-key' || world().elapsed > MINUTE ? [] : [shown('eipalloc-22222222', { ServiceManaged: 'alb' })] };
      },
    }));
    expect(went.tracks.map(({ state }) => state)).toEqual(['gone', 'gone']);
    expect(went.scripted.logged('gone')).toHaveLength(2);
  });
});

describe('a pass', () => {
  test('takes no longer than a minute: an address that was in use at first is not kept waiting by hundreds of allocations', async () => {
    const went = await release([EVERY_MANUAL, ADDRESS], (world) => {
      let released = false;
      const allocations = pool(600);
      return {
        ...allocations,
        ReleaseIpamPoolAllocation: throttled(world, allocations.ReleaseIpamPoolAllocation ?? (() => ({})), 1),
        DescribeAddresses: () => ({ Addresses: released ? [] : [shown(ID)] }),
        ReleaseAddress: () => {
          if (world().elapsed < 5 * SECOND) throw ec2Error('InvalidIPAddress.InUse');
          released = true;
          return {};
        },
      };
    });
    expect(went.tracks.map(({ state }) => state)).toEqual(['gone', 'gone']);
    const [, second] = went.scripted.of('ReleaseAddress');
    expect(second?.at).toBeGreaterThanOrEqual(MINUTE);
    expect(second?.at).toBeLessThan(2 * MINUTE + 5 * SECOND);
  });

  test('in each one it is tried again, for as long as it is in use: its back-off counts from its own refusal, not from the end of the pass', async () => {
    const went = await release([EVERY_MANUAL, ADDRESS], (world) => {
      const allocations = pool(600);
      return {
        ...allocations,
        ReleaseIpamPoolAllocation: throttled(world, allocations.ReleaseIpamPoolAllocation ?? (() => ({})), 1),
        DescribeAddresses: () => ({ Addresses: [shown(ID)] }),
        ReleaseAddress: IN_USE,
      };
    }, { deadline: 9 * MINUTE });
    const tries = went.scripted.of('ReleaseAddress').map(({ at }) => at);
    const apart = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(apart).toHaveLength(8);
    expect(Math.max(...apart)).toBeLessThan(65 * SECOND);
  });

  test('what had no turn in it counts as not tried: it is neither kept back nor called an attempt in the log', async () => {
    const went = await release([EVERY_MANUAL], (world) => {
      const allocations = pool(1_000);
      return { ...allocations, ReleaseIpamPoolAllocation: throttled(world, allocations.ReleaseIpamPoolAllocation ?? (() => ({}))) };
    });
    const records = went.scripted.logged('released');
    expect(records).toHaveLength(1_000);
    // But for what EC2 throttled in the pass's last moment.
    const throttledLast = went.scripted.logged('not yet').length;
    expect(throttledLast).toBeLessThan(10);
    expect(records.filter(({ attempt }) => attempt !== 1)).toHaveLength(throttledLast);
  });

  test('takes 400 of a kind, and of each kind', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `eipalloc-${String(index).padStart(8, '0')}`);
    const went = await release([EVERY_MANUAL, TAGGED], () => ({
      ...pool(450),
      DescribeAddresses: () => ({ Addresses: ids.map((id) => shown(id, { Tags: [{ Key: 'stage' }] })) }),
    }), { deadline: 90 * SECOND });
    const looks = went.scripted.of('DescribeAddresses').map(({ at }) => at);
    const inFirstPass = (api: string) => went.scripted.of(api).filter(({ at }) => at < (looks[1] ?? 0)).length;
    expect([inFirstPass('ReleaseAddress'), inFirstPass('ReleaseIpamPoolAllocation')]).toEqual([400, 400]);
  });

  test('what two items mean is tried once, in the way that does more', async () => {
    const withReset = { ...TAGGED, resetReverseDns: true };
    for (const items of [[ADDRESS, withReset], [withReset, ADDRESS]]) {
      let hasRecord = true;
      let released = false;
      const went = await release(items, () => ({
        DescribeAddresses: () => ({ Addresses: released ? [] : [shown(ID, { Tags: [{ Key: 'stage' }] })] }),
        ReleaseAddress: () => {
          if (hasRecord) throw ec2Error('InvalidAddress.PtrSet');
          released = true;
          return {};
        },
        ResetAddressAttribute: () => { hasRecord = false; return {}; },
      }));
      expect(went.tracks.map(({ state }) => state)).toEqual(['gone', 'gone']);
      expect(went.scripted.of('ReleaseAddress')).toHaveLength(2);
    }
  });
});

test('a pool is deleted in cascade on a look that is five seconds old at most, though the look at another pool hung: somebody may have moved in meanwhile', async () => {
  const own = { ...EMPTY_POOL, pool: { ...POOL, inApp: true }, cascadeWhenUnused: true };
  const other = { ...EMPTY_POOL, pool: { ...POOL, poolId: 'ipam-pool-0fedcba9876543210' } };
  const isOther = ({ input }: Ec2Call) => input.IpamPoolId === other.pool.poolId;
  const went = await release([own, other], (world) => {
    let isDeleted = false;
    return {
      DescribeIpamPools: ({ input }) => {
        const [IpamPoolId = POOL.poolId] = (input.IpamPoolIds ?? []) as string[];
        return { IpamPools: [{ ...DESCRIBED, IpamPoolId, ...(isDeleted && IpamPoolId === POOL.poolId ? { State: 'delete-complete' } : {}) }] };
      },
      GetIpamPoolAllocations: async (call) => {
        if (!isOther(call)) return { IpamPoolAllocations: isDeleted ? [] : [OF_A_VPC] };
        // From when the first pool may go.
        if (world().elapsed >= 10 * SECOND && world().elapsed < 40 * SECOND) await world().clock.sleep(30 * SECOND);
        return { IpamPoolAllocations: world().elapsed > MINUTE ? [] : [OF_A_VPC] };
      },
      DeleteIpamPool: () => {
        isDeleted = true;
        return {};
      },
    };
  }, { mayCascade: true });
  expect(went.tracks.map(({ state }) => state)).toEqual(['gone', 'gone']);
  const deletions = went.scripted.of('DeleteIpamPool').map(({ at }) => at);
  expect(deletions).toHaveLength(1);
  const [at = 0] = deletions;
  expect(at).toBeGreaterThan(40 * SECOND);
  const looks = went.scripted.of('GetIpamPoolAllocations').filter((call) => !isOther(call) && call.at <= at).map((call) => call.at);
  expect(at - Math.max(...looks)).toBeLessThanOrEqual(5 * SECOND);
});

test('a cascade that EC2 throttles is called ever more rarely, like whatever else may pass', async () => {
  const own = { ...EMPTY_POOL, pool: { ...POOL, inApp: true }, cascadeWhenUnused: true };
  const went = await release([own], (world) => {
    let isDeleted = false;
    return {
      DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, ...(isDeleted ? { State: 'delete-complete' } : {}) }] }),
      GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [OF_A_VPC] }),
      DeleteIpamPool: () => {
        if (world().elapsed < 3 * MINUTE) throw ec2Error('ThrottlingException');
        isDeleted = true;
        return {};
      },
    };
  }, { mayCascade: true });
  expect(went.tracks).toMatchObject([{ state: 'gone' }]);
  const calls = went.scripted.of('DeleteIpamPool').map(({ at }) => at);
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.length).toBeLessThan(12);
  expect(went.endedAt).toBeLessThan(5 * MINUTE);
  // Nor is it looked at every second.
  expect(went.scripted.of('GetIpamPoolAllocations').length).toBeLessThan(90);
});

describe('a pool that is to go in cascade', () => {
  const cascading: Item = { ...EMPTY_POOL, pool: { ...POOL, inApp: true }, cascadeWhenUnused: true };

  /** With what a VPC left behind, which IPAM drops after twenty minutes; deleted a minute after EC2 accepted that. */
  const leftBehind = (refusal: (times: number) => string | undefined) => (world: () => ScriptedWorld): Answers => {
    let acceptedAt = Number.POSITIVE_INFINITY;
    let times = 0;
    const isGone = () => world().elapsed >= acceptedAt + MINUTE;
    return {
      DescribeIpamPools: () => ({ IpamPools: isGone() ? [] : [{ ...DESCRIBED, State: acceptedAt < Number.POSITIVE_INFINITY ? 'delete-in-progress' : 'create-complete' }] }),
      GetIpamPoolAllocations: () => ({ IpamPoolAllocations: isGone() || world().elapsed > 20 * MINUTE ? [] : [OF_A_VPC] }),
      DeleteIpamPool: () => {
        times += 1;
        const code = refusal(times);
        if (code !== undefined) throw ec2Error(code);
        acceptedAt = world().elapsed;
        return {};
      },
    };
  };
  const gaps = ({ scripted }: Released) => scripted.of('GetIpamPoolAllocations').map(({ at }, index, all) => at - (all[index - 1]?.at ?? 0));

  test('is looked at every three seconds at least until it is gone: nobody waits ten for what takes a minute', async () => {
    const went = await release([cascading], leftBehind(() => undefined), { mayCascade: true });
    expect(went.tracks).toMatchObject([{ state: 'gone' }]);
    expect(went.scripted.of('DeleteIpamPool')).toMatchObject([{ input: { Cascade: true } }]);
    expect(Math.max(...gaps(went))).toBe(3 * SECOND);
    expect(went.endedAt).toBeLessThan(80 * SECOND);
  });

  test('is waited for as any other once EC2 has refused that three times, and no sooner', async () => {
    const went = await release([cascading], leftBehind(() => 'DependencyViolation'), { mayCascade: true });
    expect(went.tracks).toMatchObject([{ state: 'gone' }]);
    expect(went.scripted.of('DeleteIpamPool')).toHaveLength(3);
    expect(Math.max(...gaps(went))).toBe(10 * SECOND);
  });

  test('is tried again where EC2 only had no time for it, or did not find it for once', async () => {
    for (const code of ['RequestLimitExceeded', 'InvalidIpamPoolId.NotFound']) {
      const went = await release([cascading], leftBehind((times) => (times <= 4 ? code : undefined)), { mayCascade: true });
      expect(went.tracks).toMatchObject([{ state: 'gone' }]);
      expect(went.scripted.of('DeleteIpamPool')).toHaveLength(5);
    }
  });
});

describe('what nobody can release', () => {
  const refusing: Answers = { ...pool(1), ReleaseIpamPoolAllocation: () => { throw ec2Error('UnauthorizedOperation', 'You are not authorized'); } };

  test('ends with the next look, and the log says why and what to do', async () => {
    const went = await release([{ ...EVERY_MANUAL, allocationId: `ipam-pool-alloc-${'0'.repeat(32)}` }], () => refusing);
    expect(went.tracks).toMatchObject([{ state: 'failed' }]);
    expect(went.scripted.logged('refused')).toMatchObject([{ item: expect.stringContaining('IPAM allocation') as string, step: 'releaseAllocation', region: 'us-east-1', attempt: 1, meaning: 'fatal', code: 'UnauthorizedOperation' }]);
    expect(went.endedAt).toBeLessThan(2 * SECOND);
  });

  test('a pool that it keeps from being empty names the failed release, and not somebody who lists nothing', async () => {
    const wrong = { ...EVERY_MANUAL, allocationId: ALLOCATION.IpamPoolAllocationId, cidr: '10.9.0.0/24' };
    const went = await release([wrong, EMPTY_POOL], () => ({ ...pool(1), GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [ALLOCATION] }) }));
    expect(went.tracks).toMatchObject([{ state: 'failed', targets: [{ verdict: { code: 'WrongCidr' } }] }, { state: 'failed', targets: [{ verdict: { code: 'NotReleased' } }] }]);
    expect(went.endedAt).toBeLessThan(30 * SECOND);
    expect(went.scripted.of('ReleaseIpamPoolAllocation')).toEqual([]);
  });

  test('what a look finds blocked is logged with its remedy, a pool that is not found by its own name', async () => {
    const vpc = { ...EVERY_MANUAL, allocationId: ALLOCATION.IpamPoolAllocationId };
    const seen = await release([vpc], () => ({ ...pool(1), GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [{ ...ALLOCATION, ResourceType: 'vpc', ResourceId: 'vpc-1' }] }) }));
    expect(seen.scripted.logged('blocked')).toMatchObject([{ target: expect.stringContaining('IPAM allocation ipam-pool-alloc-') as string, code: 'NotManual', remedy: expect.stringContaining('vpc vpc-1') as string }]);
    const unseen = await release([{ ...EVERY_MANUAL, pool: { ...POOL, known: false } }], () => ({ DescribeIpamPools: () => { throw ec2Error('InvalidIpamPoolId.NotFound'); } }));
    expect(unseen.scripted.logged('blocked')).toMatchObject([{ item: `manual IPAM allocations of ${POOL.poolId}`, target: `manual IPAM allocations of ${POOL.poolId}`, code: 'InvalidIpamPoolId.NotFound' }]);
    expect(unseen.tracks).toMatchObject([{ state: 'failed' }]);
  });
});

test('the log says of each attempt what it took and what EC2 answered', async () => {
  let tries = 0;
  const went = await release([ADDRESS], (world) => ({
    DescribeAddresses: () => ({ Addresses: tries >= 2 ? [] : [shown(ID)] }),
    ReleaseAddress: async () => {
      await world().clock.sleep(200);
      tries += 1;
      if (tries === 1) throw ec2Error('InvalidIPAddress.InUse', 'in use');
      return {};
    },
  }));
  const attempt = { item: `Elastic IP ${ID} (198.51.100.7)`, step: 'releaseAddress', region: 'us-east-1', milliseconds: 200 };
  expect(went.scripted.logged('not yet')).toEqual([{ ...attempt, attempt: 1, meaning: 'retry', code: 'InvalidIPAddress.InUse', error: 'in use', remedy: undefined }]);
  expect(went.scripted.logged('released')).toEqual([{ ...attempt, attempt: 2 }]);
  expect(went.scripted.logged('looking again')).toMatchObject([{ untilDeadlineSeconds: 2_700, open: 1 }, { untilDeadlineSeconds: 2_698 }, { untilDeadlineSeconds: 2_696 }]);
});
