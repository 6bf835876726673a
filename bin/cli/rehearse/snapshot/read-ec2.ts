import {
  paginateDescribeAddressesAttribute,
  DescribeAddressesCommand,
  paginateDescribeInternetGateways,
  paginateDescribeIpamPools,
  paginateDescribeIpams,
  paginateDescribeIpamScopes,
  paginateDescribeNatGateways,
  paginateDescribeNetworkInterfaces,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  paginateGetIpamPoolAllocations,
  paginateGetIpamPoolCidrs,
  paginateGetIpamResourceCidrs,
  type EC2Client,
  type Ipam,
  type IpamPool,
  type IpamResourceCidr,
  type IpamScope,
} from '@aws-sdk/client-ec2';
import { listOf, listOfAll } from '../../../../lambda/list-of';
import type { SnapshotAddress, SnapshotPool, SnapshotRegion } from './snapshot';

/** Where a snapshot is taken, and of what. */
export interface Ec2Reading {
  readonly account: string;
  readonly ec2: (region: string) => EC2Client;
  /** Where the stack is, and where its AddressReleases list things. */
  readonly regions: readonly string[];
  readonly poolIds: readonly string[];
  readonly ipamIds: readonly string[];
  /** Of the VPCs and subnets that the stack has or names. */
  readonly networkIds: readonly string[];
}

/** The pools that are meant, those they are made of and those made of them; and what is in them, and around it. */
export async function readEc2({ account, ec2, regions: named, poolIds, ipamIds, networkIds }: Ec2Reading): Promise<SnapshotRegion[]> {
  const paging = (region: string) => ({ client: ec2(region), stopOnSameToken: true });
  const seen = new Map<string, IpamPool[]>();
  let pools: IpamPool[] = [];
  for (let wanted = [...named]; wanted.length > 0; ) {
    for (const region of wanted) seen.set(region, await listOfAll(paginateDescribeIpamPools(paging(region), {}), 'IpamPools'));
    pools = related([...seen.values()].flat(), poolIds);
    wanted = [...new Set(pools.flatMap((pool) => [homeOf(pool, account), localeOf(pool)]))].filter((region) => region !== undefined && !seen.has(region)) as string[];
  }
  const regions = [...seen.keys()].sort();
  const contents = await Promise.all(pools.map(async (pool) => readPool(pool)));
  const inPools = contents.flatMap(({ allocations }) => allocations.flatMap(({ ResourceId }) => ResourceId ?? []));
  return Promise.all(regions.map(async (region) => readRegion(region)));

  async function readPool(pool: IpamPool): Promise<SnapshotPool> {
    const IpamPoolId = pool.IpamPoolId ?? '';
    const home = homeOf(pool, account);
    const cidrs = home === undefined ? undefined : await listOfAll(paginateGetIpamPoolCidrs(paging(home), { IpamPoolId }), 'IpamPoolCidrs');
    return { pool, cidrs, allocations: await listOfAll(paginateGetIpamPoolAllocations(paging(localeOf(pool) ?? ''), { IpamPoolId }), 'IpamPoolAllocations') };
  }

  async function readRegion(region: string): Promise<SnapshotRegion> {
    const own = contents.filter(({ pool }) => (homeOf(pool, account) ?? localeOf(pool)) === region);
    const [answer, attributes, vpcs, subnets, interfaces, natGateways, internetGateways, ipams, scopes] = await Promise.all([
      ec2(region).send(new DescribeAddressesCommand({})),
      listOfAll(paginateDescribeAddressesAttribute(paging(region), { Attribute: 'domain-name' }), 'Addresses'),
      listOfAll(paginateDescribeVpcs(paging(region), {}), 'Vpcs'),
      listOfAll(paginateDescribeSubnets(paging(region), {}), 'Subnets'),
      listOfAll(paginateDescribeNetworkInterfaces(paging(region), {}), 'NetworkInterfaces'),
      listOfAll(paginateDescribeNatGateways(paging(region), {}), 'NatGateways'),
      listOfAll(paginateDescribeInternetGateways(paging(region), {}), 'InternetGateways'),
      listOfAll(paginateDescribeIpams(paging(region), {}), 'Ipams'),
      listOfAll(paginateDescribeIpamScopes(paging(region), {}), 'IpamScopes'),
    ]);
    const addresses = listOf(answer, 'Addresses').map((address): SnapshotAddress => ({ address, ptrRecord: attributes.find(({ AllocationId }) => AllocationId === address.AllocationId)?.PtrRecord }));
    const holders = new Set(addresses.flatMap(({ address }) => address.NetworkInterfaceId ?? []));
    const around = new Set([
      ...networkIds,
      ...inPools,
      ...subnets.flatMap(({ SubnetId = '', VpcId }) => (inPools.includes(SubnetId) || networkIds.includes(SubnetId) ? (VpcId ?? []) : [])),
      ...interfaces.flatMap(({ NetworkInterfaceId = '', VpcId }) => (holders.has(NetworkInterfaceId) ? (VpcId ?? []) : [])),
    ]);
    const isAround = ({ VpcId = '' }: { readonly VpcId?: string | undefined }) => around.has(VpcId);
    const homes = new Set([...ipamIds, ...own.flatMap(({ pool }) => idIn(pool.IpamArn))]);
    const ipamsHere = ipams.filter(({ IpamId = '', IpamRegion }) => homes.has(IpamId) && IpamRegion === region);
    const scopesHere = scopes.filter(({ IpamArn, IpamRegion }) => homes.has(idIn(IpamArn)) && IpamRegion === region);
    return {
      region,
      ipams: ipamsHere,
      scopes: scopesHere,
      pools: own,
      resourceCidrs: await readResourceCidrs(region, ipamsHere, scopesHere, around),
      addresses,
      vpcs: vpcs.filter(isAround),
      subnets: subnets.filter(isAround),
      networkInterfaces: interfaces.filter(isAround),
      natGateways: natGateways.filter(isAround),
      internetGateways: internetGateways.filter(({ Attachments = [] }) => Attachments.some(isAround)),
    };
  }

  /** As IPAM has them in its home Region. */
  async function readResourceCidrs(region: string, ipams: readonly Ipam[], scopes: readonly IpamScope[], around: ReadonlySet<string>): Promise<IpamResourceCidr[]> {
    const isOwn = ({ OwnerId }: Ipam) => OwnerId === account;
    if (!ipams.some(isOwn)) return [];
    const all = await Promise.all(scopes.filter(isOwn).map(async ({ IpamScopeId = '' }) => listOfAll(paginateGetIpamResourceCidrs(paging(region), { IpamScopeId }), 'IpamResourceCidrs')));
    return all.flat().filter(({ IpamPoolId = '', ResourceId = '', VpcId = '' }) => pools.some((pool) => pool.IpamPoolId === IpamPoolId) || around.has(ResourceId) || around.has(VpcId));
  }
}

