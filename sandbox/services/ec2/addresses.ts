import type { Address } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { formatAddress } from './cidr';
import type { AddressEntity, NetworkInterfaceEntity } from './entities';
import { checkId, EIP_ASSOCIATION, ELASTIC_IP, notFound } from './resource-ids';
import { ec2State } from './state';
import { tagsIfAny } from './tags';
import { madeUp } from './errors';

/** What became of addresses that were released: who had them, and which may be handed out again. */
interface ReleasedAddresses {
  /** The public address, by the allocation id it had. */
  readonly byAllocation: Map<string, string>;
  /** Oldest first. */
  readonly free: string[];
}

function released(world: World): ReleasedAddresses {
  return world.state('ec2/released-addresses', () => ({ byAllocation: new Map<string, string>(), free: [] }));
}

/** A public address that nobody has. Amazon hands out again what others released. */
export function takePublicAddress(world: World): string {
  const { free } = released(world);
  if (free.length > 0 && world.random.between(0, 1) === 0) return free.shift() ?? takePublicAddress(world);
  for (;;) {
    const candidate = formatAddress('ipv4', BigInt(world.random.between(0x03d00000, 0x03dfffff)));
    if (!free.includes(candidate) && !addressWithIp(world, candidate)) return candidate;
  }
}

/** The address that this account releases goes back to Amazon; its allocation id is remembered. */
export function giveUpAddress(world: World, { id, publicIp, publicIpv4Pool }: AddressEntity): void {
  const { byAllocation, free } = released(world);
  ec2State(world).addresses.delete(id);
  byAllocation.set(id, publicIp);
  if (publicIpv4Pool === 'amazon') free.push(publicIp);
}

/** Takes a particular address back that was released, unless another account has it by now. */
export function recoverAddress(world: World, publicIp: string): void {
  const { free } = released(world);
  const index = free.indexOf(publicIp);
  if (index < 0) throw new AwsError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  free.splice(index, 1);
}

function addressWithIp(world: World, publicIp: string): AddressEntity | undefined {
  return [...ec2State(world).addresses.all()].find((address) => address.publicIp === publicIp);
}

/** The caller's address. What was the caller's and is another account's now is answered with AuthFailure. A73, A76 */
export function ownAddress({ world, caller, region }: CallContext, allocationId: string): AddressEntity {
  checkId(ELASTIC_IP, allocationId);
  const address = ec2State(world).addresses.get(allocationId);
  if (address?.account === caller.account && address.region === region) return address;
  const publicIp = address?.region === region ? address.publicIp : released(world).byAllocation.get(allocationId);
  const holder = publicIp === undefined ? undefined : addressWithIp(world, publicIp);
  if (holder && holder.account !== caller.account) throw notYours(holder.publicIp);
  throw notFound(ELASTIC_IP, allocationId);
}

/** The caller's address, by its public IP. */
export function ownAddressWithIp({ world, caller, region }: CallContext, publicIp: string): AddressEntity {
  const address = addressWithIp(world, publicIp);
  if (address?.region !== region) throw new AwsError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  if (address.account !== caller.account) throw notYours(publicIp);
  return address;
}

/** The address of an association of the caller's. */
export function associatedAddress({ world, caller, region }: CallContext, associationId: string): AddressEntity {
  checkId(EIP_ASSOCIATION, associationId);
  for (const address of ec2State(world).addresses.all()) {
    if (address.association?.id === associationId && address.account === caller.account && address.region === region) return address;
  }
  throw notFound(EIP_ASSOCIATION, associationId);
}

function notYours(publicIp: string): AwsError {
  return new AwsError('AuthFailure', `The address '${publicIp}' does not belong to you.`);
}

/** Refuses to take an address from an interface that AWS manages, such as a NAT gateway's, even a `deleting` one's. A77 */
export function checkHolder(world: World, { association }: AddressEntity): void {
  if (!association) return;
  if (ec2State(world).networkInterfaces.get(association.networkInterfaceId)?.managedBy) {
    throw new AwsError('AuthFailure', 'You do not have permission to access the specified resource.');
  }
}

/** Refuses to let anybody have an address that a service of AWS manages. Code and text are made up: nobody reports them. */
export function checkIsCustomers({ publicIp, serviceManaged }: AddressEntity): void {
  if (serviceManaged) throw madeUp('OperationNotPermitted', `The address '${publicIp}' is managed by the service ${serviceManaged}.`);
}

export function associate(world: World, address: AddressEntity, networkInterface: NetworkInterfaceEntity): AddressEntity {
  return ec2State(world).addresses.put({
    ...address,
    association: {
      id: world.random.id(EIP_ASSOCIATION.prefix),
      networkInterfaceId: networkInterface.id,
      privateIpAddress: networkInterface.privateIpAddress,
    },
  });
}

export function disassociate(world: World, address: AddressEntity): AddressEntity {
  return ec2State(world).addresses.put({ ...address, association: undefined });
}

/** The address that an interface has, if it has one. */
export function addressOn(world: World, networkInterfaceId: string): AddressEntity | undefined {
  return [...ec2State(world).addresses.all()].find(({ association }) => association?.networkInterfaceId === networkInterfaceId);
}

/** The name that Amazon's DNS has for a public address. */
export function publicDnsName(publicIp: string, region: string): string {
  return `ec2-${publicIp.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;
}

/** An address as DescribeAddresses shows it: what is not set is absent. */
export function describeAddress(world: World, address: AddressEntity): Address {
  const { association } = address;
  const networkInterface = association && ec2State(world).networkInterfaces.get(association.networkInterfaceId);
  return {
    PublicIp: address.publicIp,
    AllocationId: address.id,
    AssociationId: association?.id,
    Domain: 'vpc',
    InstanceId: networkInterface?.managedBy ? undefined : networkInterface?.partOf,
    NetworkInterfaceId: association?.networkInterfaceId,
    NetworkInterfaceOwnerId: networkInterface?.account,
    PrivateIpAddress: association?.privateIpAddress,
    SubnetId: networkInterface?.subnetId,
    Tags: tagsIfAny(address.tags),
    PublicIpv4Pool: address.publicIpv4Pool,
    NetworkBorderGroup: address.networkBorderGroup,
    ServiceManaged: address.serviceManaged,
  };
}
