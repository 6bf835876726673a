import type { ServiceManaged } from '@aws-sdk/client-ec2';
import { ACCOUNT } from '../../principal';
import type { World } from '../../world';
import { associate, recoverAddress, takePublicAddress } from './addresses';
import { parseCidr } from './cidr';
import type { AddressEntity, SubnetEntity, VpcEntity } from './entities';
import { createInterface } from './network-interfaces';
import { createDefaultParts } from './network-parts';
import { availabilityZones } from './regions';
import { ELASTIC_IP, INTERNET_GATEWAY, SUBNET, VPC, VPC_CIDR_ASSOCIATION } from './resource-ids';
import { ec2State } from './state';

/** Whose it is, and where. */
export interface Place {
  /** @default - the sandbox's account */
  readonly account?: string;
  readonly region: string;
}

function putAddress(world: World, { account = ACCOUNT, region }: Place, more: Partial<AddressEntity> = {}): AddressEntity {
  return ec2State(world).addresses.put({
    id: world.random.id(ELASTIC_IP.prefix),
    account,
    region,
    tags: {},
    publicIp: more.publicIp ?? takePublicAddress(world),
    networkBorderGroup: region,
    publicIpv4Pool: 'amazon',
    ...more,
  });
}

/** An address that an AWS service allocated for itself in the account. */
export function seedServiceManagedAddress(world: World, place: Place, serviceManaged: ServiceManaged): AddressEntity {
  return putAddress(world, place, { serviceManaged });
}

/** An address that only AWS Support can unlock. */
export function seedLockedAddress(world: World, place: Place): AddressEntity {
  return putAddress(world, place, { locked: true });
}

/** An address with a reverse DNS record. */
export function seedAddressWithPtrRecord(world: World, place: Place, ptrRecord = 'mail.example.com.'): AddressEntity {
  return putAddress(world, place, { ptrRecord });
}

/** An address on an interface that AWS manages: a Network Load Balancer's. */
export function seedAddressHeldByAws(world: World, place: Place): AddressEntity {
  const { subnet } = seedVpc(world, place, { isDefault: false });
  const groups: string[] = [];
  const networkInterface = createInterface(world, subnet, { description: 'ELB net/sandbox/1', tags: {}, groups, managedBy: 'network_load_balancer' });
  return associate(world, putAddress(world, place), networkInterface);
}

/** Another account takes a public address that was released. */
export function seedAddressTakenByAnother(world: World, region: string, publicIp: string, account: string): AddressEntity {
  recoverAddress(world, publicIp);
  return putAddress(world, { account, region }, { publicIp });
}

/** The owner shares a pool with another account, by RAM. */
export function seedPoolShare(world: World, poolId: string, account: string): void {
  const { pools } = ec2State(world);
  const pool = pools.get(poolId);
  if (!pool) throw new Error(`there is no IPAM pool ${poolId} to share`);
  pools.put({ ...pool, sharedWith: [...pool.sharedWith, account] });
}

/** The owner takes the share back: the pool is not found any more, what the other account has in it stays. */
export function seedPoolShareTakenBack(world: World, poolId: string, account: string): void {
  const { pools } = ec2State(world);
  const pool = pools.get(poolId);
  if (!pool) throw new Error(`there is no IPAM pool ${poolId} to take back`);
  pools.put({ ...pool, sharedWith: pool.sharedWith.filter((one) => one !== account) });
}

/** The Region's default VPC, with a subnet: addresses associated in it may be released as they are. */
export function seedDefaultVpc(world: World, place: Place): { vpc: VpcEntity; subnet: SubnetEntity } {
  return seedVpc(world, place, { isDefault: true });
}

function seedVpc(world: World, { account = ACCOUNT, region }: Place, { isDefault }: { isDefault: boolean }): { vpc: VpcEntity; subnet: SubnetEntity } {
  const { vpcs, subnets, internetGateways } = ec2State(world);
  const { random } = world;
  const owned = { account, region, tags: {} };
  const vpc = vpcs.put({
    ...owned,
    id: random.id(VPC.prefix),
    isDefault,
    instanceTenancy: 'default',
    cidrs: [{ id: random.id(VPC_CIDR_ASSOCIATION.prefix), cidr: parseCidr('172.31.0.0/16', 'cidrBlock'), state: 'associated' }],
  });
  createDefaultParts(world, vpc);
  internetGateways.put({ ...owned, id: random.id(INTERNET_GATEWAY.prefix), vpcId: vpc.id });
  const subnet = subnets.put({
    ...owned,
    id: random.id(SUBNET.prefix),
    vpcId: vpc.id,
    availabilityZone: availabilityZones(region)[0]?.name ?? region,
    defaultForAz: isDefault,
    cidr: parseCidr('172.31.0.0/20', 'cidrBlock'),
  });
  return { vpc, subnet };
}
