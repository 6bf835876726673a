import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/protocols';
import { understand } from '../../lambda/error-table';
import type { AddressesItem, AllocationsItem, EmptyPoolItem, Item } from '../../lambda/item';
import { listOf, listOfAll, NoAnswer, whole } from '../../lambda/list-of';
import { Observer } from '../../lambda/observe/observer';
import type { Sighting } from '../../lambda/observe/sighting';
import type { World } from '../../lambda/world';
import { VirtualClock } from './virtual-clock';

/** Answers in the place of EC2, by the action. */
type Answers = Readonly<Record<string, string>>;

function ec2With(answers: Answers): EC2Client {
  const handle = ({ body }: { readonly body?: unknown }) => {
    const action = new URLSearchParams(String(body)).get('Action') ?? '';
    return Promise.resolve({ response: new HttpResponse({ statusCode: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(answers[action] ?? '') }) });
  };
  return new EC2Client({ region: 'us-east-1', credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }, maxAttempts: 1, requestHandler: { handle } });
}

/** One look at an item. */
async function look(item: Item, answers: Answers): Promise<Sighting | undefined> {
  const ec2 = ec2With(answers);
  const world = { clock: new VirtualClock(), region: 'us-east-1', ec2: () => ec2, log: () => undefined } as unknown as World;
  return (await new Observer(world, '111122223333').look([item])).get(item);
}

const at = { region: 'us-east-1', roleArn: undefined };
const ADDRESS: AddressesItem = { kind: 'addresses', at, allocationId: 'eipalloc-64d5890a', publicIp: undefined, tag: undefined, disassociate: true, resetReverseDns: false };
const TAGGED: AddressesItem = { ...ADDRESS, allocationId: undefined, tag: { key: 'stage', value: '' } };
const pool = { poolId: 'ipam-pool-0123456789abcdef0', ...at, inApp: false, known: true };
const EVERY_MANUAL: AllocationsItem = { kind: 'allocations', pool, cidr: undefined, allocationId: undefined, tag: undefined };
const EMPTY: EmptyPoolItem = { kind: 'emptyPool', pool, stopMonitoring: false, cascadeWhenUnused: false };

const answer = (action: string, content: string) => `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${content}</${action}Response>`;
const POOLS = answer('DescribeIpamPools', `<ipamPoolSet><item><ipamPoolId>${pool.poolId}</ipamPoolId><ipamRegion>us-east-1</ipamRegion><locale>us-east-1</locale></item></ipamPoolSet>`);
const allocations = (content: string) => answer('GetIpamPoolAllocations', `<ipamPoolAllocationSet>${content}</ipamPoolAllocationSet>`);
const held = (type: string, id: string) =>
  `<item><cidr>10.0.0.0/24</cidr><ipamPoolAllocationId>ipam-pool-alloc-1</ipamPoolAllocationId><resourceType>${type}</resourceType><resourceId>${id}</resourceId></item>`;

const NOTHING_SAID = [
  ['an HTML page', '<html><body>Sign in to continue</body></html>'],
  ['an empty body', ''],
  ['another root element', '<Foo><bar>1</bar></Foo>'],
  ['its own root element, and no list in it', answer('Any', '')],
] as const;

describe.each(NOTHING_SAID)('%s in the place of an answer says of nothing that it is gone', (_, nothing) => {
  test.each<[string, Item, Answers]>([
    ['DescribeAddresses', ADDRESS, {}],
    ['DescribeIpamPools', EVERY_MANUAL, {}],
    ['GetIpamPoolAllocations', EVERY_MANUAL, { DescribeIpamPools: POOLS }],
    ['GetIpamPoolCidrs', { kind: 'deletePool', pool, cascade: false }, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations('') }],
  ])('%s', async (action, item, answers) => {
    expect(await look(item, { ...answers, [action]: nothing })).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'NoAnswer' } });
  });

  test.each([
    ['DescribeVpcs', 'vpc'],
    ['DescribeSubnets', 'subnet'],
    ['DescribeAddresses', 'eip'],
    ['DescribePublicIpv4Pools', 'ec2-public-ipv4-pool'],
  ])('%s: the resource that has an allocation', async (action, type) => {
    const seen = await look(EMPTY, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations(held(type, 'resource-1')), [action]: nothing });
    expect(seen).toMatchObject({ is: 'seen', targets: [{ verdict: { meaning: 'retry', code: 'NotSeen' } }] });
  });
});

