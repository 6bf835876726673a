import { EVERYDAY, KIND, WORST_CASE, type Unkindness } from '../../../sandbox/unkindness';
import { World } from '../../../sandbox/world';
import { VirtualClock } from '../../../sandbox/virtual-clock';
import { text } from './cloud';
import { none, Provider, type Ways } from './provider';

const TAG = { Key: 'made', Value: 'by a provider' };
const isTag = ({ Key, Value }: { Key?: string; Value?: string }) => Key === TAG.Key && Value === TAG.Value;

/** What a provider does with one resource of a kind, from its creation to its end. */
type Life = (provider: Provider, pool: string, turn: number) => Promise<void>;

const allocation: Life = async (provider, IpamPoolId, turn) => {
  const { IpamPoolAllocation } = await provider.call('AllocateIpamPoolCidr', { IpamPoolId, NetmaskLength: 28 });
  const id = text(IpamPoolAllocation?.IpamPoolAllocationId);
  const read = async (more: object) => (await provider.call('GetIpamPoolAllocations', { IpamPoolId, ...more })).IpamPoolAllocations ?? [];
  const byId = () => read({ IpamPoolAllocationId: id });
  const byList = async () => (await read({})).filter(({ IpamPoolAllocationId }) => IpamPoolAllocationId === id);
  const found = (look: typeof byId) => () => provider.finds('InvalidIpamPoolAllocationId.NotFound', async () => (await look()).length === 1);
  const tagged = (look: typeof byId) => async () => (await look())[0]?.Tags?.some(isTag) ?? false;
  const there: Ways = { 'by id': found(byId), 'by list': found(byList) };
  await provider.settles('a new allocation', there, turn);
  await provider.call('CreateTags', { Resources: [id], Tags: [TAG] });
  await provider.settles('its tag', { 'by id': tagged(byId), 'by list': tagged(byList), 'by tag': isTagged(provider, id) }, turn);
  await provider.call('ReleaseIpamPoolAllocation', { IpamPoolId, IpamPoolAllocationId: id, Cidr: text(IpamPoolAllocation?.Cidr) });
  await provider.settles('a released allocation', none(there), turn);
};

const address: Life = async (provider, _pool, turn) => {
  const { AllocationId } = await provider.call('AllocateAddress', {});
  const id = text(AllocationId);
  const read = async (more: object) => (await provider.call('DescribeAddresses', more)).Addresses ?? [];
  const byId = () => read({ AllocationIds: [id] });
  const byFilter = () => read({ Filters: [{ Name: 'allocation-id', Values: [id] }] });
  const byList = async () => (await read({})).filter((one) => one.AllocationId === id);
  const attribute = async () => (await provider.call('DescribeAddressesAttribute', { AllocationIds: [id], Attribute: 'domain-name' })).Addresses ?? [];
  const found = (look: typeof byId) => () => provider.finds('InvalidAllocationID.NotFound', async () => (await look()).length === 1);
  const tagged = (look: typeof byId) => async () => (await look())[0]?.Tags?.some(isTag) ?? false;
  const there: Ways = { 'by id': found(byId), 'by filter': found(byFilter), 'by list': found(byList), 'its attribute': () => provider.finds('InvalidAllocationID.NotFound', async () => Array.isArray(await attribute())) };
  await provider.settles('a new address', there, turn);
  await provider.call('ModifyAddressAttribute', { AllocationId: id, DomainName: 'example.com' });
  await provider.settles('its reverse DNS record', { 'by id': async () => (await attribute()).some(({ PtrRecord }) => PtrRecord === 'example.com.') }, turn);
  await provider.call('ResetAddressAttribute', { AllocationId: id, Attribute: 'domain-name' });
  await provider.settles('no reverse DNS record', { 'by id': async () => (await attribute()).length === 0 }, turn);
  await provider.call('CreateTags', { Resources: [id], Tags: [TAG] });
  await provider.settles('its tag', { 'by id': tagged(byId), 'by list': tagged(byList), 'by tag': isTagged(provider, id) }, turn);
  await provider.call('ReleaseAddress', { AllocationId: id });
  await provider.settles('a released address', none(there), turn);
};

const vpc: Life = async (provider, IpamPoolId, turn) => {
  const { Vpc } = await provider.call('CreateVpc', { Ipv4IpamPoolId: IpamPoolId, Ipv4NetmaskLength: 24 });
  const id = text(Vpc?.VpcId);
  const read = async (more: object) => (await provider.call('DescribeVpcs', more)).Vpcs ?? [];
  const byId = () => read({ VpcIds: [id] });
  const byFilter = () => read({ Filters: [{ Name: 'vpc-id', Values: [id] }] });
  const byList = async () => (await read({})).filter(({ VpcId }) => VpcId === id);
  const found = (look: typeof byId) => () => provider.finds('InvalidVpcID.NotFound', async () => (await look()).length === 1);
  const tagged = (look: typeof byId) => async () => (await look())[0]?.Tags?.some(isTag) ?? false;
  const there: Ways = { 'by id': found(byId), 'by filter': found(byFilter), 'by list': found(byList) };
  const inPool = async () => (await provider.call('GetIpamPoolAllocations', { IpamPoolId })).IpamPoolAllocations?.some(({ ResourceId }) => ResourceId === id) ?? false;
  await provider.settles('a new VPC', there, turn);
  await provider.settles('its allocation', { 'by list': inPool }, turn);
  const { Subnet } = await provider.call('CreateSubnet', { VpcId: id, CidrBlock: Vpc?.CidrBlock });
  await provider.call('DeleteSubnet', { SubnetId: Subnet?.SubnetId });
  await provider.call('CreateTags', { Resources: [id], Tags: [TAG] });
  await provider.settles('its tag', { 'by id': tagged(byId), 'by list': tagged(byList), 'by tag': isTagged(provider, id) }, turn);
  await provider.call('DeleteVpc', { VpcId: id });
  await provider.settles('a deleted VPC', none(there), turn);
  await provider.settles("a deleted VPC's allocation", none({ 'by list': inPool }), turn);
};

