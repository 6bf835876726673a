import { CidrSpace } from '../../../../sandbox/services/ec2/cidr-space';
import { contains, readCidr } from '../../../../sandbox/services/ec2/cidr';
import type { AllocationEntity, CidrAssociation, IpamEntity, NatGatewayEntity, NetworkInterfaceEntity, PoolEntity, ResourceCidrEntity, ScopeEntity } from '../../../../sandbox/services/ec2/entities';
import { ec2State } from '../../../../sandbox/services/ec2/state';
import type { World } from '../../../../sandbox/world';
import { continueTransitions } from './in-transition';
import { idIn } from './read-ec2';
import type { Snapshot, SnapshotPool, SnapshotRegion } from './snapshot';

interface Tag { readonly Key?: string | undefined; readonly Value?: string | undefined }

/** Puts what the snapshot has of EC2 into a world where nothing takes time. Gives what is to be begun once it does. */
export function loadEc2(world: World, { account, regions, holders }: Snapshot): () => void {
  const state = ec2State(world);
  for (const { region, ipams, scopes, pools } of regions) {
    for (const { IpamId = '', OwnerId = account, ...ipam } of ipams) {
      state.ipams.put({
        id: IpamId,
        account: OwnerId,
        region,
        tags: tagsOf(ipam.Tags),
        operatingRegions: (ipam.OperatingRegions ?? []).flatMap(({ RegionName }) => RegionName ?? []),
        state: ipam.State ?? 'create-complete',
        tier: ipam.Tier ?? 'advanced',
        enablePrivateGua: ipam.EnablePrivateGua ?? false,
        meteredAccount: ipam.MeteredAccount ?? 'ipam-owner',
        publicDefaultScopeId: ipam.PublicDefaultScopeId ?? '',
        privateDefaultScopeId: ipam.PrivateDefaultScopeId ?? '',
        resourceDiscoveryId: ipam.DefaultResourceDiscoveryId ?? '',
        resourceDiscoveryAssociationId: ipam.DefaultResourceDiscoveryAssociationId ?? '',
      } satisfies IpamEntity);
    }
    for (const { IpamScopeId = '', OwnerId = account, IpamArn, IpamScopeType, IsDefault = false, State = 'create-complete', Tags } of scopes) {
      state.scopes.put({ id: IpamScopeId, account: OwnerId, region, tags: tagsOf(Tags), ipamId: idIn(IpamArn), type: IpamScopeType ?? 'private', isDefault: IsDefault, state: State } satisfies ScopeEntity);
    }
    for (const pool of pools) loadPool(world, pool, account);
  }
  for (const region of regions) loadNetwork(world, region, { account, holders });
  for (const { pools } of regions) for (const { allocations } of pools) for (const allocation of allocations) standIn(allocation);
  return () => continueTransitions(world, account, regions);

  /** What another account has is not seen: it is there as far as anybody here knows. */
  function standIn({ ResourceType, ResourceId = '', ResourceOwner = account, ResourceRegion = '', Cidr }: SnapshotPool['allocations'][number]): void {
    const cidr = readCidr(Cidr ?? '');
    if (ResourceOwner === account || ResourceType !== 'vpc' || !cidr || state.vpcs.get(ResourceId)) return;
    state.vpcs.put({ id: ResourceId, account: ResourceOwner, region: ResourceRegion, tags: {}, isDefault: false, instanceTenancy: 'default', cidrs: [{ id: `${ResourceId}/assoc`, cidr, state: 'associated' }] });
  }
}

