import type { DescribeStackResourceCommand} from '@aws-sdk/client-cloudformation';
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Invocation } from '../../lambda/invocation';
import type { Item } from '../../lambda/item';
import { preflight, type Findings } from '../../lambda/preflight';
import type { World } from '../../lambda/world';
import { ACCOUNT, ADDRESS, ALLOCATION, DELETE_POOL, DESCRIBED, EMPTY_POOL, EVERY_MANUAL, OF_A_VPC, POOL, ROLE, TAGGED } from './listed';
import { ec2Error, ScriptedWorld, type Answers, type Ec2Call } from './scripted-ec2';
import { VirtualClock } from './virtual-clock';

const MINUTE = 60_000;
const REQUEST = { StackId: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/Stack/1`, LogicalResourceId: 'Release' };
const ID = 'eipalloc-64d5890a';
const SHOWN = { AllocationId: ID, PublicIp: '192.0.2.1' };

/** What AWS answers to a DryRun of somebody who may do it. */
const ALLOWED = (): never => {
  throw ec2Error('DryRunOperation', 'Request would have succeeded');
};

/** The same, but for some APIs. */
const allBut = (others: Answers) => (call: Ec2Call) => others[call.api]?.(call) ?? ALLOWED();

/** What EC2 answers to everybody who asks for that. */
const throwing = (code: string, message?: string) => (): never => {
  throw ec2Error(code, message);
};

interface Preflight {
  readonly scripted: ScriptedWorld;
  readonly findings: Findings;
  /** What was sent besides looks: `Api Region role`. */
  readonly tried: readonly string[];
}

/** A preflight of these items in such an EC2. CloudFormation answers, unless it throws this. */
async function of(items: readonly Item[], answers: Answers = {}, { remaining = 15 * MINUTE, refusal, asked = [] }: { remaining?: number; refusal?: Error; asked?: object[] } = {}): Promise<Preflight> {
  const clock = new VirtualClock();
  const send = (command: DescribeStackResourceCommand | DescribeStackEventsCommand | DescribeStacksCommand) => {
    asked.push(command.input);
    if (refusal) return Promise.reject(refusal);
    if (command instanceof DescribeStacksCommand) return Promise.resolve({ Stacks: [{ StackStatus: 'CREATE_IN_PROGRESS' }] });
    return Promise.resolve(command instanceof DescribeStackEventsCommand ? { StackEvents: [] } : { StackResourceDetail: {} });
  };
  const scripted = new ScriptedWorld({ DryRun: ALLOWED, ...answers }, clock, { cloudFormation: { send } as unknown as World['cloudFormation'] });
  const findings = await preflight(scripted.world, new Invocation(clock, remaining), items, REQUEST, ACCOUNT);
  const changing = scripted.calls.filter(({ api }) => !/^(Describe|Get)/.test(api));
  expect(changing.filter(({ input }) => input.DryRun !== true)).toEqual([]);
  return { scripted, findings, tried: changing.map(({ api, region, roleArn }) => `${api} ${region}${roleArn === undefined ? '' : ` ${roleArn}`}`) };
}

const inPool = (...allocations: object[]): Answers => ({ DescribeIpamPools: () => ({ IpamPools: [DESCRIBED] }), GetIpamPoolAllocations: () => ({ IpamPoolAllocations: allocations }) });
const described = (more: object): Answers => ({ DescribeIpamPools: () => ({ IpamPools: [{ ...DESCRIBED, ...more }] }) });

describe('a permission that is missing', () => {
  const denied = throwing('UnauthorizedOperation', 'not you');
  const problem = (what: string) => `${what}: UnauthorizedOperation: not you; allow the function's role what the message names: look for a permissions boundary, a service control policy or a changed role.`;

  test('is a problem that names the call, its Region and what to do; it is asked for again for a minute, since a new policy is not everywhere at once', async () => {
    const { findings, scripted } = await of([ADDRESS], { DescribeAddresses: () => ({ Addresses: [SHOWN] }), DryRun: allBut({ ReleaseAddress: denied }) });
    expect(findings).toMatchObject({ problems: [problem('ReleaseAddress in us-east-1')], notes: [] });
    expect(scripted.of('ReleaseAddress').map(({ at }) => at / 1_000)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
    expect(scripted.logged('preflight')).toHaveLength(13);
    expect(scripted.logged('preflight')[0]).toMatchObject({ problems: [problem('ReleaseAddress in us-east-1')] });
  });

  test('and comes in time is none', async () => {
    const { findings, scripted } = await of([ADDRESS], { DescribeAddresses: () => ({ Addresses: [SHOWN] }), DryRun: allBut({ ReleaseAddress: ({ at }) => (at < 7_000 ? denied() : ALLOWED()) }) });
    expect(findings).toMatchObject({ problems: [], notes: [] });
    expect(scripted.elapsed).toBe(10_000);
  });

  test('is not waited for beyond the time of the invocation: who waits answers nobody', async () => {
    const { findings, scripted } = await of([ADDRESS], { DryRun: allBut({ ReleaseAddress: denied }) }, { remaining: 53_000 });
    expect(findings.problems).toHaveLength(1);
    expect(scripted.elapsed).toBe(8_000);
  });

  test('is not waited for where something else would stop the release all the same', async () => {
    const { findings, scripted } = await of([{ ...EVERY_MANUAL, allocationId: OF_A_VPC.IpamPoolAllocationId }], { ...inPool(OF_A_VPC), DryRun: allBut({ ReleaseIpamPoolAllocation: denied }) });
    expect(findings.problems).toEqual([expect.stringMatching(/^IPAM allocation ipam-pool-alloc-0+1 .*: NotManual: /) as string, problem('ReleaseIpamPoolAllocation in us-east-1')]);
    expect(scripted.elapsed).toBe(0);
  });

  test('to look at what is listed is one, too', async () => {
    const { findings, scripted } = await of([ADDRESS], { DescribeAddresses: denied });
    expect(findings.problems).toEqual([problem(`Elastic IP ${ID}`)]);
    expect(scripted.elapsed).toBe(MINUTE);
  });

  test.each(['DescribeVpcs', 'DescribeSubnets', 'DescribeAddresses'])('to look with %s for what holds an allocation is one, where that will be looked for', async (api) => {
    for (const item of [EMPTY_POOL, DELETE_POOL]) {
      const { findings } = await of([item], { ...inPool(), DryRun: allBut({ [api]: denied }) });
      expect(findings.problems).toEqual([problem(`${api} in us-east-1`)]);
    }
    // A pool that is deleted with what is in it, and what is released by its id, need no such look.
    for (const item of [{ ...DELETE_POOL, cascade: true }, EVERY_MANUAL]) {
      const { scripted } = await of([item], inPool());
      expect(scripted.of(api)).toEqual([]);
    }
  });

  test('to look for pools of public IPv4 addresses is one: that alone has no DryRun, and asks for one pool at most', async () => {
    const { findings, scripted } = await of([EMPTY_POOL], { ...inPool(), DescribePublicIpv4Pools: denied });
    expect(findings.problems).toEqual([problem('DescribePublicIpv4Pools in us-east-1')]);
    expect(scripted.of('DescribePublicIpv4Pools')[0]?.input).toEqual({ MaxResults: 1 });
  });

  test('to ask CloudFormation is one: without it nothing is ever released', async () => {
    const asked: object[] = [];
    const { findings, scripted } = await of([], {}, { refusal: ec2Error('AccessDenied', 'not you'), asked });
    expect(findings.problems).toEqual([problem('CloudFormation').replace('UnauthorizedOperation', 'AccessDenied')]);
    expect(scripted.elapsed).toBe(MINUTE);
    expect(asked.slice(0, 3)).toEqual([{ StackName: REQUEST.StackId, LogicalResourceId: 'Release' }, { StackName: REQUEST.StackId }, { StackName: REQUEST.StackId }]);
  });
});

