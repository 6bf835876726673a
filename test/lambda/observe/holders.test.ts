import { existencesOf, HOLDER_LOOKS, holderKey, type Existence, type Holder } from '../../../lambda/observe/holders';
import type { Verdict } from '../../../lambda/error-table';
import { HERE, ROLE } from '../listed';
import { ec2Error, ScriptedWorld, type Answers } from '../scripted-ec2';

const VPC: Holder = { at: HERE, type: 'vpc', id: 'vpc-1', cidr: '10.0.0.0/24' };
const SUBNET: Holder = { ...VPC, type: 'subnet', id: 'subnet-1' };
const ADDRESS: Holder = { ...VPC, type: 'eip', id: 'eipalloc-1', cidr: '198.51.100.7/32' };
const PUBLIC_POOL: Holder = { ...VPC, type: 'ec2-public-ipv4-pool', id: 'ipv4pool-ec2-1', cidr: '198.51.100.0/28' };
const POOL: Holder = { ...VPC, type: 'ipam-pool', id: 'ipam-pool-1' };

/** What is known of each, in the order of the holders. */
async function existences(answers: Answers, ...holders: Holder[]): Promise<(Existence | Verdict | undefined)[]> {
  const found = await existencesOf(new ScriptedWorld(answers).world, holders);
  return holders.map((holder) => found.get(holderKey(holder)));
}

const PROVISIONED = { IpamPoolCidrs: [{ Cidr: '10.0.0.0/24', State: 'provisioned' }] };
const block = (CidrBlock: string, State = 'associated') => ({ CidrBlock, CidrBlockState: { State } });
const block6 = (Ipv6CidrBlock: string, State = 'associated') => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State } });