function loadPool(world: World, { pool, cidrs, allocations }: SnapshotPool, account: string): void {
  const { pools } = ec2State(world);
  const id = pool.IpamPoolId ?? '';
  const owner = pool.OwnerId ?? account;
  pools.put({
    id,
    account: owner,
    region: pool.IpamRegion ?? '',
    tags: tagsOf(pool.Tags),
    ipamId: idIn(pool.IpamArn),
    scopeId: idIn(pool.IpamScopeArn),
    scopeType: pool.IpamScopeType ?? 'private',
    ...(pool.SourceIpamPoolId === undefined ? {} : { sourcePoolId: pool.SourceIpamPoolId }),
    ...(pool.SourceResource?.ResourceId === undefined ? {} : { sourceVpcId: pool.SourceResource.ResourceId }),
    depth: pool.PoolDepth ?? 1,
    locale: pool.Locale ?? 'None',
    family: pool.AddressFamily ?? 'ipv4',
    state: pool.State ?? 'create-complete',
    autoImport: pool.AutoImport ?? false,
    ...(pool.PublicIpSource === undefined ? {} : { publicIpSource: pool.PublicIpSource }),
    ...(pool.AwsService === undefined ? {} : { awsService: pool.AwsService }),
    ...(pool.AllocationMinNetmaskLength === undefined ? {} : { minNetmaskLength: pool.AllocationMinNetmaskLength }),
    ...(pool.AllocationMaxNetmaskLength === undefined ? {} : { maxNetmaskLength: pool.AllocationMaxNetmaskLength }),
    ...(pool.AllocationDefaultNetmaskLength === undefined ? {} : { defaultNetmaskLength: pool.AllocationDefaultNetmaskLength }),
    allocationResourceTags: tagsOf(pool.AllocationResourceTags),
    // The account sees it, and it is not its own: its owner shares it.
    sharedWith: owner === account ? [] : [account],
  } satisfies PoolEntity);
  const content = ec2State(world).contentOf(id);
  for (const { IpamPoolCidrId = '', Cidr, State = 'provisioned' } of cidrs ?? []) {
    const cidr = readCidr(Cidr ?? '');
    if (!cidr) continue;
    content.cidrs.put({ id: IpamPoolCidrId, poolId: id, cidr, state: State });
    if (/^(provisioned|failed-deprovision|pending-deprovision)$/.test(State)) content.spaces.set(IpamPoolCidrId, new CidrSpace(cidr));
  }
  for (const { IpamPoolAllocationId = '', Cidr, ResourceType = 'custom', ResourceId, ResourceRegion, ResourceOwner = owner, Tags } of allocations) {
    const cidr = readCidr(Cidr ?? '');
    if (!cidr) continue;
    for (const space of content.spaces.values()) if (contains(space.cidr, cidr)) space.take(cidr);
    content.allocations.put({
      id: IpamPoolAllocationId,
      poolId: id,
      cidr,
      resourceType: ResourceType,
      ...(ResourceId === undefined ? {} : { resourceId: ResourceId }),
      ...(ResourceRegion === undefined ? {} : { resourceRegion: ResourceRegion }),
      owner: ResourceOwner,
      tags: tagsOf(Tags),
    } satisfies AllocationEntity);
  }
}