describe('what else CloudFormation says tells nothing of later', () => {
  test('that it knows no such resource yet is a note', async () => {
    const { findings, scripted } = await of([], {}, { refusal: ec2Error('ValidationError', 'Resource Release does not exist') });
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^CloudFormation: ValidationError: Resource Release does not exist/)] });
    expect(scripted.elapsed).toBe(0);
  });

  test('that it is busy is one, after a minute', async () => {
    const { findings, scripted } = await of([], {}, { refusal: ec2Error('Throttling') });
    expect(findings).toMatchObject({ problems: [], notes: ['CloudFormation: Throttling: Throttling it is.'] });
    expect(scripted.elapsed).toBe(MINUTE);
  });
});

describe('what is tried with a DryRun', () => {
  const inputs = ({ scripted }: Preflight, api: string) => scripted.of(api).filter(({ input }) => input.DryRun === true).map(({ input }) => input);

  test('is what the release of an address takes, as it is shown', async () => {
    const shown = { ...SHOWN, AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1', NetworkBorderGroup: 'us-east-1' };
    const went = await of([ADDRESS], { DescribeAddresses: () => ({ Addresses: [shown] }) });
    expect(went.tried).toEqual(['DisassociateAddress us-east-1', 'ReleaseAddress us-east-1']);
    expect(inputs(went, 'DisassociateAddress')).toEqual([{ AssociationId: 'eipassoc-1', DryRun: true }]);
    expect(inputs(went, 'ReleaseAddress')).toEqual([{ AllocationId: ID, NetworkBorderGroup: 'us-east-1', DryRun: true }]);
  });

  test('is that of an address by its id even if it does not exist yet, with its reverse DNS record where that is to go', async () => {
    const went = await of([{ ...ADDRESS, resetReverseDns: true }]);
    expect(went.tried).toEqual(['ReleaseAddress us-east-1', 'ResetAddressAttribute us-east-1']);
    expect(inputs(went, 'ReleaseAddress')).toEqual([{ AllocationId: ID, NetworkBorderGroup: undefined, DryRun: true }]);
    expect(inputs(went, 'ResetAddressAttribute')).toEqual([{ AllocationId: ID, Attribute: 'domain-name', DryRun: true }]);
    expect((await of([ADDRESS])).tried).toEqual(['ReleaseAddress us-east-1']);
  });

  test('is nothing of addresses that are listed by a tag that none has', async () => {
    const { scripted, findings } = await of([TAGGED]);
    expect(scripted.calls.filter(({ input }) => input.DryRun === true)).toEqual([]);
    expect(findings).toMatchObject({ problems: [], notes: ['Elastic IPs tagged stage does not exist'] });
  });

  test('is the release of an allocation in the locale of its pool, whatever is in that', async () => {
    const went = await of([EVERY_MANUAL], { ...inPool(), ...described({ Locale: 'eu-west-1' }) });
    expect(went.tried).toEqual(['ReleaseIpamPoolAllocation eu-west-1']);
    expect(inputs(went, 'ReleaseIpamPoolAllocation')).toEqual([{ IpamPoolId: POOL.poolId, Cidr: '10.0.0.0/24', IpamPoolAllocationId: `ipam-pool-alloc-${'0'.repeat(32)}`, DryRun: true }]);
    const named = await of([{ ...EVERY_MANUAL, cidr: '10.9.0.0/24', allocationId: 'ipam-pool-alloc-9' }], inPool());
    expect(inputs(named, 'ReleaseIpamPoolAllocation')).toEqual([{ IpamPoolId: POOL.poolId, Cidr: '10.9.0.0/24', IpamPoolAllocationId: 'ipam-pool-alloc-9', DryRun: true }]);
  });

  test("is to stop monitoring in the IPAM's home Region what is in the pool's locale, where that is asked for", async () => {
    const went = await of([{ ...EMPTY_POOL, stopMonitoring: true }], described({ Locale: 'eu-west-1', IpamRegion: 'us-west-2' }));
    expect(went.tried).toEqual(['ModifyIpamResourceCidr us-west-2']);
    expect(inputs(went, 'ModifyIpamResourceCidr')).toEqual([
      { ResourceId: `vpc-${'0'.repeat(17)}`, ResourceCidr: '10.0.0.0/24', ResourceRegion: 'eu-west-1', CurrentIpamScopeId: 'ipam-scope-0123456789abcdef0', Monitored: false, DryRun: true },
    ]);
    expect((await of([EMPTY_POOL], inPool())).tried).toEqual([]);
    // Nothing can be stopped in a scope that EC2 does not name.
    expect((await of([{ ...EMPTY_POOL, stopMonitoring: true }], described({ IpamScopeArn: undefined }))).tried).toEqual([]);
  });

  test('is the deletion of a pool in cascade in its home Region, where it can be deleted so', async () => {
    const cascading = { ...EMPTY_POOL, cascadeWhenUnused: true };
    const went = await of([cascading], described({ Locale: 'eu-west-1' }));
    expect(went.tried).toEqual(['DeleteIpamPool us-east-1']);
    expect(inputs(went, 'DeleteIpamPool')).toEqual([{ IpamPoolId: POOL.poolId, Cascade: true, DryRun: true }]);
    const planning = await of([cascading], described({ IpamScopeType: 'public', SourceResource: { ResourceId: 'vpc-1' } }));
    expect(planning).toMatchObject({ tried: ['DeleteIpamPool us-east-1'], findings: { problems: [], notes: [] } });
  });

  test('is the deletion of a pool with all that it takes first, or in cascade alone', async () => {
    const went = await of([DELETE_POOL], described({ Locale: 'eu-west-1' }));
    expect(went.tried).toEqual(['DeleteIpamPool us-east-1', 'DeprovisionIpamPoolCidr us-east-1']);
    expect(inputs(went, 'DeleteIpamPool')).toEqual([{ IpamPoolId: POOL.poolId, DryRun: true }]);
    expect(inputs(went, 'DeprovisionIpamPoolCidr')).toEqual([{ IpamPoolId: POOL.poolId, Cidr: '10.0.0.0/24', DryRun: true }]);
    const cascade = await of([{ ...DELETE_POOL, cascade: true }], described({}));
    expect(cascade.tried).toEqual(['DeleteIpamPool us-east-1']);
    expect(inputs(cascade, 'DeleteIpamPool')).toEqual([{ IpamPoolId: POOL.poolId, Cascade: true, DryRun: true }]);
  });

  test('is one call for each API, Region, role and pool: hundreds of items cost no more', async () => {
    const other = { ...POOL, poolId: 'ipam-pool-fedcba98765432100' };
    const answers = { DescribeIpamPools: ({ input }: Ec2Call) => ({ IpamPools: [{ ...DESCRIBED, IpamPoolId: (input.IpamPoolIds as string[] | undefined)?.[0] }] }) };
    const items = [EVERY_MANUAL, { ...EVERY_MANUAL, cidr: '10.1.0.0/24' }, { ...EVERY_MANUAL, pool: other }, { ...EVERY_MANUAL, pool: { ...POOL, roleArn: ROLE } }];
    expect((await of(items, answers)).tried).toEqual(['ReleaseIpamPoolAllocation us-east-1', 'ReleaseIpamPoolAllocation us-east-1', `ReleaseIpamPoolAllocation us-east-1 ${ROLE}`]);
    const addresses = [ADDRESS, { ...ADDRESS, allocationId: 'eipalloc-2' }, { ...ADDRESS, at: { region: 'eu-west-1', roleArn: undefined } }, { ...ADDRESS, at: { region: 'eu-west-1', roleArn: ROLE } }];
    const went = await of(addresses);
    expect(went.tried).toEqual(['ReleaseAddress us-east-1', 'ReleaseAddress eu-west-1', `ReleaseAddress eu-west-1 ${ROLE}`]);
    // Nor more of what is tried first.
    expect(inputs(went, 'DescribeAddresses')).toHaveLength(3);
  });
});

describe('what a DryRun is answered', () => {
  const answered = async (answer: () => never, item: Item = ADDRESS) => of([item], { ...inPool(), DryRun: allBut({ ReleaseAddress: answer, DeleteIpamPool: answer, ResetAddressAttribute: answer }) });

  test.each(['InvalidAllocationID.NotFound', 'IncorrectState', 'SomethingNew'])('%s says that it was allowed', async (code) => {
    const { findings, scripted } = await answered(throwing(code), DELETE_POOL);
    expect(findings).toMatchObject({ problems: [], notes: [] });
    expect(scripted.elapsed).toBe(0);
  });

  test('that there is no such operation in this Region is a problem that stays', async () => {
    const { findings, scripted } = await answered(throwing('InvalidAction', 'no such thing'), DELETE_POOL);
    expect(findings).toMatchObject({ problems: [expect.stringMatching(/^DeleteIpamPool in us-east-1: InvalidAction: no such thing; this Region or partition has no such operation/)], notes: [] });
    expect(scripted.elapsed).toBe(0);
  });

  test('but no reverse DNS record can be taken away where there is no call for it: a note', async () => {
    const { findings } = await of([{ ...ADDRESS, resetReverseDns: true }], { DescribeAddresses: () => ({ Addresses: [SHOWN] }), DryRun: allBut({ ResetAddressAttribute: throwing('InvalidAction') }) });
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^ResetAddressAttribute in us-east-1: InvalidAction/)] });
  });

  test('nor is a look that the Region does not have more than a note: others say what is waited for', async () => {
    const { findings } = await of([EMPTY_POOL], { ...inPool(), DescribePublicIpv4Pools: throwing('InvalidAction') });
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^DescribePublicIpv4Pools in us-east-1: InvalidAction/)] });
  });

  test.each([
    ['that EC2 is busy', throwing('RequestLimitExceeded')],
    ['nothing', () => { throw Object.assign(new Error('reset'), { code: 'ECONNRESET' }); }],
  ])('%s is a note, after it was tried for a minute', async (_, answer) => {
    const { findings, scripted } = await answered(answer, DELETE_POOL);
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^DeleteIpamPool in us-east-1: (RequestLimitExceeded|ECONNRESET)/)] });
    expect(scripted.elapsed).toBe(MINUTE);
  });
});

