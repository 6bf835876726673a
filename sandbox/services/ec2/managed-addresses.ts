import type { ServiceManaged } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import type { World } from '../../world';
import { giveUpAddress, takePublicAddress } from './addresses';
import { formatAddress } from './cidr';
import type { AddressEntity, AllocationEntity, PoolEntity } from './entities';
import { discoverableAddress, noticeCreation, noticeDeletion } from './ipam/discovery';
import { saysPoolIsFull } from './ipam/allocations';
import { allocateForResource } from './ipam/pool-cidrs';
import { ELASTIC_IP } from './resource-ids';
import { ec2State } from './state';

/**
 * An address that a service of AWS takes for itself in a customer's account. From an IPAM pool when the customer says so; when that has none
 * left, from Amazon's, as Elastic Load Balancing does.
 */
export function takeManagedAddress({ world, caller, region }: CallContext, serviceManaged: ServiceManaged, pool?: PoolEntity): AddressEntity {
  const id = world.random.id(ELASTIC_IP.prefix);
  const allocation = pool && allocateIfLeft(world, pool, { resourceType: 'eip', resourceId: id, owner: caller.account });
  const address = ec2State(world).addresses.put({
    id,
    account: caller.account,
    region,
    tags: {},
    publicIp: allocation ? formatAddress('ipv4', allocation.cidr.start) : takePublicAddress(world),
    networkBorderGroup: region,
    publicIpv4Pool: allocation ? allocation.poolId : 'amazon',
    serviceManaged,
  });
  noticeCreation(world, discoverableAddress(address), allocation);
  return address;
}

function allocateIfLeft(world: World, pool: PoolEntity, holder: Pick<AllocationEntity, 'resourceType' | 'resourceId' | 'owner'>): AllocationEntity | undefined {
  try {
    return allocateForResource(world, pool, { netmaskLength: 32 }, holder);
  } catch (error) {
    if (saysPoolIsFull(error)) return undefined;
    throw error;
  }
}

/** The service takes its address back. IPAM notices only later, as with any other. */
export function giveUpManagedAddress(world: World, address: AddressEntity): void {
  giveUpAddress(world, address);
  noticeDeletion(world, address.id, 'eip');
}
