import type { EmptyPoolItem } from '../../../lambda/item';
import { ACCOUNT, ALLOCATION, DELETE_POOL, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, look, lookingIn, OF_A_VPC, OTHER_ACCOUNT, POOL, ROLE } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

const VPC = { VpcId: OF_A_VPC.ResourceId, CidrBlockAssociationSet: [{ CidrBlock: OF_A_VPC.Cidr, CidrBlockState: { State: 'associated' } }] };

/** The pool with one allocation in it. */
function holding(allocation: object, answers: Answers = {}, pool: object = {}): ScriptedWorld {
  return new ScriptedWorld({
    DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, ...pool }] }),
    GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [allocation] }),
    DescribeVpcs: () => ({ Vpcs: [VPC] }),
    ...answers,
  });
}

const only = (target: object) => ({ is: 'seen', targets: [target] });

describe('what would stay in a pool', () => {
  test('is believed to stay after it was seen for fifteen seconds, not sooner: a VPC that was just deleted may still be listed', async () => {
    const scripted = holding(OF_A_VPC);
    const again = lookingIn(scripted);
    const verdict = {
      code: 'StillInUse',
      message: `vpc ${VPC.VpcId ?? ''} in us-east-1 of account ${ACCOUNT} has 10.0.0.0/24`,
      // Somebody may live in the VPC: deleting it is the last resort.
      remedy: `if nobody uses 10.0.0.0/24 any more, disassociate 10.0.0.0/24 from vpc ${VPC.VpcId ?? ''} in us-east-1 of account ${ACCOUNT} or, where that is its primary CIDR block, delete that; else delete the stack again and retain this resource and the pool`,
    };
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { ...verdict, meaning: 'retry' } }));
    await scripted.clock.sleep(14_999);
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { ...verdict, meaning: 'retry' } }));
    await scripted.clock.sleep(1);
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { ...verdict, meaning: 'blocked' } }));
  });

  test('begins to stay anew when it did not for a moment: a list that flaps fails no deletion', async () => {
    const scripted = holding(OF_A_VPC);
    const again = lookingIn(scripted);
    await again(EMPTY_POOL);
    await scripted.clock.sleep(10_000);
    scripted.answers.DescribeVpcs = () => ({ Vpcs: [] });
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'Waiting' } }));
    scripted.answers.DescribeVpcs = () => ({ Vpcs: [VPC] });
    await scripted.clock.sleep(10_000);
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'StillInUse' } }));
  });

  test('a manual allocation that nobody lists stays, and is not released', async () => {
    const scripted = holding(ALLOCATION);
    const again = lookingIn(scripted);
    await again(EMPTY_POOL);
    await scripted.clock.sleep(15_000);
    const sighting = await again(EMPTY_POOL);
    const verdict = {
      meaning: 'blocked',
      code: 'NotListed',
      message: 'nobody releases this manual allocation',
      remedy:
        'if nobody uses its CIDR any more, release it and delete the stack again, or list it beforehand (IpamAllocation.allManual(pool) means every one); else delete the stack again and retain this resource and the pool',
    };
    const id = ALLOCATION.IpamPoolAllocationId ?? '';
    expect(sighting).toMatchObject(only({ id: `${POOL.poolId} ${id}`, name: `IPAM allocation ${id} (10.0.0.0/24) of ${POOL.poolId}`, verdict }));
    expect(sighting).not.toHaveProperty('targets.0.step');
  });

  test('only a resource of another kind is not to be disassociated from anything', async () => {
    const subnet = { ...OF_A_VPC, ResourceType: 'subnet', ResourceId: 'subnet-1' };
    const scripted = holding(subnet, { DescribeSubnets: () => ({ Subnets: [{ SubnetId: 'subnet-1' }] }) });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { remedy: expect.stringMatching(/^if nobody uses 10.0.0.0\/24 any more, delete subnet subnet-1/) as string } }));
  });
});

