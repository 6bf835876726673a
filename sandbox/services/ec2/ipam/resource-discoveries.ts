import type { IpamResourceDiscovery, IpamResourceDiscoveryAssociation } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import type { World } from '../../../world';
import type { ResourceDiscoveryAssociationEntity, ResourceDiscoveryEntity } from '../entities';
import { arn, checkId, IPAM, IPAM_RESOURCE_DISCOVERY, IPAM_RESOURCE_DISCOVERY_ASSOCIATION, notFound } from '../resource-ids';
import { ec2State } from '../state';
import { tagList } from '../tags';

/** The caller's resource discovery, in its home Region. */
export function ownResourceDiscovery({ world, caller, region }: CallContext, id: string): ResourceDiscoveryEntity {
  checkId(IPAM_RESOURCE_DISCOVERY, id);
  const discovery = ec2State(world).resourceDiscoveries.get(id);
  if (discovery?.account !== caller.account || discovery.region !== region) throw notFound(IPAM_RESOURCE_DISCOVERY, id);
  return discovery;
}

export function operatingRegionsOf(world: World, { ipamId }: ResourceDiscoveryEntity): readonly string[] {
  return ec2State(world).ipams.get(ipamId)?.operatingRegions ?? [];
}

/** A resource discovery as DescribeIpamResourceDiscoveries shows it. Only the one that comes with an IPAM is modelled. */
export function describeResourceDiscovery(world: World, discovery: ResourceDiscoveryEntity): IpamResourceDiscovery {
  const { id, account, region, state, tags } = discovery;
  return {
    OwnerId: account,
    IpamResourceDiscoveryId: id,
    IpamResourceDiscoveryArn: arn(IPAM_RESOURCE_DISCOVERY, region, account, id),
    IpamResourceDiscoveryRegion: region,
    OperatingRegions: operatingRegionsOf(world, discovery).map((RegionName) => ({ RegionName })),
    IsDefault: true,
    State: state,
    Tags: tagList(tags),
  };
}

/** An association as DescribeIpamResourceDiscoveryAssociations shows it. */
export function describeAssociation({ id, account, region, ipamId, resourceDiscoveryId, state, tags }: ResourceDiscoveryAssociationEntity): IpamResourceDiscoveryAssociation {
  return {
    OwnerId: account,
    IpamResourceDiscoveryAssociationId: id,
    IpamResourceDiscoveryAssociationArn: arn(IPAM_RESOURCE_DISCOVERY_ASSOCIATION, region, account, id),
    IpamResourceDiscoveryId: resourceDiscoveryId,
    IpamId: ipamId,
    IpamArn: arn(IPAM, region, account, ipamId),
    IpamRegion: region,
    IsDefault: true,
    ResourceDiscoveryStatus: 'active',
    State: state,
    Tags: tagList(tags),
  };
}