describe('whether the resource behind an allocation exists', () => {
  test.each<[string, Holder, string, object, string]>([
    ['a VPC', VPC, 'DescribeVpcs', { Vpcs: [{ VpcId: 'vpc-1', CidrBlockAssociationSet: [block('10.0.0.0/24')] }] }, 'vpc-id'],
    ['a subnet', SUBNET, 'DescribeSubnets', { Subnets: [{ SubnetId: 'subnet-1' }] }, 'subnet-id'],
    ['an address', ADDRESS, 'DescribeAddresses', { Addresses: [{ AllocationId: 'eipalloc-1' }] }, 'allocation-id'],
  ])('%s is asked for by filter, so that one that is gone hides no other', async (_, holder, api, answer, filter) => {
    const scripted = new ScriptedWorld({ [api]: () => answer });
    const gone = { ...holder, id: 'gone-1' };
    const found = await existencesOf(scripted.world, [holder, gone]);
    expect([found.get(holderKey(holder)), found.get(holderKey(gone))]).toEqual(['yes', 'no']);
    expect(scripted.calls).toMatchObject([{ api, input: { Filters: [{ Name: filter, Values: [holder.id, 'gone-1'] }] } }]);
  });

  test.each<[string, Holder, string, string, string, string]>([
    ['a public pool', PUBLIC_POOL, 'DescribePublicIpv4Pools', 'PoolIds', 'PublicIpv4Pools', 'PoolId'],
    ['a pool below', POOL, 'DescribeIpamPools', 'IpamPoolIds', 'IpamPools', 'IpamPoolId'],
  ])('%s is asked for by itself, since an id that is gone fails the whole call: then it is gone, and no other', async (_, holder, api, ids, list, id) => {
    const answer = ({ input }: { input: Readonly<Record<string, unknown>> }) => {
      const [asked] = input[ids] as string[];
      if (asked === 'gone-1') throw ec2Error(api === 'DescribeIpamPools' ? 'InvalidIpamPoolId.NotFound' : 'InvalidPublicIpv4PoolID.NotFound');
      return { [list]: [{ [id]: asked }] };
    };
    const scripted = new ScriptedWorld({ [api]: answer, GetIpamPoolCidrs: ({ input }) => (input.IpamPoolId === undefined ? { IpamPoolCidrs: [] } : PROVISIONED) });
    const gone = { ...holder, id: 'gone-1' };
    const found = await existencesOf(scripted.world, [holder, gone]);
    expect([found.get(holderKey(holder)), found.get(holderKey(gone))]).toEqual(['yes', 'no']);
    expect(scripted.of(api)).toMatchObject([{ input: { [ids]: [holder.id] } }, { input: { [ids]: ['gone-1'] } }]);
  });

  test.each<[string | undefined, Existence]>([
    ['create-complete', 'yes'],
    ['modify-in-progress', 'yes'],
    ['delete-failed', 'yes'],
    [undefined, 'yes'],
    // Else the one above is given up while EC2 deletes it.
    ['delete-in-progress', 'leaving'],
    ['delete-complete', 'no'],
  ])('a pool below by its state %s', async (State, existence) => {
    const answers = { DescribeIpamPools: () => ({ IpamPools: [{ IpamPoolId: 'ipam-pool-1', State }] }), GetIpamPoolCidrs: () => PROVISIONED };
    expect(await existences(answers, POOL)).toEqual([existence]);
  });

  test('one on a later page is there, too: a page may be shorter than what was asked for', async () => {
    const vpc = (VpcId: string) => ({ Vpcs: [{ VpcId, CidrBlockAssociationSet: [block('10.0.0.0/24')] }] });
    const answers = { DescribeVpcs: ({ input }: { input: Readonly<Record<string, unknown>> }) => (input.NextToken === undefined ? { ...vpc('vpc-1'), NextToken: 'more' } : vpc('vpc-2')) };
    expect(await existences(answers, VPC, { ...VPC, id: 'vpc-2' })).toEqual(['yes', 'yes']);
  });

  describe('what is on a later page is not gone, and what has no end tells of nothing that it is gone', () => {
    test.each<[string, Holder, string, string, object]>([
      ['VPCs', VPC, 'DescribeVpcs', 'Vpcs', { VpcId: 'vpc-1' }],
      ['subnets', SUBNET, 'DescribeSubnets', 'Subnets', { SubnetId: 'subnet-1' }],
      ['public pools', PUBLIC_POOL, 'DescribePublicIpv4Pools', 'PublicIpv4Pools', { PoolId: 'ipv4pool-ec2-1' }],
      ['pools below', POOL, 'DescribeIpamPools', 'IpamPools', { IpamPoolId: 'ipam-pool-1' }],
    ])('%s', async (_, holder, api, list, one) => {
      const Cidrs = { GetIpamPoolCidrs: () => PROVISIONED };
      expect(await existences({ [api]: ({ input }) => (input.NextToken === undefined ? { [list]: [], NextToken: 'more' } : { [list]: [one] }), ...Cidrs }, holder)).toEqual(['yes']);
      expect(await existences({ [api]: () => ({ [list]: [], NextToken: 'again' }), ...Cidrs }, holder)).toEqual(['unknown']);
    });

    test('the CIDRs of a pool below', async () => {
      const below = { DescribeIpamPools: () => ({ IpamPools: [{ IpamPoolId: 'ipam-pool-1', State: 'create-complete' }] }) };
      expect(await existences({ ...below, GetIpamPoolCidrs: ({ input }) => (input.NextToken === undefined ? { IpamPoolCidrs: [], NextToken: 'more' } : PROVISIONED) }, POOL)).toEqual(['yes']);
      expect(await existences({ ...below, GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [], NextToken: 'again' }) }, POOL)).toEqual(['unknown']);
    });
  });

  test('what EC2 lists none of is gone', async () => {
    expect(await existences({}, VPC, SUBNET, ADDRESS, PUBLIC_POOL, POOL)).toEqual(['no', 'no', 'no', 'no', 'no']);
  });

  test('what is being deleted is, whatever it still has of its CIDRs: nobody asks', async () => {
    const scripted = new ScriptedWorld({ DescribeIpamPools: () => ({ IpamPools: [{ IpamPoolId: 'ipam-pool-1', State: 'delete-in-progress' }] }) });
    await existencesOf(scripted.world, [POOL]);
    expect(scripted.of('GetIpamPoolCidrs')).toEqual([]);
  });

  test.each(['deprovisioned', 'failed-provision'])('a pool below whose CIDR is %s has it no more', async (State) => {
    const answers = { DescribeIpamPools: () => ({ IpamPools: [{ IpamPoolId: 'ipam-pool-1' }] }), GetIpamPoolCidrs: () => ({ IpamPoolCidrs: [{ Cidr: '10.0.0.0/24', State }] }) };
    expect(await existences(answers, POOL)).toEqual(['withoutCidr']);
  });

  test('an address that a service manages goes when the service wants it to', async () => {
    expect(await existences({ DescribeAddresses: () => ({ Addresses: [{ AllocationId: 'eipalloc-1', ServiceManaged: 'rnat' }] }) }, ADDRESS)).toMatchObject([{ meaning: 'retry', code: 'ServiceManaged' }]);
    expect(await existences({ DescribeAddresses: () => ({ Addresses: [{ AllocationId: 'eipalloc-1', ServiceManaged: '' }] }) }, ADDRESS)).toEqual(['yes']);
  });

  test('a kind that nobody knows can be neither there nor gone, and nobody is asked', async () => {
    const scripted = new ScriptedWorld({});
    expect((await existencesOf(scripted.world, [{ ...VPC, type: 'anycast-ip-list' }])).get(holderKey({ ...VPC, type: 'anycast-ip-list' }))).toBe('unknown');
    expect(scripted.calls).toEqual([]);
  });
});