describe('what will go by itself is waited for', () => {
  test('the allocation of a VPC that is gone', async () => {
    const message = `IPAM has not noticed yet that vpc ${VPC.VpcId ?? ''} in us-east-1 of account ${ACCOUNT} is gone`;
    const scripted = holding(OF_A_VPC, { DescribeVpcs: () => ({ Vpcs: [] }) });
    const again = lookingIn(scripted);
    for (let seconds = 0; seconds <= 30; seconds += 10) {
      expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'Waiting', message } }));
      await scripted.clock.sleep(10_000);
    }
  });

  test('that of a CIDR block that its VPC has no more', async () => {
    const scripted = holding(OF_A_VPC, { DescribeVpcs: () => ({ Vpcs: [{ ...VPC, CidrBlockAssociationSet: [] }] }) });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { code: 'Waiting', message: expect.stringMatching(/has 10\.0\.0\.0\/24 no more$/) as string } }));
  });
});

describe('a pool below that', () => {
  const below = { ...ALLOCATION, ResourceType: 'ipam-pool', ResourceId: 'ipam-pool-0fedcba9876543210', ResourceRegion: undefined };
  const State = (state: string): Answers => ({
    DescribeIpamPools: ({ input }) => {
      const [id] = input.IpamPoolIds as string[];
      return { IpamPools: [{ ...DESCRIBED, IpamPoolId: id, ...(id === below.ResourceId && { State: state }) }] };
    },
    GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [{ Cidr: '10.0.0.0/24', State: 'provisioned' }] }),
  });
  const seen = async (state: string) => {
    const scripted = holding(below, State(state));
    const again = lookingIn(scripted);
    await again(EMPTY_POOL);
    await scripted.clock.sleep(20_000);
    return again(EMPTY_POOL);
  };

  test('is being deleted is waited for, however long EC2 takes', async () => {
    const message = `ipam-pool ipam-pool-0fedcba9876543210 of account ${ACCOUNT} is being deleted`;
    expect(await seen('delete-in-progress')).toMatchObject(only({ verdict: { meaning: 'retry', code: 'Waiting', message } }));
  });

  test('was deleted is for IPAM to notice', async () => {
    const message = `IPAM has not noticed yet that ipam-pool ipam-pool-0fedcba9876543210 of account ${ACCOUNT} is gone`;
    expect(await seen('delete-complete')).toMatchObject(only({ verdict: { meaning: 'retry', code: 'Waiting', message } }));
  });

  test('could not be deleted stays', async () => {
    expect(await seen('delete-failed')).toMatchObject(only({ verdict: { meaning: 'blocked', code: 'StillInUse' } }));
  });
});

describe('what cannot be seen from here is waited for, and never taken for gone', () => {
  const theirs = { ...OF_A_VPC, ResourceOwner: OTHER_ACCOUNT };

  test("another account's VPC: nobody here sees it, and EC2 would say that there is none", async () => {
    const scripted = holding(theirs, { DescribeVpcs: () => ({ Vpcs: [] }) });
    const message = `vpc ${VPC.VpcId ?? ''} in us-east-1 of account ${OTHER_ACCOUNT} has it; whether that still exists can't be seen from here`;
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'OtherAccount', message } }));
    expect(scripted.of('DescribeVpcs')).toEqual([]);
  });

  test("as a role of that account it is seen, and the stack's own is not", async () => {
    const pool = { ...POOL, roleArn: ROLE };
    const scripted = holding(theirs, {}, { OwnerId: OTHER_ACCOUNT });
    expect(await look(scripted, { ...EMPTY_POOL, pool })).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
    expect(scripted.of('DescribeVpcs')).toMatchObject([{ region: 'us-east-1', roleArn: ROLE }]);
    expect(await look(holding(OF_A_VPC), { ...EMPTY_POOL, pool })).toMatchObject(only({ verdict: { code: 'OtherAccount' } }));
  });

  test('where EC2 does not say whose it is, it is looked for', async () => {
    expect(await look(holding({ ...OF_A_VPC, ResourceOwner: undefined }), EMPTY_POOL)).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
  });

  test("another account's manual allocation is waited for to the deadline: nobody here can say how long it is needed", async () => {
    const scripted = holding({ ...ALLOCATION, ResourceOwner: OTHER_ACCOUNT });
    const again = lookingIn(scripted);
    await again(EMPTY_POOL);
    await scripted.clock.sleep(60_000);
    const message = `account ${OTHER_ACCOUNT} has it, and it is not listed`;
    expect(await again(EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'OtherAccount', message } }));
  });

  test('one that EC2 names no resource for', async () => {
    const scripted = holding({ ...OF_A_VPC, ResourceId: undefined, ResourceRegion: undefined });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'NotSeen', message: `EC2 does not say which vpc of account ${ACCOUNT} has it` } }));
    // Nobody is asked about nothing.
    expect(scripted.of('DescribeVpcs')).toEqual([]);
  });

  test('but what the role may not see is said at once: it will not pass', async () => {
    const scripted = holding(OF_A_VPC, { DescribeVpcs: () => { throw ec2Error('UnauthorizedOperation', 'not you'); } });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'fatal', code: 'UnauthorizedOperation', message: 'not you' } }));
  });

  test('a resource of a kind that nobody knows', async () => {
    const scripted = holding({ ...OF_A_VPC, ResourceType: 'anycast-ip-list', ResourceId: 'list-1' });
    expect(await look(scripted, EMPTY_POOL)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'NotSeen', message: expect.stringContaining('could not be seen') as string } }));
  });
});

