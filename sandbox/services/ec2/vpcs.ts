import type { Subnet, SubnetIpv6CidrBlockAssociation, Vpc, VpcCidrBlockAssociation, VpcIpv6CidrBlockAssociation } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../api';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { formatCidr, parseCidr, type Cidr } from './cidr';
import { CidrSpace } from './cidr-space';
import type { AllocationEntity, CidrAssociation, SubnetEntity, Tags, VpcEntity } from './entities';
import { madeUp, missingParameter } from './errors';
import { allocateForResource } from './ipam/pool-cidrs';
import { poolInLocale, requireResourceTags } from './ipam/pools';
import { freeAddresses } from './network-interfaces';
import { availabilityZones } from './regions';
import { arn, checkId, notFound, SUBNET, VPC } from './resource-ids';
import { ec2State } from './state';
import { tagsIfAny } from './tags';

export function ownVpc({ world, caller, region }: CallContext, id: string): VpcEntity {
  checkId(VPC, id);
  const vpc = ec2State(world).vpcs.get(id);
  if (vpc?.account !== caller.account || vpc.region !== region) throw notFound(VPC, id);
  return vpc;
}

export function ownSubnet({ world, caller, region }: Pick<CallContext, 'world' | 'caller' | 'region'>, id: string): SubnetEntity {
  checkId(SUBNET, id);
  const subnet = ec2State(world).subnets.get(id);
  if (subnet?.account !== caller.account || subnet.region !== region) throw notFound(SUBNET, id);
  return subnet;
}

export function subnetsIn(world: World, vpcId: string): SubnetEntity[] {
  return [...ec2State(world).subnets.all()].filter((subnet) => subnet.vpcId === vpcId);
}

export interface CidrChoice {
  readonly CidrBlock?: string | undefined;
  readonly Ipv4IpamPoolId?: string | undefined;
  readonly Ipv4NetmaskLength?: number | undefined;
}

/** A block that a VPC or subnet has, and the allocation it holds when the block came from an IPAM pool. */
export interface ChosenCidr {
  readonly cidr: Cidr;
  readonly allocation?: AllocationEntity;
}

/**
 * The IPv4 block of a new VPC, of a VPC's further block or of a subnet: given, or from an IPAM pool. It is checked at
 * once; the block is taken when the returned function is called.
 */
export function chooseIpv4(
  call: CallContext,
  { CidrBlock, Ipv4IpamPoolId, Ipv4NetmaskLength }: CidrChoice,
  kind: 'vpc' | 'subnet',
  tags: Tags,
): (resourceId: string) => ChosenCidr {
  if (CidrBlock === undefined && Ipv4IpamPoolId === undefined) throw missingParameter('cidrBlock');
  if (CidrBlock !== undefined && Ipv4NetmaskLength !== undefined) {
    throw madeUp('InvalidParameterCombination', 'You may specify CidrBlock or Ipv4NetmaskLength, but not both in the same call.');
  }
  const cidr = CidrBlock === undefined ? undefined : parseCidr(CidrBlock, 'cidrBlock');
  const length = cidr?.netmaskLength ?? Ipv4NetmaskLength;
  const code = kind === 'vpc' ? 'InvalidVpc.Range' : 'InvalidSubnet.Range';
  if (length !== undefined && (length < 16 || length > 28)) throw new AwsError(code, `The CIDR '${CidrBlock ?? `/${length}`}' is invalid.`);
  if (Ipv4IpamPoolId !== undefined) {
    const pool = poolInLocale(call, Ipv4IpamPoolId);
    if (pool.scopeType !== 'private' || pool.family !== 'ipv4') throw madeUp('InvalidParameterCombination', `The IPAM pool ${pool.id} can't be used for a ${kind}'s IPv4 CIDR.`);
    requireResourceTags(pool, tags);
    return (resourceId) => {
      const holder = { resourceType: kind, resourceId, owner: call.caller.account };
      const allocation = allocateForResource(call.world, pool, { cidr, netmaskLength: Ipv4NetmaskLength }, holder);
      return { cidr: allocation.cidr, allocation };
    };
  }
  return () => ({ cidr: parseCidr(CidrBlock ?? '', 'cidrBlock') });
}

export interface Ipv6Choice {
  readonly AmazonProvidedIpv6CidrBlock?: boolean | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly Ipv6IpamPoolId?: string | undefined;
  readonly Ipv6NetmaskLength?: number | undefined;
}

/** Whether a VPC is asked for an IPv6 block. */
export function wantsIpv6({ Ipv6CidrBlock, Ipv6IpamPoolId, AmazonProvidedIpv6CidrBlock }: Ipv6Choice): boolean {
  return Ipv6CidrBlock !== undefined || Ipv6IpamPoolId !== undefined || AmazonProvidedIpv6CidrBlock === true;
}

