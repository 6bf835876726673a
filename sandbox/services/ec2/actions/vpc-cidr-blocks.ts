import type {
  AssociateVpcCidrBlockRequest,
  AssociateVpcCidrBlockResult,
  DisassociateVpcCidrBlockRequest,
  DisassociateVpcCidrBlockResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { contains, formatCidr, overlaps, parseCidr, type Cidr } from '../cidr';
import { CidrSpace } from '../cidr-space';
import type { VpcEntity } from '../entities';
import { invalidCombination } from '../errors';
import { noticeCreation, noticeDeletion } from '../ipam/discovery';
import { allocateForResource } from '../ipam/pool-cidrs';
import { poolInLocale } from '../ipam/pools';
import { checkId, notFound, VPC_CIDR_ASSOCIATION } from '../resource-ids';
import { ec2State } from '../state';
import { chooseIpv4, describeCidrAssociation, describeIpv6Association, ownVpc, subnetsIn, type ChosenCidr } from '../vpcs';

/** A further block of a VPC. */
export function associateVpcCidrBlock(input: AssociateVpcCidrBlockRequest, call: CallContext): AssociateVpcCidrBlockResult {
  const { world, caller, region } = call;
  const vpc = ownVpc(call, input.VpcId ?? '');
  const { cidr, allocation } = isIpv6(input) ? chooseIpv6(input, call, vpc) : chooseIpv4(call, input, 'vpc')(vpc.id);
  if (vpc.cidrs.some((other) => overlaps(other.cidr, cidr))) {
    throw new AwsError('InvalidVpc.Range', `The CIDR '${formatCidr(cidr)}' conflicts with another CIDR of the VPC.`);
  }
  const association = { id: world.random.id(VPC_CIDR_ASSOCIATION.prefix), cidr, state: 'associated' } as const;
  const changed = ec2State(world).vpcs.put({ ...vpc, cidrs: [...vpc.cidrs, association] });
  noticeCreation(world, { resourceId: vpc.id, resourceType: 'vpc', region, account: caller.account, cidr, vpcId: vpc.id }, allocation);
  return { VpcId: vpc.id, ...describeOne(changed, { ...association, state: 'associating' }) };
}

export function disassociateVpcCidrBlock(input: DisassociateVpcCidrBlockRequest, call: CallContext): DisassociateVpcCidrBlockResult {
  const { world, caller, region } = call;
  const id = input.AssociationId ?? '';
  checkId(VPC_CIDR_ASSOCIATION, id);
  const { vpcs } = ec2State(world);
  const vpc = [...vpcs.all()].find(({ account, region: place, cidrs }) => account === caller.account && place === region && cidrs.some((one) => one.id === id));
  const association = vpc?.cidrs.find((one) => one.id === id);
  if (!vpc || !association) throw notFound(VPC_CIDR_ASSOCIATION, id);
  if (vpc.cidrs[0] === association) {
    throw new AwsError('OperationNotPermitted', `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`);
  }
  if (subnetsIn(world, vpc.id).some(({ cidr }) => cidr && contains(association.cidr, cidr))) {
    throw new AwsError('InvalidCidrBlock.InUse', `The vpc CIDR block with association ID ${id} may not be disassociated. It has subnets.`);
  }
  vpcs.put({ ...vpc, cidrs: vpc.cidrs.filter((one) => one.id !== id) });
  noticeDeletion(world, vpc.id, 'vpc', association.cidr);
  return { VpcId: vpc.id, ...describeOne(vpc, { ...association, state: 'disassociating' }) };
}

function describeOne(vpc: VpcEntity, association: VpcEntity['cidrs'][number]): AssociateVpcCidrBlockResult {
  return association.cidr.family === 'ipv6'
    ? { Ipv6CidrBlockAssociation: describeIpv6Association(vpc, association) }
    : { CidrBlockAssociation: describeCidrAssociation(association) };
}

function isIpv6({ Ipv6CidrBlock, Ipv6IpamPoolId, AmazonProvidedIpv6CidrBlock }: AssociateVpcCidrBlockRequest): boolean {
  return Ipv6CidrBlock !== undefined || Ipv6IpamPoolId !== undefined || AmazonProvidedIpv6CidrBlock === true;
}

/** From an IPAM pool, or the next /56 of Amazon's. */
function chooseIpv6(input: AssociateVpcCidrBlockRequest, call: CallContext, vpc: VpcEntity): ChosenCidr {
  if (input.Ipv6IpamPoolId !== undefined) {
    const pool = poolInLocale(call, input.Ipv6IpamPoolId);
    const cidr = input.Ipv6CidrBlock === undefined ? undefined : parseCidr(input.Ipv6CidrBlock, 'ipv6CidrBlock');
    const holder = { resourceType: 'vpc', resourceId: vpc.id, owner: call.caller.account } as const;
    const allocation = allocateForResource(call.world, pool, { cidr, netmaskLength: input.Ipv6NetmaskLength }, holder);
    return { cidr: allocation.cidr, allocation };
  }
  if (input.AmazonProvidedIpv6CidrBlock !== true) throw invalidCombination('Ipv6CidrBlock can only be used with Ipv6IpamPoolId.');
  const space = call.world.state('ec2/amazon-vpc-ipv6', () => new CidrSpace(parseCidr('2600:1f20::/28', 'cidr')));
  const cidr: Cidr | undefined = space.firstFree(56);
  if (!cidr) throw new AwsError('InsufficientCidrBlocks', 'There are no IPv6 CIDR blocks left.');
  space.take(cidr);
  return { cidr };
}