test('an empty list of pools is no word of EC2: the reason says so; other pools than the one that was asked for are no answer', async () => {
  const unknown: Item = { ...EVERY_MANUAL, pool: { ...pool, known: false } };
  const empty = { DescribeIpamPools: answer('DescribeIpamPools', '<ipamPoolSet/>') };
  expect(await look(unknown, empty)).toMatchObject({ is: 'unclear', verdict: { meaning: 'blocked', code: 'NothingListed', message: `the list of pools with the id ${pool.poolId} is empty` } });
  expect(await look({ ...EVERY_MANUAL, pool: { ...pool, inApp: true } }, empty)).toEqual({ is: 'seen', targets: [] });
  const other = { DescribeIpamPools: POOLS.replace(pool.poolId, 'ipam-pool-00000000000000000') };
  expect(await look(EVERY_MANUAL, other)).toMatchObject({ is: 'unclear', verdict: { meaning: 'retry', code: 'NoAnswer' } });
});

test('pages without an end are no answer: what is not in them may be on the next', async () => {
  const page = answer('GetIpamPoolAllocations', '<ipamPoolAllocationSet/><nextToken>again</nextToken>');
  expect(await look(EVERY_MANUAL, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: page })).toMatchObject({ is: 'unclear', verdict: { code: 'NoAnswer' } });
});

test('an empty list is an answer: there is nothing', async () => {
  expect(await look(ADDRESS, { DescribeAddresses: answer('DescribeAddresses', '<addressesSet/>') })).toEqual({ is: 'seen', targets: [] });
  expect(await look(EVERY_MANUAL, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations('') })).toEqual({ is: 'seen', targets: [] });
});