/** A VPC's IPv6 block: from an IPAM pool, or the next /56 of Amazon's. Checked at once, taken when the returned function is called. */
export function chooseIpv6(call: CallContext, input: Ipv6Choice, tags: Tags): (vpcId: string) => ChosenCidr {
  const { world, caller } = call;
  const cidr = input.Ipv6CidrBlock === undefined ? undefined : parseCidr(input.Ipv6CidrBlock, 'ipv6CidrBlock');
  if (input.Ipv6IpamPoolId !== undefined) {
    const pool = poolInLocale(call, input.Ipv6IpamPoolId);
    requireResourceTags(pool, tags);
    return (vpcId) => {
      const holder = { resourceType: 'vpc', resourceId: vpcId, owner: caller.account } as const;
      const allocation = allocateForResource(world, pool, { cidr, netmaskLength: input.Ipv6NetmaskLength }, holder);
      return { cidr: allocation.cidr, allocation };
    };
  }
  if (input.AmazonProvidedIpv6CidrBlock !== true) throw madeUp('InvalidParameterCombination', 'Ipv6CidrBlock can only be used with Ipv6IpamPoolId.');
  return () => {
    const space = world.state('ec2/amazon-vpc-ipv6', () => new CidrSpace(parseCidr('2600:1f20::/28', 'cidr')));
    const block = space.firstFree(56);
    if (!block) throw madeUp('InsufficientCidrBlocks', 'There are no IPv6 CIDR blocks left.');
    space.take(block);
    return { cidr: block };
  };
}

export function describeIpv6Cidrs(vpc: VpcEntity): VpcIpv6CidrBlockAssociation[] {
  return vpc.cidrs.filter(({ cidr }) => cidr.family === 'ipv6').map((association) => describeIpv6Association(vpc, association));
}

/** A VPC as DescribeVpcs shows it. */
export function describeVpc(vpc: VpcEntity): Vpc {
  const [primary] = vpc.cidrs;
  const ipv6 = describeIpv6Cidrs(vpc);
  return {
    VpcId: vpc.id,
    OwnerId: vpc.account,
    State: 'available',
    CidrBlock: primary && formatCidr(primary.cidr),
    CidrBlockAssociationSet: vpc.cidrs.filter(({ cidr }) => cidr.family === 'ipv4').map(describeCidrAssociation),
    Ipv6CidrBlockAssociationSet: ipv6.length > 0 ? ipv6 : undefined,
    DhcpOptionsId: `dopt-${vpc.id.slice('vpc-'.length)}`,
    InstanceTenancy: vpc.instanceTenancy,
    IsDefault: vpc.isDefault,
    Tags: tagsIfAny(vpc.tags),
  };
}

export function describeCidrAssociation({ id, cidr, state }: CidrAssociation): VpcCidrBlockAssociation {
  return { AssociationId: id, CidrBlock: formatCidr(cidr), CidrBlockState: { State: state } };
}

export function describeIpv6Association({ region }: VpcEntity, { id, cidr, state, poolId = 'Amazon' }: CidrAssociation): VpcIpv6CidrBlockAssociation {
  return { AssociationId: id, Ipv6CidrBlock: formatCidr(cidr), Ipv6CidrBlockState: { State: state }, NetworkBorderGroup: region, Ipv6Pool: poolId };
}

function describeSubnetIpv6({ id, cidr, state }: CidrAssociation): SubnetIpv6CidrBlockAssociation {
  return { AssociationId: id, Ipv6CidrBlock: formatCidr(cidr), Ipv6CidrBlockState: { State: state } };
}

/** A subnet as DescribeSubnets shows it. */
export function describeSubnet(world: World, subnet: SubnetEntity): Subnet {
  const { id, account, region, availabilityZone } = subnet;
  return {
    SubnetId: id,
    SubnetArn: arn(SUBNET, region, account, id),
    VpcId: subnet.vpcId,
    OwnerId: account,
    State: 'available',
    CidrBlock: subnet.cidr && formatCidr(subnet.cidr),
    AvailableIpAddressCount: freeAddresses(world, subnet),
    AvailabilityZone: availabilityZone,
    AvailabilityZoneId: availabilityZones(region).find(({ name }) => name === availabilityZone)?.id,
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.defaultForAz,
    AssignIpv6AddressOnCreation: false,
    MapCustomerOwnedIpOnLaunch: false,
    Ipv6CidrBlockAssociationSet: subnet.ipv6Cidr ? [describeSubnetIpv6(subnet.ipv6Cidr)] : [],
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    Tags: tagsIfAny(subnet.tags),
  };
}
