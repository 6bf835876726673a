import type {
  AssociateVpcCidrBlockRequest,
  AssociateVpcCidrBlockResult,
  DisassociateVpcCidrBlockRequest,
  DisassociateVpcCidrBlockResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { contains, formatCidr, overlaps } from '../cidr';
import type { VpcEntity } from '../entities';
import { noticeCreation, noticeDeletion } from '../ipam/discovery';
import { checkId, notFound, VPC_CIDR_ASSOCIATION } from '../resource-ids';
import { ec2State } from '../state';
import { chooseIpv4, chooseIpv6, describeCidrAssociation, describeIpv6Association, ownVpc, subnetsIn, wantsIpv6 } from '../vpcs';
import { madeUp } from '../errors';

/** A further block of a VPC. */
export function associateVpcCidrBlock(input: AssociateVpcCidrBlockRequest, call: CallContext): AssociateVpcCidrBlockResult {
  const { world, caller, region } = call;
  const vpc = ownVpc(call, input.VpcId ?? '');
  const { cidr, allocation } = (wantsIpv6(input) ? chooseIpv6(call, input, vpc.tags) : chooseIpv4(call, input, 'vpc', vpc.tags))(vpc.id);
  if (vpc.cidrs.some((other) => overlaps(other.cidr, cidr))) {
    throw madeUp('InvalidVpc.Range', `The CIDR '${formatCidr(cidr)}' conflicts with another CIDR of the VPC.`);
  }
  const association = { id: world.random.id(VPC_CIDR_ASSOCIATION.prefix), cidr, state: 'associated', poolId: allocation?.poolId } as const;
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
  if (subnetsIn(world, vpc.id).some(({ cidr, ipv6Cidr }) => [cidr, ipv6Cidr?.cidr].some((block) => block && contains(association.cidr, block)))) {
    // Reported in hashicorp/terraform-provider-aws#29077.
    throw new AwsError('InvalidCidrBlock.InUse', `The vpc ${vpc.id} currently has a subnet within CIDR block ${formatCidr(association.cidr)}`);
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