const pool: Life = async (provider, source, turn) => {
  const [parent] = (await provider.call('DescribeIpamPools', { IpamPoolIds: [source] })).IpamPools ?? [];
  const IpamScopeId = text(parent?.IpamScopeArn).split('/')[1];
  const { IpamPool } = await provider.call('CreateIpamPool', { IpamScopeId, AddressFamily: 'ipv4', Locale: 'us-east-1', SourceIpamPoolId: source });
  const id = text(IpamPool?.IpamPoolId);
  const read = async (more: object) => (await provider.call('DescribeIpamPools', more)).IpamPools ?? [];
  const byId = () => read({ IpamPoolIds: [id] });
  const byList = async () => (await read({})).filter(({ IpamPoolId }) => IpamPoolId === id);
  const inState = (look: typeof byId, state: string) => () => provider.finds('InvalidIpamPoolId.NotFound', async () => (await look())[0]?.State === state);
  const found = (look: typeof byId) => () => provider.finds('InvalidIpamPoolId.NotFound', async () => (await look()).length === 1);
  await provider.settles('a new pool', { 'by id': inState(byId, 'create-complete'), 'by list': inState(byList, 'create-complete') }, turn);
  const { IpamPoolCidr } = await provider.call('ProvisionIpamPoolCidr', { IpamPoolId: id, NetmaskLength: 24 });
  const Cidr = text(IpamPoolCidr?.Cidr);
  const cidrs = async (more: object) => (await provider.call('GetIpamPoolCidrs', { IpamPoolId: id, ...more })).IpamPoolCidrs ?? [];
  const isProvisioned = (more: object) => async () => (await cidrs(more)).some((one) => one.Cidr === Cidr && one.State === 'provisioned');
  const provisioned: Ways = { 'by list': isProvisioned({}), 'by filter': isProvisioned({ Filters: [{ Name: 'cidr', Values: [Cidr] }] }) };
  await provider.settles("a new pool's CIDR", provisioned, turn);
  await provider.call('DeprovisionIpamPoolCidr', { IpamPoolId: id, Cidr });
  await provider.settles("a deprovisioned pool's CIDR", { 'by list': async () => (await cidrs({})).every(({ State }) => State === 'deprovisioned') }, turn);
  await provider.call('DeleteIpamPool', { IpamPoolId: id });
  await provider.settles('a deleted pool', none({ 'by id': found(byId), 'by list': found(byList) }), turn);
};

function isTagged(provider: Provider, id: string): () => Promise<boolean> {
  return async () => ((await provider.call('DescribeTags', { Filters: [{ Name: 'resource-id', Values: [id] }] })).Tags ?? []).some(isTag);
}

/** Lets a provider do all of it so many times, ten at once, with a pool that was there before. */
async function live(weather: Unkindness, count: number, life: Life): Promise<Provider> {
  const clock = new VirtualClock();
  const world = new World(clock, KIND, 7, '');
  const provider = new Provider(world);
  await clock.run(async () => {
    const { Ipam } = await provider.call('CreateIpam', { OperatingRegions: [{ RegionName: 'us-east-1' }] });
    const { IpamPool } = await provider.call('CreateIpamPool', { IpamScopeId: Ipam?.PrivateDefaultScopeId, AddressFamily: 'ipv4', Locale: 'us-east-1' });
    const id = text(IpamPool?.IpamPoolId);
    await provider.call('ProvisionIpamPoolCidr', { IpamPoolId: id, Cidr: '10.0.0.0/8' });
    world.unkindness = weather;
    await provider.forEach(count, (turn) => life(provider, id, turn));
  });
  return provider;
}

const LIVES: readonly [string, number, Life][] = [
  ['allocations', 300, allocation],
  ['addresses and their attributes', 300, address],
  ['VPCs from a pool', 300, vpc],
  ['pools and their CIDRs', 300, pool],
];

describe.each(LIVES)('%s, %d times created, waited for, read again, tagged and taken away', (_things, count, life) => {
  test('come late at times, and nothing that was shown is taken back', async () => {
    const { takenBack, reads, late } = await live(EVERYDAY, count, life);
    expect(takenBack).toEqual([]);
    expect(reads).toBeGreaterThan(20 * count);
    expect(late).toBeGreaterThan(0.1 * count);
  }, 120_000);

  test('are taken back in the worst case', async () => {
    const { takenBack } = await live(WORST_CASE, Math.ceil(count / 10), life);
    expect(takenBack.length).toBeGreaterThan(count / 30);
  });
});