function loadNetwork(world: World, { region, ...found }: SnapshotRegion, { account, holders }: Pick<Snapshot, 'account' | 'holders'>): void {
  const state = ec2State(world);
  const common = (OwnerId: string | undefined, Tags: readonly Tag[] | undefined) => ({ account: OwnerId ?? account, region, tags: tagsOf(Tags) });
  for (const { VpcId = '', OwnerId, Tags, IsDefault = false, InstanceTenancy = 'default', CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] } of found.vpcs) {
    const cidrs = [
      ...CidrBlockAssociationSet.flatMap(({ AssociationId, CidrBlock, CidrBlockState }) => associationOf(AssociationId, CidrBlock, CidrBlockState?.State)),
      ...Ipv6CidrBlockAssociationSet.flatMap(({ AssociationId, Ipv6CidrBlock, Ipv6CidrBlockState }) => associationOf(AssociationId, Ipv6CidrBlock, Ipv6CidrBlockState?.State)),
    ];
    state.vpcs.put({ ...common(OwnerId, Tags), id: VpcId, isDefault: IsDefault, instanceTenancy: InstanceTenancy, cidrs });
  }
  for (const { SubnetId = '', OwnerId, Tags, VpcId = '', AvailabilityZone = '', DefaultForAz = false, CidrBlock, Ipv6CidrBlockAssociationSet = [] } of found.subnets) {
    const cidr = readCidr(CidrBlock ?? '');
    const [ipv6Cidr] = Ipv6CidrBlockAssociationSet.flatMap((each) => associationOf(each.AssociationId, each.Ipv6CidrBlock, each.Ipv6CidrBlockState?.State));
    state.subnets.put({ ...common(OwnerId, Tags), id: SubnetId, vpcId: VpcId, availabilityZone: AvailabilityZone, defaultForAz: DefaultForAz, ...(cidr ? { cidr } : {}), ...(ipv6Cidr ? { ipv6Cidr } : {}) });
  }
  for (const { NetworkInterfaceId = '', OwnerId, TagSet, SubnetId = '', VpcId = '', ...one } of found.networkInterfaces) {
    const managedBy = managerOf(one);
    const partOf = one.Attachment?.InstanceId ?? holders.find(({ networkInterfaceId }) => networkInterfaceId === NetworkInterfaceId)?.physicalId;
    state.networkInterfaces.put({
      ...common(OwnerId, TagSet),
      id: NetworkInterfaceId,
      subnetId: SubnetId,
      vpcId: VpcId,
      availabilityZone: one.AvailabilityZone ?? '',
      privateIpAddress: one.PrivateIpAddress ?? '',
      macAddress: one.MacAddress ?? '',
      description: one.Description ?? '',
      groups: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
      requesterId: one.RequesterId ?? '',
      createdAt: world.clock.now(),
      ...(managedBy === undefined ? {} : { managedBy }),
      ...(partOf === undefined ? {} : { partOf }),
      ...(managedBy === undefined && one.Attachment?.DeleteOnTermination === false ? { isKept: true } : {}),
    } satisfies NetworkInterfaceEntity);
  }
  for (const { NatGatewayId = '', Tags, VpcId = '', SubnetId = '', State = 'available', ConnectivityType = 'public', NatGatewayAddresses = [] } of found.natGateways) {
    const [{ NetworkInterfaceId = '', PrivateIp = '', AllocationId, PublicIp = '', AssociationId = '' } = {}] = NatGatewayAddresses;
    state.natGateways.put({
      ...common(undefined, Tags),
      id: NatGatewayId,
      vpcId: VpcId,
      subnetId: SubnetId,
      networkInterfaceId: NetworkInterfaceId,
      privateIp: PrivateIp,
      connectivityType: ConnectivityType,
      ...(AllocationId === undefined ? {} : { address: { allocationId: AllocationId, publicIp: PublicIp, associationId: AssociationId } }),
      state: State,
      createdAt: world.clock.now(),
    } satisfies NatGatewayEntity);
  }
  for (const { InternetGatewayId = '', OwnerId, Tags, Attachments = [] } of found.internetGateways) {
    state.internetGateways.put({ ...common(OwnerId, Tags), id: InternetGatewayId, ...(Attachments[0]?.VpcId === undefined ? {} : { vpcId: Attachments[0].VpcId }) });
  }
  for (const { address, ptrRecord } of found.addresses) {
    const { AllocationId: id = '', PublicIp = '', AssociationId, NetworkInterfaceId = '', PrivateIpAddress = '', ServiceManaged } = address;
    state.addresses.put({
      ...common(undefined, address.Tags),
      id,
      publicIp: PublicIp,
      networkBorderGroup: address.NetworkBorderGroup ?? region,
      publicIpv4Pool: address.PublicIpv4Pool ?? 'amazon',
      ...(AssociationId === undefined ? {} : { association: { id: AssociationId, networkInterfaceId: NetworkInterfaceId, privateIpAddress: PrivateIpAddress } }),
      ...(ServiceManaged === undefined ? {} : { serviceManaged: ServiceManaged }),
      ...(ptrRecord === undefined ? {} : { ptrRecord }),
    });
  }
  for (const { IpamId = '', IpamScopeId = '', ResourceId = '', ResourceType = 'vpc', ResourceRegion = '', ResourceOwnerId = account, ResourceCidr, VpcId, ManagementState } of found.resourceCidrs) {
    const cidr = readCidr(ResourceCidr ?? '');
    if (!cidr) continue;
    state.resourceCidrs.put({
      id: `${IpamId}/${ResourceId}/${ResourceCidr ?? ''}`,
      ipamId: IpamId,
      scopeId: IpamScopeId,
      resourceId: ResourceId,
      resourceType: ResourceType,
      region: ResourceRegion,
      account: ResourceOwnerId,
      cidr,
      ...(VpcId === undefined ? {} : { vpcId: VpcId }),
      monitored: ManagementState !== 'ignored',
      discoveredAt: world.clock.now(),
    } satisfies ResourceCidrEntity);
  }
}

function associationOf(id: string | undefined, text: string | undefined, state: string | undefined): CidrAssociation[] {
  const cidr = readCidr(text ?? '');
  return cidr === undefined || id === undefined || state !== 'associated' ? [] : [{ id, cidr, state }];
}

/** As EC2 names them by the type of the interface. */
const MANAGERS = ['network_load_balancer', 'lambda', 'vpc_endpoint', 'transit_gateway'] as const;

/** Which service of AWS has the interface, so that nobody else can take an address from it. */
function managerOf({ InterfaceType, RequesterManaged, Description = '' }: SnapshotRegion['networkInterfaces'][number]): NetworkInterfaceEntity['managedBy'] {
  // EC2 answers nat_gateway, its reference says natGateway.
  if (/^nat_?gateway$/i.test(InterfaceType ?? '')) return 'natGateway';
  const known = MANAGERS.find((each) => each === InterfaceType);
  if (known) return known;
  if (Description.startsWith('Route 53 Resolver')) return 'resolver';
  return RequesterManaged === true || Description.startsWith('ELB ') ? 'load_balancer' : undefined;
}

function tagsOf(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
