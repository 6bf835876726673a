import type { IpamResourceCidr } from '@aws-sdk/client-ec2';
import type { World } from '../../../world';
import { addressCount, formatCidr, overlaps } from '../cidr';
import type { ResourceCidrEntity, Tags } from '../entities';
import { ec2State } from '../state';
import { tagsOf } from '../tagged-resources';
import { tagList } from '../tags';
import { poolsIn } from './pools';

/** Which pool holds an allocation for a resource's CIDR, by `RESOURCE_ID CIDR`. */
export function poolsByResourceCidr(world: World, scopeId: string): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const { id } of poolsIn(world, (pool) => pool.scopeId === scopeId)) {
    for (const { resourceId = '', cidr } of ec2State(world).contentOf(id).allocations.all()) holders.set(`${resourceId} ${formatCidr(cidr)}`, id);
  }
  return holders;
}

export function managementState({ monitored }: ResourceCidrEntity, poolId: string | undefined): 'managed' | 'unmanaged' | 'ignored' {
  if (!monitored) return 'ignored';
  return poolId === undefined ? 'unmanaged' : 'managed';
}

/** A resource's CIDR as GetIpamResourceCidrs shows it, among the others of its scope. */
export function describeResourceCidr(
  world: World,
  resourceCidr: ResourceCidrEntity,
  poolId: string | undefined,
  others: Iterable<ResourceCidrEntity>,
): IpamResourceCidr {
  const { ipamId, scopeId, region, account, resourceId, cidr, resourceType, vpcId } = resourceCidr;
  const tags: Tags = tagsOf(world, resourceId);
  const state = managementState(resourceCidr, poolId);
  return {
    IpamId: ipamId,
    IpamScopeId: scopeId,
    IpamPoolId: poolId,
    ResourceRegion: region,
    ResourceOwnerId: account,
    ResourceId: resourceId,
    ResourceName: tags.Name,
    ResourceCidr: formatCidr(cidr),
    ResourceType: resourceType,
    ResourceTags: tagList(tags),
    IpUsage: resourceType === 'eip' ? undefined : usage(world, resourceCidr),
    ComplianceStatus: state === 'managed' ? 'compliant' : state,
    ManagementState: state,
    OverlapStatus: state === 'ignored' ? 'ignored' : overlapsWithAny(resourceCidr, others) ? 'overlapping' : 'nonoverlapping',
    VpcId: vpcId,
  };
}

/** Two VPCs overlap; a subnet does not overlap with its own VPC. */
function overlapsWithAny({ id, cidr, resourceType, monitored }: ResourceCidrEntity, others: Iterable<ResourceCidrEntity>): boolean {
  for (const other of others) {
    if (monitored && other.monitored && other.id !== id && other.resourceType === resourceType && overlaps(other.cidr, cidr)) return true;
  }
  return false;
}

/** The share of a VPC's addresses that are in subnets, of a subnet's that are in interfaces. */
function usage(world: World, { resourceId, resourceType, cidr }: ResourceCidrEntity): number {
  const { subnets, networkInterfaces } = ec2State(world);
  let used = 0n;
  if (resourceType === 'vpc') {
    for (const subnet of subnets.all()) {
      if (subnet.vpcId === resourceId && subnet.cidr && overlaps(cidr, subnet.cidr)) used += addressCount(subnet.cidr);
    }
  } else {
    for (const networkInterface of networkInterfaces.all()) if (networkInterface.subnetId === resourceId) used += 1n;
  }
  return Number(used) / Number(addressCount(cidr));
}