/** The id at the end of an ARN. */
export function idIn(arn: string | undefined): string {
  return arn?.slice(arn.lastIndexOf('/') + 1) ?? '';
}

/** The Region that a pool is changed in; undefined when that is another account's. */
function homeOf({ OwnerId, IpamRegion }: IpamPool, account: string): string | undefined {
  return OwnerId === account ? IpamRegion : undefined;
}

/** The Region that a pool is allocated from. A public pool's locale may be a Local Zone's network border group. */
function localeOf({ Locale, IpamRegion }: IpamPool): string | undefined {
  return Locale === undefined || Locale === 'None' ? IpamRegion : (/^[a-z]+(?:-[a-z]+)+-\d+/.exec(Locale)?.[0] ?? Locale);
}

/** The pools with these ids, each once, with all above and below them. */
function related(all: readonly IpamPool[], ids: readonly string[]): IpamPool[] {
  const known = new Map(all.map((pool) => [pool.IpamPoolId ?? '', pool]));
  const found = new Set<string>();
  const visit = (id: string | undefined) => {
    const pool = known.get(id ?? '');
    if (!pool || id === undefined || found.has(id)) return;
    found.add(id);
    visit(pool.SourceIpamPoolId);
    for (const { IpamPoolId, SourceIpamPoolId } of known.values()) if (SourceIpamPoolId === id) visit(IpamPoolId);
  };
  for (const id of ids) visit(id);
  return [...known.values()].filter(({ IpamPoolId = '' }) => found.has(IpamPoolId));
}