describe("whether a VPC has the allocation's CIDR block", () => {
  const having = (ipv4: object[] | undefined, ipv6?: object[]): Answers => ({ DescribeVpcs: () => ({ Vpcs: [{ VpcId: 'vpc-1', CidrBlockAssociationSet: ipv4, Ipv6CidrBlockAssociationSet: ipv6 }] }) });

  test.each(['associating', 'associated', 'disassociating', 'failing', undefined])('one that is %s counts', async (State) => {
    const shown = { CidrBlock: '10.0.0.0/24', ...(State !== undefined && { CidrBlockState: { State } }) };
    expect(await existences(having([block('10.9.0.0/16'), shown]), VPC)).toEqual(['yes']);
  });

  test.each(['disassociated', 'failed'])('one that is %s does not, though EC2 lists it for half an hour', async (state) => {
    expect(await existences(having([block('10.0.0.0/24', state)]), VPC)).toEqual(['withoutCidr']);
    expect(await existences(having([], [block6('2001:db8::/56', state)]), { ...VPC, cidr: '2001:db8::/56' })).toEqual(['withoutCidr']);
  });

  test('an IPv6 block beside an IPv4 one counts, however EC2 writes it: else a pool that is in use would look as if nobody used it', async () => {
    const both = having([block('10.9.0.0/16')], [block6('2001:0DB8:0::/56')]);
    expect(await existences(both, { ...VPC, cidr: '2001:db8::/56' }, { ...VPC, cidr: '2001:db8:0:100::/56' })).toEqual(['yes', 'withoutCidr']);
  });

  test('a block that EC2 shows without its CIDR may be any: the VPC is believed to have it', async () => {
    expect(await existences(having([{}]), VPC)).toEqual(['yes']);
    expect(await existences(having([block('10.9.0.0/16')], [{}]), VPC)).toEqual(['yes']);
  });

  test('where EC2 shows no blocks at all, the VPC is believed to have it', async () => {
    expect(await existences(having(undefined), VPC)).toEqual(['yes']);
  });

  test('each of its blocks is judged by itself, in one call', async () => {
    const scripted = new ScriptedWorld(having([block('10.0.0.0/24')]));
    const other = { ...VPC, cidr: '10.1.0.0/24' };
    const found = await existencesOf(scripted.world, [VPC, other]);
    expect([found.get(holderKey(VPC)), found.get(holderKey(other))]).toEqual(['yes', 'withoutCidr']);
    expect(scripted.calls).toMatchObject([{ input: { Filters: [{ Values: ['vpc-1'] }] } }]);
  });
});