describe('an endpoint that carries out DryRuns, as emulators do', () => {
  const addresses = { Addresses: [SHOWN] };
  const carriesOut = (call: Ec2Call) => (call.api === 'DescribeAddresses' ? addresses : { IpamPools: [DESCRIBED] });

  test.each<[string, Item, Answers]>([['addresses', ADDRESS, { DescribeAddresses: () => addresses }], ['pools', DELETE_POOL, inPool()]])(
    'is found out by a look at %s, which does no harm: nothing else is tried, and it is a note',
    async (_, item, answers) => {
      const { findings, tried, scripted } = await of([item], { ...answers, DryRun: carriesOut });
      expect(tried).toEqual([]);
      expect(findings).toMatchObject({ problems: [], notes: ['This endpoint in us-east-1 does not know DryRun: whether the role may release was not tried.'] });
      expect(findings.carriedOut).toBeUndefined();
      expect(scripted.elapsed).toBe(0);
    },
  );

  test('in one Region keeps all Regions from being tried', async () => {
    const items = [ADDRESS, { ...ADDRESS, at: { region: 'eu-west-1', roleArn: undefined } }];
    const { tried, findings } = await of(items, { DescribeAddresses: () => addresses, DryRun: (call) => (call.region === 'eu-west-1' ? carriesOut(call) : ALLOWED()) });
    expect(tried).toEqual([]);
    expect(findings.notes).toEqual(['This endpoint in eu-west-1 does not know DryRun: whether the role may release was not tried.']);
  });

  test('or one that answers with no list at all is not trusted with more', async () => {
    for (const item of [ADDRESS, DELETE_POOL]) {
      const { tried, findings, scripted } = await of([item], { ...inPool(), DescribeAddresses: () => addresses, DryRun: ({ api }) => (api === 'DescribeIpamPools' || item === ADDRESS ? {} : ALLOWED()) });
      expect(tried).toEqual([]);
      expect(findings.problems).toEqual([]);
      expect(findings.notes).toEqual([expect.stringMatching(/^Describe(Addresses|IpamPools) in us-east-1: NoAnswer: the answer has no (Addresses|IpamPools)\.$/)]);
      expect(scripted.elapsed).toBe(MINUTE);
    }
  });

  test('where the harmless DryRun is refused for another reason nothing is tried in that place; elsewhere it is', async () => {
    const items = [ADDRESS, { ...ADDRESS, at: { region: 'eu-west-1', roleArn: undefined } }];
    const { tried, findings, scripted } = await of(items, {
      DescribeAddresses: () => addresses,
      DryRun: allBut({ DescribeAddresses: ({ region }) => (region === 'us-east-1' ? throwing('UnauthorizedOperation')() : ALLOWED()) }),
    });
    expect(new Set(tried)).toEqual(new Set(['ReleaseAddress eu-west-1']));
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^DescribeAddresses in us-east-1: UnauthorizedOperation/)] });
    expect(scripted.elapsed).toBe(MINUTE);
  });

  test('all the same: the first change that it carries out is the last, and the one problem that is told; nobody is asked anything more', async () => {
    const asked: object[] = [];
    const { tried, findings, scripted } = await of([DELETE_POOL, ADDRESS], { ...inPool(), DryRun: allBut({ DeleteIpamPool: () => ({ IpamPool: {} }) }) }, { asked });
    const carriedOut = 'DeleteIpamPool in us-east-1 was sent with DryRun, and was not refused: what is listed may be released already. AWS refuses every DryRun; this endpoint is not safe to use with a preflight (set it to SKIP)';
    expect(tried).toEqual(['DeleteIpamPool us-east-1']);
    expect(findings).toMatchObject({ problems: [carriedOut], notes: [], carriedOut });
    expect([scripted.elapsed, asked, scripted.of('DescribeVpcs')]).toEqual([0, [], []]);
  });

  test.each([
    [200, true],
    [299, true],
    [300, false],
    [199, false],
    [400, false],
  ])('an answer of status %d that nobody can read was carried out: %s', async (httpStatusCode, isCarriedOut) => {
    const unreadable = () => { throw Object.assign(new Error('no XML'), { $metadata: { httpStatusCode } }); };
    const { findings } = await of([ADDRESS], { DescribeAddresses: () => addresses, DryRun: allBut({ ReleaseAddress: unreadable }) });
    expect(findings.carriedOut?.startsWith('ReleaseAddress in us-east-1 was sent with DryRun') ?? false).toBe(isCarriedOut);
  });
});

