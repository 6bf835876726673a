import type { CreateLoadBalancerInput, CreateLoadBalancerOutput, SubnetMapping } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { associate } from '../../ec2/addresses';
import type { AddressEntity, PoolEntity, SubnetEntity } from '../../ec2/entities';
import { madeUp } from '../../ec2/errors';
import { gatewayOf } from '../../ec2/internet-gateways';
import { poolInLocale } from '../../ec2/ipam/pools';
import { takeManagedAddress } from '../../ec2/managed-addresses';
import { createInterface } from '../../ec2/network-interfaces';
import { ec2State } from '../../ec2/state';
import { afterAWhile } from '../../ec2/transition';
import { authorize } from '../../iam/authorize';
import { arnOf, describeLoadBalancer, fullName, loadBalancers, type LoadBalancerEntity, type LoadBalancerKind, type LoadBalancerNode } from '../load-balancers';

/** A subnet of the new load balancer, and the customer's own address for it. */
interface Mapping {
  readonly subnet: SubnetEntity;
  readonly privateIpAddress?: string | undefined;
  readonly elasticIp?: AddressEntity | undefined;
}

/**
 * An internet-facing load balancer has a public address in each subnet: a Network Load Balancer the customer's own, where one is given;
 * all others are of AWS's, and managed by it. An Application Load Balancer may take them from an IPAM pool.
 */