describe('a resource is looked for where it is', () => {
  test('in the Region that the allocation names', async () => {
    const scripted = holding({ ...OF_A_VPC, ResourceRegion: 'eu-west-1' }, {}, { Locale: 'ap-southeast-2' });
    await look(scripted, EMPTY_POOL);
    expect(scripted.of('DescribeVpcs')).toMatchObject([{ region: 'eu-west-1', input: { Filters: [{ Name: 'vpc-id', Values: [VPC.VpcId] }] } }]);
  });

  test("in the pool's locale where it names none", async () => {
    const scripted = holding({ ...OF_A_VPC, ResourceRegion: undefined }, {}, { Locale: 'ap-southeast-2' });
    await look(scripted, EMPTY_POOL);
    expect(scripted.of('DescribeVpcs')).toMatchObject([{ region: 'ap-southeast-2' }]);
  });

  test('a pool below is in the home Region of the IPAM, whatever the allocation says: elsewhere it would look gone, and the pool be waited for to the deadline', async () => {
    const below = { ...ALLOCATION, ResourceType: 'ipam-pool', ResourceId: 'ipam-pool-0fedcba9876543210', ResourceRegion: 'eu-west-1' };
    const scripted = holding(below, {}, { Locale: 'eu-west-1', IpamRegion: 'ap-southeast-2' });
    await look(scripted, { ...EMPTY_POOL, pool: { ...POOL, region: 'eu-west-1' } });
    const looks = scripted.of('DescribeIpamPools').filter(({ input }) => (input.IpamPoolIds as string[])[0] === below.ResourceId);
    expect(looks).toMatchObject([{ region: 'ap-southeast-2' }]);
  });
});

