import type { IpamPoolCidr } from '@aws-sdk/client-ec2';
import type { World } from '../../../world';
import { contains, formatCidr, overlaps, parseCidr, type AddressFamily, type Cidr } from '../cidr';
import { CidrSpace } from '../cidr-space';
import type { AllocationEntity, PoolCidrEntity, PoolEntity } from '../entities';
import { invalidValue } from '../errors';
import { ec2State } from '../state';
import { afterAWhile } from '../transition';
import { allocate, allocationsOf, removeAllocation } from './allocations';
import { localeRegion, poolsIn } from './pools';

/** What Amazon provides contiguous blocks of public addresses from. */
const AMAZON: Readonly<Record<AddressFamily, string>> = { ipv4: '44.192.0.0/10', ipv6: '2600:1f00::/24' };

/** Gives a CIDR to a pool: from its source pool, from Amazon, or brought by the user. Known only after a while. */
export function provision(world: World, pool: PoolEntity, { cidr, netmaskLength }: { cidr?: Cidr; netmaskLength?: number }): PoolCidrEntity {
  const { cidrs, spaces } = ec2State(world).contentOf(pool.id);
  const given = blockFor(world, pool, cidr, netmaskLength);
  const pending = cidrs.put({ id: world.random.id('ipam-pool-cidr', 33), poolId: pool.id, cidr: given, state: 'pending-provision' });
  const isTaken = pool.sourcePoolId === undefined && isProvisionedElsewhere(world, pool, pending);
  afterAWhile(world, world.unkindness.poolCidrTransition, () => {
    if (cidrs.get(pending.id)?.state !== 'pending-provision') return;
    if (isTaken) {
      const Message = 'The CIDR overlaps with a CIDR that is already provisioned in the scope.';
      cidrs.put({ ...pending, state: 'failed-provision', failureReason: { Code: 'cidr-not-available', Message } });
      return;
    }
    cidrs.put({ ...pending, state: 'provisioned' });
    spaces.set(pending.id, new CidrSpace(given));
  });
  return pending;
}

function blockFor(world: World, pool: PoolEntity, cidr: Cidr | undefined, netmaskLength: number | undefined): Cidr {
  if (pool.sourceVpcId !== undefined) return blockOfVpc(world, pool.sourceVpcId, cidr);
  const source = pool.sourcePoolId === undefined ? undefined : ec2State(world).pools.get(pool.sourcePoolId);
  if (source) {
    const holder = { resourceType: 'ipam-pool', resourceId: pool.id, resourceRegion: pool.region, owner: pool.account, tags: {} } as const;
    return allocate(world, source, { cidr, netmaskLength }, holder).cidr;
  }
  if (cidr) return cidr;
  const amazon = amazonProvided(world, pool.family);
  const block = amazon.firstFree(netmaskLength ?? -1);
  if (!block) throw invalidValue(netmaskLength ?? 'none', 'netmaskLength');
  amazon.take(block);
  return block;
}

/** A resource planning pool plans what its VPC already has: the source pool's allocation stays the VPC's. */
function blockOfVpc(world: World, vpcId: string, cidr: Cidr | undefined): Cidr {
  const blocks = ec2State(world).vpcs.get(vpcId)?.cidrs ?? [];
  const block = cidr ?? blocks[0]?.cidr;
  if (block && blocks.some((one) => contains(one.cidr, block))) return block;
  throw invalidValue(block ? formatCidr(block) : 'none', 'cidr', `The CIDR is not one of the VPC ${vpcId}.`);
}

function amazonProvided(world: World, family: AddressFamily): CidrSpace {
  return world.state(`ec2/amazon-provided/${family}`, () => new CidrSpace(parseCidr(AMAZON[family], 'cidr')));
}

function isProvisionedElsewhere(world: World, pool: PoolEntity, { id, cidr }: PoolCidrEntity): boolean {
  const siblings = poolsIn(world, (other) => other.scopeId === pool.scopeId && other.sourcePoolId === undefined);
  return siblings.some((sibling) =>
    [...ec2State(world).contentOf(sibling.id).cidrs.all()].some(
      (other) => other.id !== id && other.state !== 'deprovisioned' && other.state !== 'failed-provision' && overlaps(other.cidr, cidr),
    ),
  );
}

/** Takes a CIDR from its pool. It fails, after a while, when anything was allocated from it. */
export function deprovision(world: World, pool: PoolEntity, poolCidr: PoolCidrEntity): PoolCidrEntity {
  const { cidrs, spaces } = ec2State(world).contentOf(pool.id);
  const pending = cidrs.put({ ...poolCidr, state: 'pending-deprovision', failureReason: undefined });
  const space = spaces.get(poolCidr.id);
  const isFree = space?.isEmpty ?? true;
  // While it is on its way out, nothing can be allocated from it.
  if (isFree) spaces.delete(poolCidr.id);
  afterAWhile(world, world.unkindness.poolCidrTransition, () => {
    if (cidrs.get(pending.id)?.state !== 'pending-deprovision') return;
    if (!isFree) {
      const Message = 'The CIDR has one or more allocations.';
      cidrs.put({ ...pending, state: 'failed-deprovision', failureReason: { Code: 'cidr-not-available', Message } });
      return;
    }
    cidrs.put({ ...pending, state: 'deprovisioned' });
    giveBack(world, pool, pending);
    afterAWhile(world, world.unkindness.poolCidrTransition, () => cidrs.delete(pending.id));
  });
  return pending;
}

/** A CIDR that came from a source pool is recycled into it, once IPAM has noticed. */
function giveBack(world: World, pool: PoolEntity, { cidr }: PoolCidrEntity): void {
  if (pool.sourcePoolId === undefined) {
    if (pool.publicIpSource === 'amazon') amazonProvided(world, pool.family).giveBack(cidr);
    return;
  }
  const held = allocationsOf(world, pool.id).find((allocation) => formatCidr(allocation.cidr) === formatCidr(cidr));
  if (held) afterAWhile(world, world.unkindness.ipamLag.pool, () => removeAllocation(world, held));
}

/** The CIDR that a VPC, a subnet or an address takes from a pool. */
export function allocateForResource(
  world: World,
  pool: PoolEntity,
  request: { cidr?: Cidr; netmaskLength?: number },
  resource: Pick<AllocationEntity, 'resourceType' | 'resourceId' | 'owner'>,
): AllocationEntity {
  return allocate(world, pool, request, { ...resource, resourceRegion: localeRegion(pool), tags: {} });
}

/** A pool's CIDR as GetIpamPoolCidrs shows it. */
export function describePoolCidr({ id, cidr, state, failureReason }: PoolCidrEntity): IpamPoolCidr {
  return { IpamPoolCidrId: id, Cidr: formatCidr(cidr), NetmaskLength: cidr.netmaskLength, State: state, FailureReason: failureReason };
}