export function CreateLoadBalancer(input: CreateLoadBalancerInput, call: CallContext): CreateLoadBalancerOutput {
  const { world, caller, region } = call;
  const { Name: name = '', Scheme: scheme = 'internet-facing' } = input;
  const type = kindOf(input);
  authorize(call, arnOf(caller.account, region, fullName(type, name, '*')));
  if (!/^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)) throw madeUp('ValidationError', `The load balancer name '${name}' is not valid`);
  const all = loadBalancers(world);
  const request = JSON.stringify(input);
  const known = [...all.values()].find((other) => other.name === name && other.account === caller.account && other.region === region);
  if (known?.request === request) return { LoadBalancers: [describeLoadBalancer(known)] };
  if (known) throw new AwsError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists, but with different settings`);

  const mappings = mappingsOf(input, type, call);
  const { vpcId } = mappings[0].subnet;
  const isPublic = scheme === 'internet-facing';
  if (isPublic && !gatewayOf(world, vpcId)) throw new AwsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
  const ipamPoolId = input.IpamPools?.Ipv4IpamPoolId;
  const pool = ipamPoolId === undefined ? undefined : poolFor(type, ipamPoolId, call);

  // An Application Load Balancer has the VPC's own when none is named; a Network Load Balancer has none.
  const securityGroups = input.SecurityGroups ?? (type === 'application' ? [vpcId.replace('vpc-', 'sg-')] : []);
  const full = fullName(type, name, world.random.hex(16));
  const arn = arnOf(caller.account, region, full);
  const loadBalancer: LoadBalancerEntity = {
    arn,
    name,
    account: caller.account,
    region,
    type,
    scheme,
    vpcId,
    nodes: mappings.map((mapping) => createNode(call, mapping, { full, type, isPublic, pool, securityGroups })),
    securityGroups,
    ipamPoolId,
    state: 'provisioning',
    createdAt: world.clock.now(),
    request,
  };
  all.set(arn, loadBalancer);
  // No figure of its own: a load balancer takes about as long to come as its interfaces take to go.
  afterAWhile(world, world.unkindness.loadBalancerInterfaces, () => {
    if (all.has(arn)) all.set(arn, { ...loadBalancer, state: 'active' });
  });
  return { LoadBalancers: [describeLoadBalancer(loadBalancer)] };
}

function createNode(
  call: CallContext,
  { subnet, privateIpAddress, elasticIp }: Mapping,
  { full, type, isPublic, pool, securityGroups: groups }: Pick<LoadBalancerEntity, 'type' | 'securityGroups'> & { full: string; isPublic: boolean; pool: PoolEntity | undefined },
): LoadBalancerNode {
  const { world } = call;
  const managedBy = type === 'application' ? 'load_balancer' : 'network_load_balancer';
  const networkInterface = createInterface(world, subnet, { description: `ELB ${full}`, tags: {}, groups, managedBy, privateIpAddress });
  if (isPublic) associate(world, elasticIp ?? takeManagedAddress(call, type === 'application' ? 'alb' : 'nlb', pool), networkInterface);
  return {
    subnetId: subnet.id,
    availabilityZone: subnet.availabilityZone,
    networkInterfaceId: networkInterface.id,
    elasticIp: elasticIp && { allocationId: elasticIp.id, publicIp: elasticIp.publicIp },
  };
}

function kindOf({ Type: type = 'application' }: CreateLoadBalancerInput): LoadBalancerKind {
  if (type === 'gateway') throw new AwsError('UnsupportedOperation', "the sandbox's Elastic Load Balancing has no gateway load balancers");
  return type;
}

function mappingsOf({ Subnets, SubnetMappings, Scheme }: CreateLoadBalancerInput, type: LoadBalancerKind, call: CallContext): [Mapping, ...Mapping[]] {
  if (Subnets && SubnetMappings) throw madeUp('ValidationError', 'You can specify either Subnets or SubnetMappings, but not both');
  const [first, ...others] = (SubnetMappings ?? Subnets?.map((SubnetId) => ({ SubnetId })) ?? []).map((mapping) => mappingOf(mapping, type, call));
  if (!first) throw madeUp('ValidationError', 'You must specify subnets');
  const all: [Mapping, ...Mapping[]] = [first, ...others];
  const zones = new Set(all.map(({ subnet }) => subnet.availabilityZone));
  if (type === 'application' && zones.size < 2) {
    throw new AwsError('ValidationError', 'At least two subnets in two different Availability Zones must be specified');
  }
  if (zones.size < all.length) throw new AwsError('InvalidConfigurationRequest', 'A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  if (all.some(({ subnet }) => subnet.vpcId !== first.subnet.vpcId)) throw madeUp('InvalidConfigurationRequest', 'All subnets must be in the same VPC');
  if (Scheme === 'internal' && all.some(({ elasticIp }) => elasticIp)) {
    throw madeUp('InvalidConfigurationRequest', 'Allocation IDs cannot be specified for internal load balancers');
  }
  return all;
}

function mappingOf({ SubnetId = '', AllocationId, PrivateIPv4Address }: SubnetMapping, type: LoadBalancerKind, { world, caller, region }: CallContext): Mapping {
  const { subnets, addresses } = ec2State(world);
  const subnet = subnets.get(SubnetId);
  if (subnet?.account !== caller.account || subnet.region !== region) throw new AwsError('SubnetNotFound', `The subnet ID '${SubnetId}' does not exist`);
  if (AllocationId === undefined) return { subnet, privateIpAddress: PrivateIPv4Address };
  if (type === 'application') throw madeUp('ValidationError', 'Elastic IP addresses cannot be specified for application load balancers');
  const elasticIp = addresses.get(AllocationId);
  if (elasticIp?.account !== caller.account || elasticIp.region !== region) {
    throw madeUp('AllocationIdNotFound', `The allocation IDs '${AllocationId}' do not exist`);
  }
  // Code and text are Elastic Load Balancing's own, as terraform-aws-modules/terraform-aws-alb#171 has them.
  if (elasticIp.association || elasticIp.serviceManaged) throw new AwsError('ResourceInUse', 'The allocation IDs are not available for use');
  return { subnet, privateIpAddress: PrivateIPv4Address, elasticIp };
}

function poolFor(type: LoadBalancerKind, ipamPoolId: string, call: CallContext): PoolEntity {
  if (type !== 'application') throw madeUp('InvalidConfigurationRequest', 'IPAM pools are supported for application load balancers only');
  const pool = poolInLocale(call, ipamPoolId);
  if (pool.scopeType !== 'public' || pool.family !== 'ipv4' || pool.awsService !== 'ec2') {
    throw madeUp('InvalidConfigurationRequest', `The IPAM pool '${ipamPoolId}' has no public IPv4 addresses for EC2`);
  }
  return pool;
}
