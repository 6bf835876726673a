import { endNatGateway } from '../../../../sandbox/services/ec2/actions/delete-nat-gateway';
import type { Cidr } from '../../../../sandbox/services/ec2/cidr';
import type { AllocationEntity } from '../../../../sandbox/services/ec2/entities';
import { removeAllocation } from '../../../../sandbox/services/ec2/ipam/allocations';
import { forget } from '../../../../sandbox/services/ec2/ipam/history';
import { giveUpManagedAddress } from '../../../../sandbox/services/ec2/managed-addresses';
import { ec2State } from '../../../../sandbox/services/ec2/state';
import type { World } from '../../../../sandbox/world';
import type { SnapshotRegion } from './snapshot';

/** What was going away when the snapshot was taken goes on: nobody knows for how long it has, so that it takes anything up to the longest. */
export function continueTransitions(world: World, account: string, regions: readonly SnapshotRegion[]): void {
  const { clock, random, unkindness } = world;
  const state = ec2State(world);
  const inTime = ({ max }: { readonly max: number }, end: () => void) => clock.after(random.between(0, max), end);
  for (const { allocations } of state.contents()) for (const allocation of allocations.all()) if (isGhost(world, allocation, account, regions)) inTime(lagOf(world, allocation), () => notice(world, allocation));
  for (const natGateway of state.natGateways.all()) if (natGateway.state === 'deleting') inTime(unkindness.natGatewayDeletion, () => endNatGateway(world, natGateway));
  // What it was for is gone.
  for (const address of state.addresses.all()) if (address.serviceManaged && !address.association) inTime(unkindness.managedAddresses, () => giveUpManagedAddress(world, address));
}

/** Whether IPAM lists it for something that is gone, and has not noticed. What no list was read of may be there. */
function isGhost(world: World, { resourceType, resourceId = '', resourceRegion = '', cidr, owner }: AllocationEntity, account: string, regions: readonly SnapshotRegion[]): boolean {
  if (owner !== account || !regions.some(({ region }) => region === resourceRegion)) return false;
  const { vpcs, subnets, addresses, pools } = ec2State(world);
  const hasCidr = (other: { readonly cidr: Cidr }) => other.cidr.start === cidr.start && other.cidr.netmaskLength === cidr.netmaskLength;
  if (resourceType === 'vpc') return vpcs.get(resourceId)?.cidrs.some(hasCidr) !== true;
  if (resourceType === 'subnet') return subnets.get(resourceId) === undefined;
  if (resourceType === 'eip') return addresses.get(resourceId) === undefined;
  return resourceType === 'ipam-pool' && pools.get(resourceId) === undefined;
}

function lagOf({ unkindness: { ipamLag } }: World, { resourceType }: AllocationEntity): { readonly max: number } {
  return resourceType === 'subnet' || resourceType === 'eip' ? ipamLag[resourceType] : resourceType === 'ipam-pool' ? ipamLag.pool : ipamLag.vpc;
}

function notice(world: World, allocation: AllocationEntity): void {
  for (const record of [...ec2State(world).resourceCidrs.all()]) {
    if (record.resourceId === allocation.resourceId && record.cidr.start === allocation.cidr.start) forget(world, record);
  }
  removeAllocation(world, allocation);
}
