import type { World } from '../../../world';
import { contains, formatCidr, parseCidr, type Cidr } from '../cidr';
import type { AddressEntity, AllocationEntity, IpamEntity, ResourceCidrEntity } from '../entities';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';
import { allocationsOf, removeAllocation } from './allocations';
import { forget } from './history';
import { ipamsOf } from './ipams';
import { localeRegion, poolsIn } from './pools';

/** A resource's CIDR, as EC2 knows it. */
export type Discoverable = Pick<ResourceCidrEntity, 'resourceId' | 'resourceType' | 'region' | 'account' | 'cidr' | 'vpcId'>;

/**
 * IPAM notices a resource that was created in one of its operating Regions: at once when its CIDR came from a pool,
 * otherwise after a while, and only then can a pool import it. Until it has, the pool may hand out the same CIDR.
 */
export function noticeCreation(world: World, resource: Discoverable, allocation?: AllocationEntity): void {
  for (const ipam of ipamsOf(world, resource.account)) {
    const pool = allocation && ec2State(world).pools.get(allocation.poolId);
    if (pool?.ipamId === ipam.id) discover(world, ipam, resource, pool.scopeId);
    else if (!allocation) afterAWhile(world, world.unkindness.ipamLag.pool, () => discover(world, ipam, resource));
  }
}

/** A new IPAM finds what its account already has in its operating Regions. */
export function discoverEverything(world: World, ipam: IpamEntity): void {
  const { vpcs, subnets, addresses } = ec2State(world);
  for (const { id, account, region, cidrs } of vpcs.all()) {
    for (const { cidr } of cidrs) discover(world, ipam, { resourceId: id, resourceType: 'vpc', region, account, cidr, vpcId: id });
  }
  for (const { id, account, region, cidr, ipv6Cidr, vpcId } of subnets.all()) {
    for (const block of [cidr, ipv6Cidr?.cidr]) if (block) discover(world, ipam, { resourceId: id, resourceType: 'subnet', region, account, cidr: block, vpcId });
  }
  for (const address of addresses.all()) discover(world, ipam, discoverableAddress(address));
}

export function discoverableAddress({ id, account, region, publicIp }: AddressEntity): Discoverable {
  return { resourceId: id, resourceType: 'eip', region, account, cidr: parseCidr(`${publicIp}/32`, 'publicIp') };
}

function discover(world: World, ipam: IpamEntity, resource: Discoverable, scopeId?: string): void {
  const { ipams, resourceCidrs } = ec2State(world);
  const current = ipams.get(ipam.id);
  if (current?.account !== resource.account || !current.operatingRegions.includes(resource.region) || !stillExists(world, resource)) return;
  const isPublic = resource.resourceType === 'eip' || resource.cidr.family === 'ipv6';
  const id = `${ipam.id}/${resource.resourceId}/${formatCidr(resource.cidr)}`;
  if (resourceCidrs.get(id)) return;
  const scope = scopeId ?? (isPublic ? current.publicDefaultScopeId : current.privateDefaultScopeId);
  const record = resourceCidrs.put({ ...resource, id, ipamId: ipam.id, scopeId: scope, monitored: true, discoveredAt: world.clock.now() });
  autoImport(world, record);
}

function stillExists(world: World, { resourceId, resourceType }: Discoverable): boolean {
  const { vpcs, subnets, addresses } = ec2State(world);
  const records = resourceType === 'vpc' ? vpcs : resourceType === 'subnet' ? subnets : addresses;
  return records.get(resourceId) !== undefined;
}

/** A pool with AutoImport takes the VPCs that IPAM discovers within its CIDRs. */
function autoImport(world: World, { scopeId, resourceType, resourceId, region, account, cidr }: ResourceCidrEntity): void {
  if (resourceType !== 'vpc' || allocationsOf(world, resourceId).some((held) => formatCidr(held.cidr) === formatCidr(cidr))) return;
  const importing = poolsIn(world, (pool) => pool.scopeId === scopeId && pool.autoImport && localeRegion(pool) === region);
  for (const pool of importing) {
    const { allocations, spaces } = ec2State(world).contentOf(pool.id);
    const space = [...spaces.values()].find((candidate) => contains(candidate.cidr, cidr));
    if (!space?.take(cidr)) continue;
    const id = `ipam-pool-alloc-${world.random.hex(33)}`;
    allocations.put({ id, poolId: pool.id, cidr, resourceType: 'vpc', resourceId, resourceRegion: region, owner: account, tags: {} });
    return;
  }
}

/** IPAM drops the allocation of a CIDR that it is to ignore, unless it is to monitor it again by then. */
export function dropAllocation(world: World, { id, resourceId, resourceType, cidr, scopeId }: ResourceCidrEntity): void {
  const lag = resourceType === 'subnet' || resourceType === 'eip' ? resourceType : 'vpc';
  afterAWhile(world, world.unkindness.ipamLag[lag], () => {
    const now = ec2State(world).resourceCidrs.get(id);
    if (now?.monitored && now.scopeId === scopeId) return;
    for (const allocation of allocationsOf(world, resourceId)) if (formatCidr(allocation.cidr) === formatCidr(cidr)) removeAllocation(world, allocation);
  });
}

/** IPAM notices that a resource is gone: only then do its allocations go. */
export function noticeDeletion(world: World, resourceId: string, lag: 'vpc' | 'subnet' | 'eip', cidr?: Cidr): void {
  const isGone = (held: { cidr: Cidr }) => cidr === undefined || formatCidr(held.cidr) === formatCidr(cidr);
  afterAWhile(world, world.unkindness.ipamLag[lag], () => {
    for (const record of [...ec2State(world).resourceCidrs.all()]) {
      if (record.resourceId === resourceId && isGone(record)) forget(world, record);
    }
    for (const allocation of allocationsOf(world, resourceId).filter(isGone)) removeAllocation(world, allocation);
  });
}
