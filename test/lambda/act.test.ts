import { Actor } from '../../lambda/act';
import { NOT_TRIED } from '../../lambda/decide';
import type { Verdict } from '../../lambda/error-table';
import type { Step } from '../../lambda/steps';
import { VirtualClock } from '../../sandbox/virtual-clock';
import { HERE, POOL, ROLE } from './listed';
import { ec2Error, ScriptedWorld, type Answers } from './scripted-ec2';

const ALLOCATION: Step = { do: 'releaseAllocation', at: HERE, poolId: POOL.poolId, cidr: '10.0.0.0/24', allocationId: 'ipam-pool-alloc-1' };
const ADDRESS: Step = { do: 'releaseAddress', at: HERE, allocationId: 'eipalloc-1', associationId: undefined, networkBorderGroup: 'us-east-1', resetReverseDns: false };
const ASSOCIATED: Step = { ...ADDRESS, associationId: 'eipassoc-1' };
const WITH_RESET: Step = { ...ADDRESS, resetReverseDns: true };
const STOP: Step = { do: 'stopMonitoring', at: HERE, resourceId: 'vpc-1', resourceCidr: '10.0.0.0/24', resourceRegion: 'us-east-1', scopeId: 'ipam-scope-1' };

/** EC2 refuses with this. */
const refuses = (code: string, message?: string) => () => {
  throw ec2Error(code, message);
};

interface Taken {
  readonly verdict: Verdict | undefined;
  /** The calls, in their order. */
  readonly apis: readonly string[];
  readonly scripted: ScriptedWorld;
}

async function take(step: Step, answers: Answers, isOver: (scripted: ScriptedWorld) => boolean = () => false): Promise<Taken> {
  const clock = new VirtualClock();
  const scripted = new ScriptedWorld(answers, clock);
  const verdict = await clock.run(() => new Actor(scripted.world, () => isOver(scripted)).take(step));
  return { verdict, apis: scripted.calls.map(({ api }) => api), scripted };
}

describe('an allocation', () => {
  test('is released when EC2 says so', async () => {
    expect(await take(ALLOCATION, {})).toMatchObject({ verdict: undefined, apis: ['ReleaseIpamPoolAllocation'] });
  });

  test.each([[{ Success: false }], [{}], [{ Success: undefined }]])('is not released when EC2 answers %j: a success of the deletion would be none', async (answer) => {
    expect((await take(ALLOCATION, { ReleaseIpamPoolAllocation: () => answer })).verdict).toMatchObject({ meaning: 'retry', code: 'NotSuccessful', message: expect.stringContaining('EC2') as string });
  });

  test('is refused in the words of EC2', async () => {
    expect((await take(ALLOCATION, { ReleaseIpamPoolAllocation: refuses('IncorrectState', 'busy') })).verdict).toMatchObject({ meaning: 'retry', code: 'IncorrectState', message: 'busy' });
  });
});

describe('an address', () => {
  test('is taken from what it is associated with, then released', async () => {
    expect(await take(ASSOCIATED, {})).toMatchObject({ verdict: undefined, apis: ['DisassociateAddress', 'ReleaseAddress'] });
    expect(await take(ADDRESS, {})).toMatchObject({ verdict: undefined, apis: ['ReleaseAddress'] });
  });

  test('whose association is gone meanwhile is released in the same pass', async () => {
    expect(await take(ASSOCIATED, { DisassociateAddress: refuses('InvalidAssociationID.NotFound') })).toMatchObject({ verdict: undefined, apis: ['DisassociateAddress', 'ReleaseAddress'] });
  });

  test('that could not be taken from it is not tried to be released', async () => {
    const { verdict, apis } = await take(ASSOCIATED, { DisassociateAddress: refuses('UnauthorizedOperation') });
    expect([verdict?.code, apis]).toEqual(['UnauthorizedOperation', ['DisassociateAddress']]);
  });

  test('that was gone says so: for the list to agree', async () => {
    expect((await take(ASSOCIATED, { ReleaseAddress: refuses('InvalidAllocationID.NotFound') })).verdict).toMatchObject({ meaning: 'gone' });
  });
});

