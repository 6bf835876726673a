import type { NetworkInterface, NetworkInterfaceAttachment } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { addressOn, publicDnsName } from './addresses';
import { addressCount, contains, formatAddress, readCidr } from './cidr';
import type { NetworkInterfaceEntity, SubnetEntity } from './entities';
import { invalidValue } from './errors';
import { checkId, NETWORK_INTERFACE, notFound } from './resource-ids';
import { ec2State } from './state';
import { tagList } from './tags';

/** AWS keeps the first four addresses of every subnet, and the last one. */
const RESERVED_FIRST = 4n;
const RESERVED_LAST = 1n;

export function ownNetworkInterface({ world, caller, region }: Pick<CallContext, 'world' | 'caller' | 'region'>, id: string): NetworkInterfaceEntity {
  checkId(NETWORK_INTERFACE, id);
  const networkInterface = ec2State(world).networkInterfaces.get(id);
  if (networkInterface?.account !== caller.account || networkInterface.region !== region) throw notFound(NETWORK_INTERFACE, id);
  return networkInterface;
}

export function interfacesIn(world: World, subnetId: string): NetworkInterfaceEntity[] {
  return [...ec2State(world).networkInterfaces.all()].filter((networkInterface) => networkInterface.subnetId === subnetId);
}

type NewInterface = Pick<NetworkInterfaceEntity, 'description' | 'tags' | 'managedBy' | 'partOf' | 'groups' | 'ipv6Addresses' | 'hasPrimaryIpv6' | 'connectionTracking'> & {
  readonly privateIpAddress?: string;
  /** @default - AWS itself */
  readonly requesterId?: string;
};

/** A new interface in a subnet, at this private address or at the next free one. */
export function createInterface(
  world: World,
  subnet: SubnetEntity,
  { privateIpAddress, ...rest }: NewInterface,
): NetworkInterfaceEntity {
  const { account, region, vpcId, availabilityZone } = subnet;
  const octets = Array.from({ length: 5 }, () => world.random.hex(2));
  return ec2State(world).networkInterfaces.put({
    requesterId: 'amazon-aws',
    ...rest,
    createdAt: world.clock.now(),
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
  const { id, account, region, privateIpAddress, managedBy, ipv6Addresses = [], hasPrimaryIpv6 } = networkInterface;
  const address = addressOn(world, id);
  const association = address?.association && {
    AllocationId: address.id,
    AssociationId: address.association.id,
    IpOwnerId: address.account,
    PublicIp: address.publicIp,
    PublicDnsName: publicDnsName(address.publicIp, region),
  };
  const privateDnsName = `ip-${privateIpAddress.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;
  return {
    NetworkInterfaceId: id,
    SubnetId: networkInterface.subnetId,
    VpcId: networkInterface.vpcId,
    AvailabilityZone: networkInterface.availabilityZone,
    Description: networkInterface.description,
    OwnerId: account,
    RequesterId: networkInterface.requesterId,
    RequesterManaged: managedBy !== undefined,
    Status: isInUse(networkInterface) ? 'in-use' : 'available',
    MacAddress: networkInterface.macAddress,
    PrivateIpAddress: privateIpAddress,
    PrivateDnsName: privateDnsName,
    SourceDestCheck: managedBy === undefined,
    Groups: networkInterface.groups.map((GroupId) => ({ GroupId, GroupName: 'default' })),
    InterfaceType: interfaceType(networkInterface),
    Association: association,
    PrivateIpAddresses: [{ PrivateIpAddress: privateIpAddress, PrivateDnsName: privateDnsName, Primary: true, Association: association }],
    Attachment: isInUse(networkInterface) ? attachmentOf(networkInterface) : undefined,
    ConnectionTrackingConfiguration: networkInterface.connectionTracking,
    Ipv6Address: ipv6Addresses[0],
    Ipv6Addresses: ipv6Addresses.map((Ipv6Address, index) => ({ Ipv6Address, IsPrimaryIpv6: index === 0 && (hasPrimaryIpv6 ?? false) })),
    TagSet: tagList(networkInterface.tags),
  };
}

/** Whether something holds it: nobody deletes it then. */
export function isInUse({ managedBy, partOf }: NetworkInterfaceEntity): boolean {
  return managedBy !== undefined || partOf !== undefined;
}

/** Route 53 Resolver's have no type of their own; the model calls that of a NAT gateway `natGateway`, and EC2 says `nat_gateway`. */
export function interfaceType({ managedBy = 'resolver' }: NetworkInterfaceEntity): NetworkInterface['InterfaceType'] {
  if (managedBy === 'natGateway') return 'nat_gateway' as NetworkInterface['InterfaceType'];
  return managedBy === 'resolver' ? 'interface' : managedBy;
}

/** What an instance or an AWS service holds an interface with. */
function attachmentOf({ id, createdAt, account, managedBy, partOf, isKept }: NetworkInterfaceEntity): NetworkInterfaceAttachment {
  return {
    AttachmentId: `${managedBy ? 'ela-attach' : 'eni-attach'}-${id.slice('eni-'.length)}`,
    InstanceId: managedBy ? undefined : partOf,
    InstanceOwnerId: managedBy ? 'amazon-aws' : account,
    DeviceIndex: managedBy ? 1 : 0,
    DeleteOnTermination: managedBy === undefined && isKept !== true,
    Status: 'attached',
    AttachTime: managedBy ? undefined : new Date(createdAt),
  };
}

/** The given addresses of a subnet's IPv6 block, or its next free ones. */
export function ipv6AddressesIn(world: World, { id, ipv6Cidr }: SubnetEntity, wanted: readonly string[], count: number): string[] {
  if (wanted.length === 0 && count === 0) return [];
  if (!ipv6Cidr) throw invalidValue(id, 'subnetId', 'The subnet has no IPv6 CIDR block.');
  const taken = new Set(interfacesIn(world, id).flatMap(({ ipv6Addresses = [] }) => ipv6Addresses));
  for (const address of wanted) {
    const cidr = readCidr(`${address}/128`);
    if (!cidr || !contains(ipv6Cidr.cidr, cidr) || taken.has(address)) throw invalidValue(address, 'ipv6Address');
  }
  const chosen = [...wanted];
  for (let address = ipv6Cidr.cidr.start + RESERVED_FIRST; chosen.length < count; address++) {
    const text = formatAddress('ipv6', address);
    if (!taken.has(text)) chosen.push(text);
  }
  return chosen;
}
