import type { EmptyPoolItem, Item } from '../../../lambda/item';
import { Observer } from '../../../lambda/observe/observer';
import type { Sighting } from '../../../lambda/observe/sighting';
import type { Verdict } from '../../../lambda/error-table';
import { ACCOUNT, ALLOCATION, DELETE_POOL, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, HERE, OF_A_VPC, OTHER_ACCOUNT, POOL, ROLE } from '../listed';
import { ec2Error, ScriptedWorld, type Answers, type Ec2Call } from '../scripted-ec2';

/** A pool of the app's own that may go with what is in it. */
const OWN: EmptyPoolItem = { ...EMPTY_POOL, pool: { ...POOL, inApp: true }, cascadeWhenUnused: true };

const VPC = { VpcId: OF_A_VPC.ResourceId, CidrBlockAssociationSet: [{ CidrBlock: OF_A_VPC.Cidr, CidrBlockState: { State: 'associated' } }] };

/** The allocation of another VPC. */
const OF_ANOTHER = { ...OF_A_VPC, IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(31)}2`, Cidr: '10.0.1.0/24', ResourceId: 'vpc-0fedcba9876543210' };

const GOES = { targets: [{ id: POOL.poolId, name: `pool ${POOL.poolId}`, step: { do: 'deletePool', at: HERE, poolId: POOL.poolId, cascade: true } }] };

/** DescribeIpamPools is called for the pool itself, and to see all pools that there are. */
const isOfAll = ({ input }: Ec2Call): boolean => input.IpamPoolIds === undefined;

/** The pool with these allocations, and no VPC anywhere. */
class Pool extends ScriptedWorld {
  state: object = {};
  allocations: object[];
  allPools: (call: Ec2Call) => object | Promise<object> = () => ({ IpamPools: [DESCRIBED] });
  readonly observer: Observer;

  constructor(allocations: object[], answers: Answers = {}, mayCascade = true) {
    super({
      DescribeIpamPools: (call) => (isOfAll(call) ? this.allPools(call) : { IpamPools: [{ ...DESCRIBED, ...this.state }] }),
      GetIpamPoolAllocations: () => ({ IpamPoolAllocations: this.allocations }),
      ...answers,
    });
    this.allocations = allocations;
    this.observer = new Observer(this.world, ACCOUNT, mayCascade);
  }

  async look(item: Item = OWN, ...others: Item[]): Promise<Sighting | undefined> {
    return (await this.observer.look([item, ...others])).get(item);
  }

  /** What a look shows when another one, ten seconds before, showed the same. */
  async settled(item: Item = OWN, ...others: Item[]): Promise<Sighting | undefined> {
    await this.look(item, ...others);
    await this.clock.sleep(10_000);
    return this.look(item, ...others);
  }

  failed(verdict: Partial<Verdict>): void {
    this.observer.cascadeFailed(POOL.poolId, { meaning: 'retry', code: 'IncorrectState', message: 'no', ...verdict });
  }
}

describe('a pool whose content nobody uses any more is deleted with it, and IPAM is not waited for', () => {
  test('once that has been seen for ten seconds: what EC2 shows may be older', async () => {
    const pool = new Pool([OF_A_VPC]);
    const notYet = { targets: [{ verdict: { meaning: 'retry', code: 'Waiting', message: expect.stringMatching(/^IPAM has not noticed yet that vpc .* is gone$/) as string } }] };
    expect(await pool.look()).toMatchObject(notYet);
    await pool.clock.sleep(9_999);
    expect(await pool.look()).toMatchObject(notYet);
    // Nobody asks which pools there are before it may matter.
    expect(pool.of('DescribeIpamPools').filter(isOfAll)).toEqual([]);
    await pool.clock.sleep(1);
    expect(await pool.look()).toMatchObject(GOES);
  });

  test('it may be called for five seconds from when it was looked at, and then has to be looked at again', async () => {
    const pool = new Pool([OF_A_VPC]);
    expect(await pool.settled()).toMatchObject({ targets: [{ step: { freshUntil: pool.clock.now() + 5_000 } }] });
    const slow = new Pool([OF_A_VPC]);
    await slow.look();
    await slow.clock.sleep(10_000);
    const began = slow.clock.now();
    slow.answers.GetIpamPoolAllocations = async () => (await slow.clock.sleep(3_000), { IpamPoolAllocations: [OF_A_VPC] });
    slow.allPools = async () => (await slow.clock.sleep(2_000), { IpamPools: [] });
    expect(await slow.look()).toMatchObject({ targets: [{ step: { freshUntil: began + 5_000 } }] });
    // A millisecond more.
    slow.allPools = async () => (await slow.clock.sleep(2_001), { IpamPools: [] });
    expect(await slow.look()).not.toHaveProperty('targets.0.step');
  });

  test('it is deleted where the IPAM is, whose Region need not be that of what is in it', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.state = { IpamRegion: 'ap-southeast-2' };
    expect(await pool.settled()).toMatchObject({ targets: [{ step: { at: { region: 'ap-southeast-2', roleArn: undefined } } }] });
    expect(pool.of('DescribeIpamPools').filter(isOfAll)).toMatchObject([{ region: 'ap-southeast-2' }]);
  });

  test('manual allocations that are released anyhow may go with it', async () => {
    expect(await new Pool([ALLOCATION]).settled(OWN, EVERY_MANUAL)).toMatchObject(GOES);
    expect(await new Pool([OF_A_VPC, ALLOCATION]).settled(OWN, EVERY_MANUAL)).toMatchObject(GOES);
  });

  test('a block that its VPC gave back may go with it', async () => {
    expect(await new Pool([OF_A_VPC], { DescribeVpcs: () => ({ Vpcs: [{ ...VPC, CidrBlockAssociationSet: [] }] }) }).settled()).toMatchObject(GOES);
  });

  test('an empty one is empty, and stays: only what keeps CloudFormation from deleting it is taken away', async () => {
    expect(await new Pool([]).settled()).toEqual({ is: 'seen', targets: [] });
  });

  test.each<[string, object, Answers]>([
    ['a VPC that exists', OF_A_VPC, { DescribeVpcs: () => ({ Vpcs: [VPC] }) }],
    ['a VPC that cannot be seen', OF_A_VPC, { DescribeVpcs: () => { throw ec2Error('UnauthorizedOperation'); } }],
    ['a VPC that cannot be seen right now', OF_A_VPC, { DescribeVpcs: () => { throw ec2Error('InternalError'); } }],
    ["another account's VPC", { ...OF_A_VPC, ResourceOwner: OTHER_ACCOUNT }, {}],
    ['a VPC of which EC2 does not say whose it is', { ...OF_A_VPC, ResourceOwner: undefined }, {}],
    ['a VPC of which EC2 does not say where it is', { ...OF_A_VPC, ResourceRegion: undefined }, {}],
    ['something that EC2 does not name', { ...OF_A_VPC, ResourceId: undefined }, {}],
    ['something of a kind that nobody knows', { ...OF_A_VPC, ResourceType: 'anycast-ip-list' }, {}],
    ['a manual allocation that nobody lists', ALLOCATION, {}],
    ["another account's manual allocation", { ...ALLOCATION, ResourceOwner: OTHER_ACCOUNT }, {}],
    ['an address that AWS manages', { ...OF_A_VPC, ResourceType: 'eip', ResourceId: 'eipalloc-1' }, { DescribeAddresses: () => ({ Addresses: [{ AllocationId: 'eipalloc-1', ServiceManaged: 'nlb' }] }) }],
  ])('%s keeps it, alone and beside what nobody uses', async (_, allocation, answers) => {
    for (const allocations of [[allocation], [OF_ANOTHER, allocation], [allocation, OF_ANOTHER]]) {
      const pool = new Pool(allocations, answers);
      expect(JSON.stringify(await pool.settled())).not.toContain('deletePool');
      expect(pool.observer.isCascading).toBe(false);
    }
  });

  test('what was listed and failed to be released keeps it, too', async () => {
    const pool = new Pool([ALLOCATION]);
    await pool.observer.look([OWN], [EVERY_MANUAL]);
    await pool.clock.sleep(10_000);
    expect((await pool.observer.look([OWN], [EVERY_MANUAL])).get(OWN)).toMatchObject({ targets: [{ verdict: { code: 'NotReleased' } }] });
  });
});

describe('ten seconds are ten seconds of each thing', () => {
  test('what turned up later has its own', async () => {
    const pool = new Pool([OF_A_VPC]);
    await pool.look();
    await pool.clock.sleep(5_000);
    pool.allocations = [OF_A_VPC, OF_ANOTHER];
    await pool.look();
    await pool.clock.sleep(9_999);
    expect(await pool.look()).not.toMatchObject(GOES);
    await pool.clock.sleep(1);
    expect(await pool.look()).toMatchObject(GOES);
  });

  test('what is listed needs none: it is released anyhow, and nobody waits for it', async () => {
    const pool = new Pool([OF_A_VPC]);
    await pool.look(OWN, EVERY_MANUAL);
    await pool.clock.sleep(5_000);
    pool.allocations = [OF_A_VPC, ALLOCATION];
    await pool.look(OWN, EVERY_MANUAL);
    await pool.clock.sleep(5_000);
    expect(await pool.look(OWN, EVERY_MANUAL)).toMatchObject(GOES);
  });

  test('what was not seen for a moment has them anew', async () => {
    const pool = new Pool([OF_A_VPC, OF_ANOTHER]);
    await pool.look();
    await pool.clock.sleep(5_000);
    pool.allocations = [OF_ANOTHER];
    await pool.look();
    await pool.clock.sleep(4_000);
    pool.allocations = [OF_A_VPC, OF_ANOTHER];
    await pool.look();
    await pool.clock.sleep(9_999);
    expect(await pool.look()).not.toMatchObject(GOES);
    await pool.clock.sleep(1);
    expect(await pool.look()).toMatchObject(GOES);
  });

  test('so has everything, when somebody had something of it for a moment', async () => {
    const pool = new Pool([OF_A_VPC]);
    await pool.look();
    await pool.clock.sleep(5_000);
    pool.answers.DescribeVpcs = () => ({ Vpcs: [VPC] });
    await pool.look();
    pool.answers.DescribeVpcs = () => ({ Vpcs: [] });
    await pool.clock.sleep(5_000);
    expect(await pool.settled()).toMatchObject(GOES);
    expect(pool.elapsed).toBe(20_000);
    // Something that is listed has no ten seconds of its own: the pool has.
    const listed = new Pool([ALLOCATION]);
    await listed.look(OWN, EVERY_MANUAL);
    listed.allocations = [];
    await listed.look(OWN, EVERY_MANUAL);
    listed.allocations = [ALLOCATION];
    await listed.clock.sleep(10_000);
    expect(await listed.look(OWN, EVERY_MANUAL)).not.toMatchObject(GOES);
  });

  test('and of each pool', async () => {
    const other = { ...OWN, pool: { ...OWN.pool, poolId: 'ipam-pool-0fedcba9876543210' } };
    const pool = new Pool([OF_A_VPC]);
    pool.answers.DescribeIpamPools = (call) => ({ IpamPools: isOfAll(call) ? [] : [{ ...DESCRIBED, IpamPoolId: (call.input.IpamPoolIds as string[])[0] }] });
    await pool.look(OWN);
    await pool.clock.sleep(10_000);
    expect(await pool.look(other, OWN)).toMatchObject({ targets: [{ verdict: { code: 'Waiting' } }] });
  });
});

describe('a pool below would go with it, and what is below that', () => {
  const below = { ...DESCRIBED, IpamPoolId: 'ipam-pool-0fedcba9876543210', SourceIpamPoolId: POOL.poolId };

  test('so one below keeps it, whether it has taken anything yet or not', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = () => ({ IpamPools: [DESCRIBED, below] });
    expect(await pool.settled()).toMatchObject({ targets: [{ verdict: { code: 'Waiting' } }] });
    expect(pool.observer.isCascading).toBe(false);
  });

  test('however long it took to see it', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = async () => (await pool.clock.sleep(5_001), { IpamPools: [below] });
    await pool.settled();
    expect(pool.observer.isCascading).toBe(false);
  });

  test('also on the second page', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = ({ input }) => (input.NextToken === undefined ? { IpamPools: [DESCRIBED], NextToken: 'more' } : { IpamPools: [below] });
    expect(await pool.settled()).not.toMatchObject(GOES);
    pool.allPools = () => ({ IpamPools: [DESCRIBED], NextToken: 'the same for ever' });
    expect(await pool.look()).not.toMatchObject(GOES);
  });

  test('also while it is being deleted', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = () => ({ IpamPools: [{ ...below, State: 'delete-in-progress' }] });
    expect(await pool.settled()).not.toMatchObject(GOES);
  });

  test('one that was deleted does not, nor one below another pool', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = () => ({ IpamPools: [{ ...below, State: 'delete-complete' }, { ...below, SourceIpamPoolId: 'ipam-pool-00000000000000000' }] });
    expect(await pool.settled()).toMatchObject(GOES);
  });

  const itsBlock = { ...OF_A_VPC, ResourceType: 'ipam-pool', ResourceId: below.IpamPoolId };

  test('one that gave its block back is still below, whatever the list of pools says', async () => {
    const pool = new Pool([itsBlock]);
    pool.answers.DescribeIpamPools = (call) => {
      if (isOfAll(call)) return { IpamPools: [DESCRIBED] };
      return { IpamPools: [(call.input.IpamPoolIds as string[])[0] === POOL.poolId ? DESCRIBED : below] };
    };
    expect(await pool.settled()).toMatchObject({ targets: [{ verdict: { code: 'Waiting', message: expect.stringContaining('has 10.0.0.0/24 no more') as string } }] });
    expect(pool.observer.isCascading).toBe(false);
  });

  test('its block goes with the pool when it was deleted itself; EC2 names no Region for what is where the IPAM is', async () => {
    for (const ResourceRegion of ['us-east-1', undefined]) {
      const pool = new Pool([{ ...itsBlock, ResourceRegion }]);
      pool.answers.DescribeIpamPools = (call) => {
        if (isOfAll(call)) return { IpamPools: [DESCRIBED] };
        if ((call.input.IpamPoolIds as string[])[0] !== POOL.poolId) throw ec2Error('InvalidIpamPoolId.NotFound');
        return { IpamPools: [DESCRIBED] };
      };
      expect(await pool.settled()).toMatchObject(GOES);
    }
  });
});

describe('only whose pool may go, goes', () => {
  test.each<[string, EmptyPoolItem, object]>([
    ['nobody asked for it', { ...OWN, cascadeWhenUnused: false }, {}],
    ['no stack of the app made it', { ...OWN, pool: POOL }, {}],
    ['it is shared by another account', OWN, { OwnerId: OTHER_ACCOUNT }],
    ['it is the own one, but a role of another account is to be assumed', { ...OWN, pool: { ...OWN.pool, roleArn: ROLE } }, {}],
    ['EC2 does not say whose it is', OWN, { OwnerId: '' }],
    ['EC2 does not cascade in a public scope', OWN, { IpamScopeType: 'public' }],
  ])('not where %s', async (_, item, state) => {
    const pool = new Pool([OF_A_VPC]);
    pool.state = state;
    expect(await pool.settled(item)).not.toMatchObject(GOES);
    expect(pool.observer.isCascading).toBe(false);
  });

  test('not where the stack stays: an update or a replacement takes no pool away', async () => {
    const pool = new Pool([OF_A_VPC], {}, false);
    expect(await pool.settled()).toMatchObject({ targets: [{ verdict: { code: 'Waiting' } }] });
    // Nobody minds what is said of it.
    pool.failed({ meaning: 'fatal' });
    expect(await pool.look()).toMatchObject({ targets: [{ verdict: { message: expect.stringMatching(/ is gone$/) as string } }] });
    expect(pool.observer.isCascading).toBe(false);
    // Who does not say so, means that it stays.
    const byDefault = new Observer(pool.world, ACCOUNT);
    await byDefault.look([OWN]);
    expect(byDefault.isCascading).toBe(false);
  });

  test('a role of another account may delete the pool of that account', async () => {
    const pool = new Pool([{ ...OF_A_VPC, ResourceOwner: OTHER_ACCOUNT }]);
    pool.state = { OwnerId: OTHER_ACCOUNT };
    const at = { ...HERE, roleArn: ROLE };
    expect(await pool.settled({ ...OWN, pool: { ...OWN.pool, ...at } })).toMatchObject({ targets: [{ step: { do: 'deletePool', at } }] });
  });
});

describe('while a pool goes', () => {
  test('it is waited for as long as EC2 deletes it, and then it is gone', async () => {
    const pool = new Pool([OF_A_VPC], { DescribeVpcs: () => ({ Vpcs: [VPC] }) });
    expect(pool.observer.isCascading).toBe(false);
    pool.state = { State: 'delete-in-progress' };
    expect(await pool.look()).toEqual({
      is: 'seen',
      targets: [{ id: POOL.poolId, name: `pool ${POOL.poolId}`, verdict: { meaning: 'retry', code: 'Waiting', message: 'it is being deleted with what is in it' } }],
    });
    expect(pool.observer.isCascading).toBe(true);
    pool.state = { State: 'delete-complete' };
    expect(await pool.look()).toEqual({ is: 'seen', targets: [] });
    expect(pool.observer.isCascading).toBe(true);
  });

  test('it is looked at more often, until EC2 does not find it any more', async () => {
    const pool = new Pool([OF_A_VPC]);
    await pool.look();
    expect(pool.observer.isCascading).toBe(true);
    pool.answers.DescribeIpamPools = () => { throw ec2Error('InternalError'); };
    await pool.look();
    expect(pool.observer.isCascading).toBe(true);
    pool.answers.DescribeIpamPools = () => { throw ec2Error('InvalidIpamPoolId.NotFound'); };
    expect(await pool.look()).toEqual({ is: 'seen', targets: [] });
    expect(pool.observer.isCascading).toBe(false);
  });

  test('until somebody has something in it again', async () => {
    const pool = new Pool([OF_A_VPC]);
    await pool.look();
    pool.answers.DescribeVpcs = () => ({ Vpcs: [VPC] });
    await pool.look();
    expect(pool.observer.isCascading).toBe(false);
  });

  describe('more allocations than EC2 releases at once are left to go with it', () => {
    const some = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...ALLOCATION, IpamPoolAllocationId: `ipam-pool-alloc-${String(index).padStart(32, '0')}`, Cidr: `10.0.${index}.0/24` }));
    const codes = (sighting: Sighting | undefined) => new Set(sighting?.is === 'seen' ? sighting.targets.map(({ step, verdict }) => step?.do ?? verdict?.code) : [sighting?.is]);

    test('51 are, in whatever order they are listed, from the first look on', async () => {
      const pool = new Pool(some(51));
      expect(codes(await pool.look(EVERY_MANUAL, OWN))).toEqual(new Set(['GoesWithPool']));
      const sighting = await new Pool(some(51)).look(EVERY_MANUAL, OWN);
      expect(sighting).toHaveProperty('targets.length', 51);
      expect(sighting).toHaveProperty('targets.0', {
        id: `${POOL.poolId} ipam-pool-alloc-${'0'.repeat(32)}`,
        name: `IPAM allocation ipam-pool-alloc-${'0'.repeat(32)} (10.0.0.0/24) of ${POOL.poolId}`,
        verdict: { meaning: 'retry', code: 'GoesWithPool', message: 'it goes with its pool' },
      });
    });

    test('50 are released meanwhile', async () => {
      expect(codes(await new Pool(some(50)).look(EVERY_MANUAL, OWN))).toEqual(new Set(['releaseAllocation']));
    });

    test('none is where the pool does not go', async () => {
      expect(codes(await new Pool([...some(51), OF_A_VPC], { DescribeVpcs: () => ({ Vpcs: [VPC] }) }).look(EVERY_MANUAL, OWN))).toEqual(new Set(['releaseAllocation']));
      expect(codes(await new Pool(some(51)).look(EVERY_MANUAL))).toEqual(new Set(['releaseAllocation']));
      expect(codes(await new Pool(some(51)).look(EVERY_MANUAL, { ...OWN, cascadeWhenUnused: false }))).toEqual(new Set(['releaseAllocation']));
    });
  });
});

describe('where EC2 does not do it, IPAM is waited for as without', () => {
  const refused = (why: string) => ({ targets: [{ verdict: { meaning: 'retry', code: 'Waiting', message: expect.stringMatching(new RegExp(` is gone, and it could not be deleted with its pool \\(${why}\\)$`)) as string } }] });

  test('what may pass is tried three times', async () => {
    const pool = new Pool([OF_A_VPC]);
    expect(await pool.settled()).toMatchObject(GOES);
    pool.failed({});
    expect(await pool.look()).toMatchObject(GOES);
    pool.failed({});
    expect(await pool.look()).toMatchObject(GOES);
    pool.failed({});
    expect(await pool.look()).toMatchObject(refused('IncorrectState: no'));
    expect(pool.observer.isCascading).toBe(false);
  });

  test.each(['blocked', 'fatal', 'unknown'] as const)('what is %s is tried once', async (meaning) => {
    const pool = new Pool([OF_A_VPC]);
    await pool.settled();
    pool.failed({ meaning, code: 'Stop' });
    expect(await pool.look()).toMatchObject(refused('Stop: no'));
  });

  test('a pool whose deletion failed before is not deleted so again', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.state = { State: 'delete-failed' };
    expect(await pool.settled()).toMatchObject(refused('the pool is delete-failed'));
  });

  test('the reason stands only where it is one: at what nobody uses', async () => {
    const pool = new Pool([OF_A_VPC, OF_ANOTHER], { DescribeVpcs: () => ({ Vpcs: [VPC] }) });
    pool.state = { State: 'delete-failed' };
    const sighting = await pool.look();
    expect(sighting).toMatchObject({ targets: [{ verdict: { code: 'StillInUse', message: expect.stringMatching(/has 10\.0\.0\.0\/24$/) as string } }, { verdict: { message: expect.stringContaining('could not be deleted') as string } }] });
  });

  test('one refusal is no refusal of another pool', async () => {
    const pool = new Pool([OF_A_VPC]);
    for (let times = 1; times <= 3; times += 1) pool.observer.cascadeFailed('ipam-pool-0fedcba9876543210', { meaning: 'fatal', code: 'Stop', message: 'no' });
    pool.failed({});
    pool.failed({});
    expect(await pool.settled()).toMatchObject(GOES);
  });

  test('a look at the other pools that fails is a try: after three IPAM is waited for, after one where it is not allowed', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = () => { throw ec2Error('InternalError', 'busy'); };
    expect(await pool.settled()).toMatchObject({ targets: [{ verdict: { message: expect.stringMatching(/ is gone$/) as string } }] });
    expect(pool.observer.isCascading).toBe(true);
    await pool.look();
    expect(await pool.look()).toMatchObject(refused('InternalError: busy'));
    const forbidden = new Pool([OF_A_VPC]);
    forbidden.allPools = () => { throw ec2Error('UnauthorizedOperation', 'not you'); };
    expect(await forbidden.settled()).toMatchObject(refused('UnauthorizedOperation: not you'));
    expect(await forbidden.look()).toMatchObject(refused('UnauthorizedOperation: not you'));
    expect(forbidden.observer.isCascading).toBe(false);
  });

  test('so is a look that takes longer than what it showed may be believed', async () => {
    const pool = new Pool([OF_A_VPC]);
    pool.allPools = async () => (await pool.clock.sleep(5_001), { IpamPools: [] });
    expect(await pool.settled()).toMatchObject({ targets: [{ verdict: { message: expect.stringMatching(/ is gone$/) as string } }] });
    expect(pool.observer.isCascading).toBe(true);
    await pool.look();
    expect(await pool.look()).toMatchObject(refused('LateLook: to look at what is in the pool took too long'));
  });
});

test('a pool that is listed to be deleted with what is in it is not waited for: the user said so', async () => {
  expect(await new Pool([OF_A_VPC], { DescribeVpcs: () => ({ Vpcs: [VPC] }) }).look({ ...DELETE_POOL, cascade: true })).toMatchObject(GOES);
});