describe('what a look shows', () => {
  test('of what does not exist yet is a note; that a pool is empty is none', async () => {
    const { findings } = await of([ADDRESS, EVERY_MANUAL, EMPTY_POOL], inPool());
    expect(findings).toMatchObject({ problems: [], notes: [`Elastic IP ${ID} does not exist`, `manual IPAM allocations of ${POOL.poolId} does not exist`] });
  });

  test('of what is there and can be released is nothing', async () => {
    const { findings } = await of([EVERY_MANUAL, ADDRESS], { ...inPool(ALLOCATION), DescribeAddresses: () => ({ Addresses: [SHOWN] }) });
    expect(findings).toMatchObject({ problems: [], notes: [] });
  });

  test('of what is only waited for is nothing', async () => {
    const { findings } = await of([{ ...ADDRESS, disassociate: false }], { DescribeAddresses: () => ({ Addresses: [{ ...SHOWN, AssociationId: 'eipassoc-1' }] }) });
    expect(findings).toMatchObject({ problems: [], notes: [] });
  });

  test('of an address that AWS manages is a note, with what to do; it stays so, and is said once, whoever lists it', async () => {
    const { findings, scripted } = await of([ADDRESS, TAGGED], { DescribeAddresses: () => ({ Addresses: [{ ...SHOWN, ServiceManaged: 'alb', Tags: [{ Key: 'stage', Value: '' }] }] }) });
    expect(findings).toMatchObject({ problems: [], notes: [expect.stringMatching(/^Elastic IP eipalloc-64d5890a \(192\.0\.2\.1\): ServiceManaged: .*; if nobody needs it any more, delete the alb resource that uses it\.$/)] });
    expect(scripted.elapsed).toBe(0);
  });

  test('of what cannot be released is a problem, with what to do', async () => {
    const { findings } = await of([{ ...EVERY_MANUAL, allocationId: ALLOCATION.IpamPoolAllocationId, cidr: '10.9.0.0/24' }], inPool(ALLOCATION));
    expect(findings.problems).toEqual([expect.stringMatching(/^IPAM allocation ipam-pool-alloc-0+1 .*: WrongCidr: .*; .+\.$/)]);
  });

  test.each(['InternalError', 'RequestLimitExceeded', 'SomethingNew'])('where EC2 answers %s is a note: that tells nothing of later', async (code) => {
    const { findings, scripted } = await of([ADDRESS], { DescribeAddresses: throwing(code, 'for now') });
    expect(findings).toMatchObject({ problems: [], notes: [`Elastic IP ${ID}: ${code}: for now.`] });
    expect(scripted.elapsed).toBe(MINUTE);
  });

  test('where there is no such pool is a problem, also if an earlier preflight passed; a pool of the app is one that will be made', async () => {
    const missing = { DescribeIpamPools: throwing('InvalidIpamPoolId.NotFound') };
    for (const item of [EVERY_MANUAL, EMPTY_POOL, { ...EMPTY_POOL, stopMonitoring: true, cascadeWhenUnused: true }, DELETE_POOL]) {
      const { findings, tried } = await of([item], missing);
      expect(findings.problems).toEqual([expect.stringMatching(/InvalidIpamPoolId\.NotFound: .*; name the pool's home Region or locale/)]);
      expect(tried).toEqual([]);
      const inApp = await of([{ ...item, pool: { ...POOL, inApp: true } }], missing);
      expect(inApp.findings.problems).toEqual([]);
    }
  });

  test('of a pool of a public scope that IPAM is to stop monitoring is a problem', async () => {
    const { findings } = await of([{ ...EMPTY_POOL, stopMonitoring: true }], described({ IpamScopeType: 'public' }));
    expect(findings.problems).toEqual([`pool ${POOL.poolId} to be empty: PublicScope: IPAM can stop monitoring resources only in a private scope; leave stopMonitoring out for this pool.`]);
    expect((await of([EMPTY_POOL], described({ IpamScopeType: 'public' }))).findings.problems).toEqual([]);
    expect((await of([{ ...EMPTY_POOL, stopMonitoring: true }], inPool())).findings.problems).toEqual([]);
  });

  test('of one that cannot go in cascade is a note: IPAM is waited for', async () => {
    const { findings, tried, scripted } = await of([{ ...EMPTY_POOL, cascadeWhenUnused: true }], described({ IpamScopeType: 'public' }));
    expect(findings).toMatchObject({ problems: [], notes: [`pool ${POOL.poolId} to be empty: EC2 can't delete it in cascade: it has a public scope and no source resource. IPAM is waited for.`] });
    expect([tried, scripted.elapsed]).toEqual([[], 0]);
    expect((await of([EMPTY_POOL, DELETE_POOL], described({ IpamScopeType: 'public' }))).findings.notes).toEqual([]);
  });
});