describe('a reverse DNS record', () => {
  const PTR = { ReleaseAddress: refuses('InvalidAddress.PtrSet', 'a PTR record is set') };

  test('that nobody asked to reset stays: somebody may send mail from the address', async () => {
    expect(await take(ADDRESS, PTR)).toMatchObject({ verdict: { meaning: 'blocked', code: 'InvalidAddress.PtrSet' }, apis: ['ReleaseAddress'] });
  });

  test('is reset where that was asked for, and the address tried again later', async () => {
    expect(await take(WITH_RESET, PTR)).toMatchObject({ verdict: { meaning: 'retry', code: 'InvalidAddress.PtrSet' }, apis: ['ReleaseAddress', 'ResetAddressAttribute'] });
  });

  test('that cannot be reset says why', async () => {
    const { verdict } = await take(WITH_RESET, { ...PTR, ResetAddressAttribute: refuses('UnauthorizedOperation') });
    expect(verdict).toMatchObject({ meaning: 'fatal', code: 'UnauthorizedOperation' });
  });

  test('is reset only when it is what stands in the way', async () => {
    expect(await take(WITH_RESET, { ReleaseAddress: refuses('InvalidIPAddress.InUse') })).toMatchObject({ verdict: { code: 'InvalidIPAddress.InUse' }, apis: ['ReleaseAddress'] });
    expect(await take(WITH_RESET, {})).toMatchObject({ verdict: undefined, apis: ['ReleaseAddress'] });
    expect(await take(STOP, { ModifyIpamResourceCidr: refuses('InvalidAddress.PtrSet') })).toMatchObject({ apis: ['ModifyIpamResourceCidr'] });
  });
});

describe('what IPAM answers when it is told not to monitor something', () => {
  test('may be that it was told before: that is no reason to give up', async () => {
    expect((await take(STOP, { ModifyIpamResourceCidr: refuses('InvalidParameterValue') })).verdict).toMatchObject({ meaning: 'unknown', code: 'InvalidParameterValue' });
    expect((await take(ALLOCATION, { ReleaseIpamPoolAllocation: refuses('InvalidParameterValue') })).verdict).toMatchObject({ meaning: 'fatal' });
  });

  test('but a missing permission stays missing, and what is busy may pass', async () => {
    expect((await take(STOP, { ModifyIpamResourceCidr: refuses('UnauthorizedOperation') })).verdict).toMatchObject({ meaning: 'fatal' });
    expect((await take(STOP, { ModifyIpamResourceCidr: refuses('IncorrectState') })).verdict).toMatchObject({ meaning: 'retry' });
    expect((await take(STOP, {})).verdict).toBeUndefined();
  });
});

describe('a pool that may be deleted with what is in it, as a look has just shown that', () => {
  const now = new VirtualClock().now();
  const fresh = (freshUntil: number): Step => ({ do: 'deletePool', at: HERE, poolId: POOL.poolId, cascade: true, freshUntil });

  test('is deleted as long as that look counts, and not a moment longer: somebody may have moved in', async () => {
    expect(await take(fresh(now), {})).toMatchObject({ verdict: undefined, apis: ['DeleteIpamPool'] });
    expect(await take(fresh(now - 1), {})).toMatchObject({ verdict: NOT_TRIED, apis: [] });
  });

  test('is not deleted when its turn came too late', async () => {
    const clock = new VirtualClock();
    const scripted = new ScriptedWorld({}, clock);
    const actor = new Actor(scripted.world, () => false);
    const verdicts = await clock.run(() => Promise.all(Array.from({ length: 60 }, async () => actor.take(fresh(now + 1_000)))));
    expect(Math.max(...scripted.calls.map(({ at }) => at))).toBeLessThanOrEqual(1_000);
    expect(verdicts.filter((verdict) => verdict === NOT_TRIED)).toHaveLength(60 - scripted.calls.length);
    expect(scripted.calls.length).toBeLessThan(60);
  });

  test('is looked at again before it is tried again, whatever EC2 answered', async () => {
    for (const code of ['RequestLimitExceeded', 'DependencyViolation']) {
      const { verdict, apis, scripted } = await take(fresh(now + 5_000), { DeleteIpamPool: refuses(code) });
      expect([verdict?.code, apis, scripted.elapsed]).toEqual([code, ['DeleteIpamPool'], 0]);
    }
  });

  test('is waited for as any other where EC2 or the role does not allow it: that fails no deletion', async () => {
    for (const code of ['UnauthorizedOperation', 'InvalidParameterValue', 'InvalidAction']) {
      expect((await take(fresh(now + 5_000), { DeleteIpamPool: refuses(code) })).verdict).toMatchObject({ meaning: 'unknown', code });
    }
    expect((await take(fresh(now + 5_000), { DeleteIpamPool: refuses('DependencyViolation') })).verdict).toMatchObject({ meaning: 'retry' });
  });

  test('is another thing than one that is listed to be deleted in cascade: that is sent again when throttled, and may fail', async () => {
    const listed: Step = { do: 'deletePool', at: HERE, poolId: POOL.poolId, cascade: true };
    let times = 0;
    const busy = () => {
      times += 1;
      if (times === 1) throw ec2Error('RequestLimitExceeded');
      return {};
    };
    expect(await take(listed, { DeleteIpamPool: busy })).toMatchObject({ verdict: undefined, apis: ['DeleteIpamPool', 'DeleteIpamPool'] });
    expect((await take(listed, { DeleteIpamPool: refuses('UnauthorizedOperation') })).verdict).toMatchObject({ meaning: 'fatal' });
  });
});

