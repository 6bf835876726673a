import type { CreateVpcRequest, CreateVpcResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { refuseDryRun } from '../errors';
import { noticeCreation } from '../ipam/discovery';
import { createDefaultParts } from '../network-parts';
import { VPC, VPC_CIDR_ASSOCIATION } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { chooseIpv4, chooseIpv6, describeIpv6Cidrs, describeVpc, wantsIpv6 } from '../vpcs';

export function createVpc(input: CreateVpcRequest, call: CallContext): CreateVpcResult {
  const { world, caller, region } = call;
  const tags = tagsFrom(input.TagSpecifications, VPC);
  const takeCidr = chooseIpv4(call, input, 'vpc', tags);
  const takeIpv6 = wantsIpv6(input) ? chooseIpv6(call, input, tags) : undefined;
  refuseDryRun(input);
  const id = world.random.id(VPC.prefix);
  const chosen = [takeCidr(id), ...(takeIpv6 ? [takeIpv6(id)] : [])];
  const vpc = ec2State(world).vpcs.put({
    id,
    account: caller.account,
    region,
    tags,
    isDefault: false,
    instanceTenancy: input.InstanceTenancy ?? 'default',
    cidrs: chosen.map(({ cidr, allocation }) => ({ id: world.random.id(VPC_CIDR_ASSOCIATION.prefix), cidr, state: 'associated', poolId: allocation?.poolId })),
  });
  createDefaultParts(world, vpc);
  for (const { cidr, allocation } of chosen) {
    noticeCreation(world, { resourceId: id, resourceType: 'vpc', region, account: caller.account, cidr, vpcId: id }, allocation);
  }
  return { Vpc: { ...describeVpc(vpc), Ipv6CidrBlockAssociationSet: describeIpv6Cidrs(vpc), State: 'pending' } };
}