describe('where IPAM is to stop monitoring', () => {
  const stop: EmptyPoolItem = { ...EMPTY_POOL, stopMonitoring: true };

  test('it does so for a resource that exists, where that is and in the home Region', async () => {
    const scripted = holding({ ...OF_A_VPC, ResourceRegion: 'eu-west-1' }, {}, { IpamRegion: 'ap-southeast-2' });
    const step = {
      do: 'stopMonitoring',
      at: { region: 'ap-southeast-2', roleArn: undefined },
      resourceId: VPC.VpcId,
      resourceCidr: '10.0.0.0/24',
      resourceRegion: 'eu-west-1',
      scopeId: 'ipam-scope-0123456789abcdef0',
    };
    expect(await look(scripted, stop)).toMatchObject(only({ step }));
  });

  test('a resource without a Region is in the locale', async () => {
    expect(await look(holding({ ...OF_A_VPC, ResourceRegion: undefined }, {}, { Locale: 'eu-west-1' }), stop)).toMatchObject(only({ step: { resourceRegion: 'eu-west-1' } }));
  });

  test('in a public scope IPAM refuses that for ever: the user is told to delete what is there', async () => {
    const sighting = await look(holding(OF_A_VPC, {}, { IpamScopeType: 'public' }), stop);
    expect(sighting).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
    expect(sighting).not.toHaveProperty('targets.0.step');
  });

  test('IPAM is asked what it monitors only where that may be changed: what exists, in a private scope, when it is to stop', async () => {
    const asked = async (item: EmptyPoolItem, pool: object = {}, answers: Answers = {}) => {
      const scripted = holding(OF_A_VPC, answers, pool);
      await look(scripted, item);
      return scripted.of('GetIpamResourceCidrs').length;
    };
    expect(await asked(stop)).toBe(1);
    expect(await asked(EMPTY_POOL)).toBe(0);
    expect(await asked(stop, { IpamScopeType: 'public' })).toBe(0);
    expect(await asked(stop, {}, { DescribeVpcs: () => ({ Vpcs: [] }) })).toBe(0);
  });

  test('what IPAM ignores is not asked about again', async () => {
    const ignored = { IpamResourceCidrs: [{ ResourceId: VPC.VpcId, ResourceCidr: '10.0.0.0/24', ManagementState: 'ignored' }] };
    const scripted = holding(OF_A_VPC, { GetIpamResourceCidrs: () => ignored });
    const again = lookingIn(scripted);
    const message = `IPAM was told to ignore 10.0.0.0/24 of vpc ${VPC.VpcId ?? ''} in us-east-1 of account ${ACCOUNT}, and has yet to do so`;
    for (let looks = 1; looks <= 3; looks += 1) expect(await again(stop)).toMatchObject(only({ verdict: { meaning: 'retry', code: 'Waiting', message } }));
    expect(scripted.of('GetIpamResourceCidrs')).toHaveLength(1);
  });

  test('where EC2 does not say in which scope the pool is, nobody can tell it: the user reads what is there', async () => {
    const sighting = await look(holding(OF_A_VPC, {}, { IpamScopeArn: undefined }), stop);
    expect(sighting).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
    expect(sighting).not.toHaveProperty('targets.0.step');
  });

  test('what is gone is only waited for', async () => {
    const sighting = await look(holding(OF_A_VPC, { DescribeVpcs: () => ({ Vpcs: [] }) }), stop);
    expect(sighting).not.toHaveProperty('targets.0.step');
  });

  test('it holds for whatever else is listed of the pool, and only for that pool', async () => {
    expect(await look(holding(OF_A_VPC), { ...DELETE_POOL }, stop)).toMatchObject(only({ step: { do: 'stopMonitoring' } }));
    const other = { ...stop, pool: { ...POOL, poolId: 'ipam-pool-0fedcba9876543210' } };
    expect(await look(holding(OF_A_VPC), DELETE_POOL, other)).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
  });
});