describe('the pace', () => {
  test('each API in each Region and account has its own: otherwise four places take four times as long', async () => {
    const clock = new VirtualClock();
    const scripted = new ScriptedWorld({}, clock);
    const actor = new Actor(scripted.world, () => false);
    const places = [HERE, { region: 'eu-west-1', roleArn: undefined }, { ...HERE, roleArn: ROLE }];
    const steps = Array.from({ length: 48 }).flatMap(() => [...places.map((at) => ({ ...ALLOCATION, at })), ADDRESS]);
    await clock.run(() => Promise.all(steps.map(async (step) => actor.take(step))));
    // What a full bucket holds, in each.
    expect(scripted.elapsed).toBe(0);
    expect(scripted.calls).toHaveLength(4 * 48);
  });

  test('calls of one API share it', async () => {
    const clock = new VirtualClock();
    const scripted = new ScriptedWorld({}, clock);
    const actor = new Actor(scripted.world, () => false);
    await clock.run(() => Promise.all(Array.from({ length: 60 }, async () => actor.take(ALLOCATION))));
    expect(scripted.elapsed).toBeGreaterThan(2_000);
  });

  test('what EC2 throttles is sent again when the pace allows it, and logged', async () => {
    let times = 0;
    const { verdict, apis, scripted } = await take(ALLOCATION, {
      ReleaseIpamPoolAllocation: () => {
        times += 1;
        if (times <= 2) throw ec2Error('Client.RequestLimitExceeded');
        return { Success: true };
      },
    });
    expect([verdict, apis.length]).toEqual([undefined, 3]);
    expect(scripted.elapsed).toBeGreaterThan(300);
    expect(scripted.logged('throttled')).toEqual([1, 2].map((count) => ({ api: 'ReleaseIpamPoolAllocation', region: 'us-east-1', code: 'RequestLimitExceeded', times: count })));
  });

  test('whose turn does not come in time has not been tried', async () => {
    expect(await take(ALLOCATION, {}, () => true)).toMatchObject({ verdict: NOT_TRIED, apis: [] });
    const throttled = await take(ALLOCATION, { ReleaseIpamPoolAllocation: refuses('RequestLimitExceeded') }, ({ elapsed }) => elapsed >= 5_000);
    // That EC2 throttled it is more than that no time was left.
    expect(throttled.verdict).toMatchObject({ meaning: 'throttled', code: 'RequestLimitExceeded' });
    expect(throttled.scripted.elapsed).toBeLessThan(10_000);
  });
});

describe('a pool in cascade is deleted on the word of a look that is five seconds old at most', () => {
  const other: Step = { do: 'deletePool', at: HERE, poolId: 'ipam-pool-0fedcba9876543210', cascade: false };

  /** What comes of it when the look may be believed for so long; other pools are deleted before. */
  async function believed(milliseconds: number, before = 0, answers: Answers = {}): Promise<Taken> {
    const clock = new VirtualClock();
    const scripted = new ScriptedWorld(answers, clock);
    const cascade: Step = { do: 'deletePool', at: HERE, poolId: POOL.poolId, cascade: true, freshUntil: clock.now() + milliseconds };
    const actor = new Actor(scripted.world, () => false);
    const all = [...Array.from({ length: before }, () => other), cascade];
    const verdicts = await clock.run(() => Promise.all(all.map(async (step) => actor.take(step))));
    return { verdict: verdicts.at(-1), scripted, apis: scripted.calls.filter(({ input }) => input.IpamPoolId === POOL.poolId).map(({ api }) => api) };
  }

  test('at the last moment it is called; a millisecond later EC2 is not asked, and it has to be looked at again', async () => {
    expect(await believed(0)).toMatchObject({ verdict: undefined, apis: ['DeleteIpamPool'] });
    expect(await believed(-1)).toMatchObject({ verdict: NOT_TRIED, apis: [] });
  });

  test('the time that it waits for its turn counts', async () => {
    // Fifty at once, then five a second.
    expect(await believed(5_000, 60)).toMatchObject({ verdict: undefined, apis: ['DeleteIpamPool'] });
    expect(await believed(5_000, 90)).toMatchObject({ verdict: NOT_TRIED, apis: [] });
  });

  test('once throttled it is not called again: what was looked at may not be so any more', async () => {
    expect(await believed(5_000, 0, { DeleteIpamPool: refuses('RequestLimitExceeded') })).toMatchObject({ verdict: { meaning: 'throttled' }, apis: ['DeleteIpamPool'] });
  });
});
