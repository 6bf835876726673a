import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { addressOn } from './addresses';
import { addressCount, contains, formatAddress, readCidr } from './cidr';
import type { NetworkInterfaceEntity, SubnetEntity } from './entities';
import { invalidValue } from './errors';
import { checkId, NETWORK_INTERFACE, notFound } from './resource-ids';
import { ec2State } from './state';
import { tagList } from './tags';

/** AWS keeps the first four addresses of every subnet, and the last one. */
const RESERVED_FIRST = 4n;
const RESERVED_LAST = 1n;

export function ownNetworkInterface({ world, caller, region }: CallContext, id: string): NetworkInterfaceEntity {
  checkId(NETWORK_INTERFACE, id);
  const networkInterface = ec2State(world).networkInterfaces.get(id);
  if (networkInterface?.account !== caller.account || networkInterface.region !== region) throw notFound(NETWORK_INTERFACE, id);
  return networkInterface;
}

export function interfacesIn(world: World, subnetId: string): NetworkInterfaceEntity[] {
  return [...ec2State(world).networkInterfaces.all()].filter((networkInterface) => networkInterface.subnetId === subnetId);
}

/** A new interface in a subnet, at this private address or at the next free one. */
export function createInterface(
  world: World,
  subnet: SubnetEntity,
  { privateIpAddress, ...rest }: Pick<NetworkInterfaceEntity, 'description' | 'tags' | 'managedBy' | 'groups'> & { privateIpAddress?: string },
): NetworkInterfaceEntity {
  const { account, region, vpcId, availabilityZone } = subnet;
  const octets = Array.from({ length: 5 }, () => world.random.hex(2));
  return ec2State(world).networkInterfaces.put({
    ...rest,
    id: world.random.id(NETWORK_INTERFACE.prefix),
    account,
    region,
    vpcId,
    availabilityZone,
    subnetId: subnet.id,
    privateIpAddress: privateAddress(world, subnet, privateIpAddress),
    macAddress: ['02', ...octets].join(':'),
  });
}

function privateAddress(world: World, { id, cidr }: SubnetEntity, wanted: string | undefined): string {
  if (!cidr) throw invalidValue(id, 'subnetId', 'The subnet has no IPv4 CIDR.');
  const taken = new Set(interfacesIn(world, id).map((networkInterface) => networkInterface.privateIpAddress));
  if (wanted !== undefined) {
    const address = readCidr(`${wanted}/32`);
    if (!address || !contains(cidr, address)) throw invalidValue(wanted, 'privateIpAddress', 'Address does not fall within the subnet\'s address range.');
    if (taken.has(wanted)) throw new AwsError('InvalidIPAddress.InUse', `The specified address is already in use.`);
    return wanted;
  }
  const end = cidr.start + addressCount(cidr) - RESERVED_LAST;
  for (let address = cidr.start + RESERVED_FIRST; address < end; address++) {
    const text = formatAddress('ipv4', address);
    if (!taken.has(text)) return text;
  }
  throw new AwsError('InsufficientFreeAddressesInSubnet', 'The specified subnet does not have enough free addresses to satisfy the request.');
}

/** How many addresses of a subnet are left. */
export function freeAddresses(world: World, { id, cidr }: SubnetEntity): number {
  return cidr ? Number(addressCount(cidr) - RESERVED_FIRST - RESERVED_LAST) - interfacesIn(world, id).length : 0;
}

/** An interface as DescribeNetworkInterfaces shows it. */
export function describeInterface(world: World, networkInterface: NetworkInterfaceEntity): NetworkInterface {
  const { id, account, region, privateIpAddress, managedBy } = networkInterface;
  const address = addressOn(world, id);
  const association = address?.association && {
    AllocationId: address.id,
    AssociationId: address.association.id,
    IpOwnerId: address.account,
    PublicIp: address.publicIp,
    PublicDnsName: `ec2-${address.publicIp.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`,
  };
  const privateDnsName = `ip-${privateIpAddress.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;
  return {
    NetworkInterfaceId: id,
    SubnetId: networkInterface.subnetId,
    VpcId: networkInterface.vpcId,
    AvailabilityZone: networkInterface.availabilityZone,
    Description: networkInterface.description,
    OwnerId: account,
    RequesterId: managedBy && 'amazon-aws',
    RequesterManaged: managedBy !== undefined,
    Status: managedBy ? 'in-use' : 'available',
    MacAddress: networkInterface.macAddress,
    PrivateIpAddress: privateIpAddress,
    PrivateDnsName: privateDnsName,
    SourceDestCheck: managedBy === undefined,
    Groups: networkInterface.groups.map((GroupId) => ({ GroupId, GroupName: 'default' })),
    InterfaceType: managedBy === 'natGateway' ? 'natGateway' : (managedBy ?? 'interface'),
    Association: association,
    PrivateIpAddresses: [{ PrivateIpAddress: privateIpAddress, PrivateDnsName: privateDnsName, Primary: true, Association: association }],
    Ipv6Addresses: [],
    TagSet: tagList(networkInterface.tags),
  };
}