describe('a pool to delete', () => {
  const empty = (pool: object = {}, ...IpamPoolCidrs: object[]) => holding(ALLOCATION, { GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [] }), GetIpamPoolCidrs: () => ({ IpamPoolCidrs }) }, pool);

  test('is not deleted over what is in it', async () => {
    expect(await look(holding(ALLOCATION), DELETE_POOL)).toMatchObject(only({ verdict: { code: 'NotListed' } }));
    expect(await look(holding(OF_A_VPC), DELETE_POOL)).toMatchObject(only({ verdict: { code: 'StillInUse' } }));
    expect(await look(holding(ALLOCATION), DELETE_POOL, EVERY_MANUAL)).toMatchObject(only({ verdict: { code: 'Listed' } }));
  });

  test('with Cascade it is, and no CIDR is deprovisioned', async () => {
    const scripted = holding(ALLOCATION);
    expect(await look(scripted, { ...DELETE_POOL, cascade: true })).toMatchObject(only({ step: { do: 'deletePool', poolId: POOL.poolId, cascade: true } }));
    expect(scripted.of('GetIpamPoolCidrs')).toEqual([]);
  });

  test('loses its CIDRs first, each once; those that are gone or never came do not count', async () => {
    const scripted = empty({}, { Cidr: '10.0.0.0/16', State: 'provisioned' }, { Cidr: '10.1.0.0/16', State: 'pending-deprovision' }, { Cidr: '10.2.0.0/16', State: 'failed-deprovision' },
      { Cidr: '10.3.0.0/16', State: 'deprovisioned' }, { Cidr: '10.4.0.0/16', State: 'failed-provision' }, { Cidr: '10.5.0.0/16', State: 'pending-provision' }, { State: 'provisioned' }, {});
    const home = { region: 'us-east-1', roleArn: undefined };
    expect(await look(scripted, DELETE_POOL)).toEqual({
      is: 'seen',
      targets: [
        { id: `${POOL.poolId} 10.0.0.0/16`, name: `CIDR 10.0.0.0/16 of pool ${POOL.poolId}`, step: { do: 'deprovisionCidr', at: home, poolId: POOL.poolId, cidr: '10.0.0.0/16' } },
        { id: `${POOL.poolId} 10.1.0.0/16`, name: `CIDR 10.1.0.0/16 of pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is pending-deprovision' } },
        { id: `${POOL.poolId} 10.2.0.0/16`, name: `CIDR 10.2.0.0/16 of pool ${POOL.poolId}`, step: { do: 'deprovisionCidr', at: home, poolId: POOL.poolId, cidr: '10.2.0.0/16' } },
        { id: `${POOL.poolId} 10.5.0.0/16`, name: `CIDR 10.5.0.0/16 of pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is pending-provision' } },
        { id: `${POOL.poolId} `, name: `CIDR that has yet to be chosen of pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is provisioned' } },
        { id: `${POOL.poolId} `, name: `CIDR that has yet to be chosen of pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is in an unknown state' } },
      ],
    });
  });

  test('is deleted when none is left', async () => {
    const sighting = await look(empty({}, { Cidr: '10.3.0.0/16', State: 'deprovisioned' }), DELETE_POOL);
    expect(sighting).toEqual({ is: 'seen', targets: [{ id: POOL.poolId, name: `pool ${POOL.poolId}`, step: { do: 'deletePool', at: { region: 'us-east-1', roleArn: undefined }, poolId: POOL.poolId, cascade: false } }] });
  });

  test.each(['delete-in-progress', 'delete-complete'])('that EC2 is deleting (%s) is not touched again: what was deleted is refused for ever', async (State) => {
    for (const item of [DELETE_POOL, { ...DELETE_POOL, cascade: true }]) {
      const scripted = empty({ State, IpamScopeType: 'public' }, { Cidr: '10.0.0.0/16', State: 'provisioned' });
      const targets = State === 'delete-complete' ? [] : [{ id: POOL.poolId, name: `pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is being deleted' } }];
      expect(await look(scripted, item)).toEqual({ is: 'seen', targets });
    }
  });

  test('whose deletion failed is deleted again', async () => {
    expect(await look(empty({ State: 'delete-failed' }), DELETE_POOL)).toMatchObject(only({ step: { do: 'deletePool' } }));
  });

  test('in a public scope does not cascade: EC2 would refuse it, and nobody would know why', async () => {
    const message = 'EC2 cascades only for pools of a private scope and for those with a source resource';
    const verdict = { meaning: 'blocked', code: 'NoCascade', message, remedy: 'list the pool without cascade, and what is in it, too' };
    expect(await look(empty({ IpamScopeType: 'public' }), { ...DELETE_POOL, cascade: true })).toMatchObject(only({ verdict }));
    expect(await look(empty({ IpamScopeType: 'public' }), DELETE_POOL)).toMatchObject(only({ step: { do: 'deletePool', cascade: false } }));
  });
});

test('a pool to empty that is empty is gone, and nothing of it is deleted', async () => {
  const scripted = holding(ALLOCATION, { GetIpamPoolAllocations: () => ({ IpamPoolAllocations: [] }) });
  expect(await look(scripted, EMPTY_POOL)).toEqual({ is: 'seen', targets: [] });
  expect(scripted.of('GetIpamPoolCidrs')).toEqual([]);
});