describe('what is empty is absent', () => {
  const described = (content: string) => ({ DescribeAddresses: answer('DescribeAddresses', `<addressesSet><item>${content}</item></addressesSet>`) });
  const id = `<allocationId>${ADDRESS.allocationId ?? ''}</allocationId>`;

  test('an address with an empty association is associated with nothing, and nobody manages it', async () => {
    const seen = await look(ADDRESS, described(`${id}<associationId/><serviceManaged/><networkBorderGroup/>`));
    expect(seen).toMatchObject({ is: 'seen', targets: [{ step: { do: 'releaseAddress', associationId: undefined, networkBorderGroup: undefined } }] });
  });

  test('an address that is associated with an interface is not named after an empty instance', async () => {
    const interface_ = '<associationId>eipassoc-1</associationId><instanceId/><networkInterfaceId>eni-1</networkInterfaceId>';
    const seen = await look({ ...ADDRESS, disassociate: false }, described(`${id}${interface_}`));
    expect(seen).toMatchObject({ targets: [{ verdict: { message: expect.stringContaining('associated with network interface eni-1') as string } }] });
  });

  test('a tag has a value, be it empty', async () => {
    expect(await look(TAGGED, described(`${id}<tagSet><item><key>stage</key><value/></item></tagSet>`))).toMatchObject({ targets: [{ step: { do: 'releaseAddress' } }] });
  });

  test.each(['', '<allocationId/>'])('an address without an id (%j) is no address: nothing is called with an empty one', async (none) => {
    const seen = await look(TAGGED, described(`${none}<tagSet><item><key>stage</key><value/></item></tagSet>`));
    expect(seen).toMatchObject({ is: 'unclear', verdict: { code: 'NoAnswer', message: 'the answer has no AllocationId in its Addresses' } });
  });

  test.each(['<item/>', '<item><cidr/><ipamPoolAllocationId>ipam-pool-alloc-1</ipamPoolAllocationId></item>', '<item><cidr>10.0.0.0/24</cidr><ipamPoolAllocationId/></item>'])(
    'nor is an allocation without an id or a CIDR: %s',
    async (item) => {
      expect(await look(EVERY_MANUAL, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations(item) })).toMatchObject({ is: 'unclear', verdict: { code: 'NoAnswer' } });
    },
  );

  test.each([
    ['DescribeVpcs', 'vpc', '<vpcSet><item><vpcId/></item></vpcSet>'],
    ['DescribeSubnets', 'subnet', '<subnetSet><item><subnetId/></item></subnetSet>'],
    ['DescribeAddresses', 'eip', '<addressesSet><item><allocationId/></item></addressesSet>'],
    ['DescribePublicIpv4Pools', 'ec2-public-ipv4-pool', '<publicIpv4PoolSet><item><poolId/></item></publicIpv4PoolSet>'],
    ['DescribeIpamPools', 'ipam-pool', '<ipamPoolSet><item><ipamPoolId/></item></ipamPoolSet>'],
  ])('%s: what has an allocation and no id may be what is looked for', async (action, type, content) => {
    const looks = { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations(held(type, 'resource-1')), [action]: answer(action, content) };
    expect(JSON.stringify(await look(EMPTY, looks))).not.toContain('is gone');
  });

  test('no call has an empty scope: where EC2 does not name it, the resource is only waited for', async () => {
    const private_ = POOLS.replace('<locale>', '<ipamScopeType>private</ipamScopeType><ipamScopeArn/><locale>');
    const looks = { DescribeIpamPools: private_, GetIpamPoolAllocations: allocations(held('vpc', 'vpc-1')), DescribeVpcs: answer('DescribeVpcs', '<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>') };
    expect(await look({ ...EMPTY, stopMonitoring: true }, looks)).toMatchObject({ targets: [{ verdict: { code: 'StillInUse' } }] });
    const named = { ...looks, DescribeIpamPools: private_.replace('<ipamScopeArn/>', '<ipamScopeArn>arn:aws:ec2::111122223333:ipam-scope/ipam-scope-1</ipamScopeArn>') };
    expect(await look({ ...EMPTY, stopMonitoring: true }, named)).toMatchObject({ targets: [{ step: { do: 'stopMonitoring', scopeId: 'ipam-scope-1' } }] });
  });

  test('an allocation of nobody knows who is waited for', async () => {
    const seen = await look(EMPTY, { DescribeIpamPools: POOLS, GetIpamPoolAllocations: allocations(held('vpc', '')), DescribeVpcs: answer('DescribeVpcs', '<vpcSet/>') });
    expect(seen).toMatchObject({ targets: [{ verdict: { meaning: 'retry', code: 'NotSeen' } }] });
  });
});

test('what is no answer is asked for again', async () => {
  const empty = await ec2With({}).send(new DescribeAddressesCommand({}));
  expect(() => listOf(empty, 'Addresses')).toThrow(NoAnswer);
  expect(() => whole<{ Id?: string }, 'Id'>(undefined, 'Thing', 'Id')).toThrow('the answer has no Id in its Thing');
  expect(understand(new NoAnswer('none'))).toMatchObject({ meaning: 'retry', code: 'NoAnswer' });
});

test('what is no answer says which list it lacks, or has no end of, and is asked again', async () => {
  const error = { name: 'NoAnswer' };
  expect(() => listOf({}, 'Addresses' as never)).toThrow(expect.objectContaining({ ...error, message: 'the answer has no Addresses' }) as Error);
  const pages = async function* (NextToken: string) {
    await Promise.resolve();
    yield { Parts: [{ Id: '1' }], NextToken };
  };
  await expect(listOfAll(pages('again'), 'Parts')).rejects.toMatchObject({ ...error, message: 'the answer has no end of its Parts' });
  // An empty token is none.
  expect(await listOfAll(pages(''), 'Parts')).toEqual([{ Id: '1' }]);
});

test('a part with nothing empty in it stays the same', () => {
  const part = { Id: '1' };
  expect(whole(part, 'Parts')).toBe(part);
});