describe('where EC2 does not answer, nothing is gone', () => {
  test('what may pass is not known, and the pool is looked at again', async () => {
    const refusing = (code: string): Answers => ({ DescribeVpcs: () => { throw ec2Error(code); } });
    expect(await existences(refusing('InternalError'), VPC)).toEqual(['unknown']);
    expect(await existences(refusing('RequestLimitExceeded'), VPC)).toEqual(['unknown']);
    // A code in no row: it must not fail the item after one look.
    expect(await existences(refusing('SomethingNew'), VPC)).toEqual(['unknown']);
  });

  test('a missing permission is said: it will not pass', async () => {
    expect(await existences({ DescribeVpcs: () => { throw ec2Error('UnauthorizedOperation'); } }, VPC)).toMatchObject([{ meaning: 'fatal', code: 'UnauthorizedOperation', obstacle: 'permission' }]);
  });

  test('what is refused of one kind is not refused of another', async () => {
    const answers = { DescribeVpcs: () => { throw ec2Error('UnauthorizedOperation'); }, DescribeSubnets: () => ({ Subnets: [{ SubnetId: 'subnet-1' }] }) };
    expect(await existences(answers, VPC, SUBNET)).toMatchObject([{ meaning: 'fatal' }, 'yes']);
  });
});

test('each Region and each account is asked for its own: in another one what exists looks gone', async () => {
  const scripted = new ScriptedWorld({ DescribeVpcs: ({ region, roleArn }) => ({ Vpcs: region === 'eu-west-1' && roleArn === ROLE ? [{ VpcId: 'vpc-1', CidrBlockAssociationSet: [block('10.0.0.0/24')] }] : [] }) });
  const places = [HERE, { region: 'eu-west-1', roleArn: undefined }, { region: 'eu-west-1', roleArn: ROLE }];
  const holders = places.map((at) => ({ ...VPC, at }));
  const found = await existencesOf(scripted.world, holders);
  expect(holders.map((holder) => found.get(holderKey(holder)))).toEqual(['no', 'no', 'yes']);
  expect(scripted.calls).toHaveLength(3);
});

test('one that is there twice is asked for once for each Region, account and kind, and each has its own answer', async () => {
  const scripted = new ScriptedWorld({ DescribeVpcs: () => ({ Vpcs: [{ VpcId: 'same-1', CidrBlockAssociationSet: [block('10.0.0.0/24')] }] }) });
  const holders = [VPC, SUBNET].map((holder) => ({ ...holder, id: 'same-1' }));
  const found = await existencesOf(scripted.world, holders);
  expect(holders.map((holder) => found.get(holderKey(holder)))).toEqual(['yes', 'no']);
});

test('the preflight tries each of these looks without looking', async () => {
  const scripted = new ScriptedWorld({});
  for (const looks of Object.values(HOLDER_LOOKS)) await looks(scripted.world.ec2(HERE));
  expect(scripted.calls.map(({ api, input }) => [api, input])).toEqual([
    ['DescribeVpcs', { DryRun: true }],
    ['DescribeSubnets', { DryRun: true }],
    ['DescribeAddresses', { DryRun: true }],
    // EC2 has no DryRun for it.
    ['DescribePublicIpv4Pools', { MaxResults: 1 }],
  ]);
  expect(Object.keys(HOLDER_LOOKS)).toEqual(scripted.calls.map(({ api }) => api));
});

test('450 VPCs are three calls', async () => {
  const scripted = new ScriptedWorld({});
  await existencesOf(scripted.world, Array.from({ length: 450 }, (_, index) => ({ ...VPC, id: `vpc-${index}` })));
  expect(scripted.calls.map(({ input }) => (input.Filters as { Values: string[] }[])[0]?.Values.length)).toEqual([200, 200, 50]);
});
