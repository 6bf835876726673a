import type { CreateSubnetRequest, CreateSubnetResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { contains, formatCidr, overlaps, parseCidr } from '../cidr';
import type { VpcEntity } from '../entities';
import { invalidValue, madeUp, refuseDryRun } from '../errors';
import { noticeCreation } from '../ipam/discovery';
import { removeAllocation } from '../ipam/allocations';
import { poolInLocale } from '../ipam/pools';
import { availabilityZones } from '../regions';
import { SUBNET } from '../resource-ids';
import { ec2State } from '../state';
import { tagsFrom } from '../tags';
import { chooseIpv4, describeSubnet, ownVpc, subnetsIn, type ChosenCidr } from '../vpcs';

export function createSubnet(input: CreateSubnetRequest, call: CallContext): CreateSubnetResult {
  const { world, caller, region } = call;
  const tags = tagsFrom(input.TagSpecifications, SUBNET);
  const vpc = ownVpc(call, input.VpcId ?? '');
  const availabilityZone = chooseZone(input, call);
  if (input.Ipv4IpamPoolId !== undefined && poolInLocale(call, input.Ipv4IpamPoolId).sourceVpcId !== vpc.id) {
    throw madeUp('InvalidParameterCombination', `The IPAM pool ${input.Ipv4IpamPoolId} is not a resource planning pool of the VPC ${vpc.id}.`);
  }
  const takeCidr = chooseIpv4(call, input, 'subnet', tags);
  const ipv6 = input.Ipv6CidrBlock === undefined ? undefined : parseCidr(input.Ipv6CidrBlock, 'ipv6CidrBlock');
  if (ipv6) checkFits(call, vpc, { cidr: ipv6 });
  refuseDryRun(input);
  const id = world.random.id(SUBNET.prefix);
  const chosen = takeCidr(id);
  checkFits(call, vpc, chosen);
  const { cidr, allocation } = chosen;
  const ipv6Cidr = ipv6 && ({ id: world.random.id('subnet-cidr-assoc'), cidr: ipv6, state: 'associated' } as const);
  const subnet = ec2State(world).subnets.put({ id, account: caller.account, region, tags, vpcId: vpc.id, availabilityZone, defaultForAz: false, cidr, ipv6Cidr });
  const resource = { resourceId: id, resourceType: 'subnet', region, account: caller.account, vpcId: vpc.id } as const;
  noticeCreation(world, { ...resource, cidr }, allocation);
  if (ipv6) noticeCreation(world, { ...resource, cidr: ipv6 });
  return { Subnet: describeSubnet(world, subnet) };
}

function chooseZone({ AvailabilityZone, AvailabilityZoneId }: CreateSubnetRequest, { region, world }: CallContext): string {
  const zones = availabilityZones(region);
  if (AvailabilityZone === undefined && AvailabilityZoneId === undefined) return zones[world.random.between(0, zones.length - 1)]?.name ?? '';
  const zone = zones.find(({ name, id }) => name === AvailabilityZone || id === AvailabilityZoneId);
  if (!zone) throw invalidValue(AvailabilityZone ?? AvailabilityZoneId ?? '', 'availabilityZone', `Subnets can currently only be created in the following availability zones: ${zones.map(({ name }) => name).join(', ')}.`);
  return zone.name;
}

function checkFits({ world }: CallContext, vpc: VpcEntity, { cidr, allocation }: ChosenCidr): void {
  const refuse = (code: string, message: string) => {
    if (allocation) removeAllocation(world, allocation);
    return new AwsError(code, message);
  };
  if (!vpc.cidrs.some((block) => contains(block.cidr, cidr))) throw refuse('InvalidSubnet.Range', `The CIDR '${formatCidr(cidr)}' is invalid.`);
  if (subnetsIn(world, vpc.id).some((other) => [other.cidr, other.ipv6Cidr?.cidr].some((block) => block && overlaps(block, cidr)))) {
    throw refuse('InvalidSubnet.Conflict', `The CIDR '${formatCidr(cidr)}' conflicts with another subnet`);
  }
}
