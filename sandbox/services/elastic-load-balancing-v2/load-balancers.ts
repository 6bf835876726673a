import type { LoadBalancer, LoadBalancerSchemeEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../aws-error';
import { PARTITION } from '../../principal';
import type { World } from '../../world';
import { addressOn } from '../ec2/addresses';
import { interfacesOf } from '../ec2/network-parts';

/** What a load balancer has in one of its subnets. */
export interface LoadBalancerNode {
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly networkInterfaceId: string;
  /** The customer's own Elastic IP. */
  readonly elasticIp?: { readonly allocationId: string; readonly publicIp: string };
}

export interface LoadBalancerEntity {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly type: LoadBalancerKind;
  readonly scheme: LoadBalancerSchemeEnum;
  readonly vpcId: string;
  readonly nodes: readonly LoadBalancerNode[];
  readonly securityGroups: readonly string[];
  readonly ipamPoolId?: string;
  readonly state: 'provisioning' | 'active';
  readonly createdAt: number;
  /** What it was asked for with: to ask for the same again is answered with the same. */
  readonly request: string;
}

export type LoadBalancerKind = 'application' | 'network';

/** Every load balancer of every account and Region, by its ARN. */
export function loadBalancers(world: World): Map<string, LoadBalancerEntity> {
  return world.state('elastic-load-balancing-v2', () => new Map<string, LoadBalancerEntity>());
}

/** `app/NAME/ID`, which is also how the interfaces' descriptions name it. */
export function fullName(type: LoadBalancerKind, name: string, id: string): string {
  return `${type === 'application' ? 'app' : 'net'}/${name}/${id}`;
}

export function arnOf(account: string, region: string, full: string): string {
  return `arn:${PARTITION}:elasticloadbalancing:${region}:${account}:loadbalancer/${full}`;
}

/** A copy of one that exists elsewhere, with the interfaces that are part of it. */
export function adoptLoadBalancer(world: World, { arn, account, region }: Pick<LoadBalancerEntity, 'arn' | 'account' | 'region'>): void {
  const [, kind, name = ''] = arn.split('/');
  const interfaces = interfacesOf(world, arn);
  const nodes = interfaces.map(({ id, subnetId, availabilityZone }) => {
    const address = addressOn(world, id);
    return { subnetId, availabilityZone, networkInterfaceId: id, elasticIp: address && !address.serviceManaged ? { allocationId: address.id, publicIp: address.publicIp } : undefined };
  });
  const [first] = interfaces;
  const isPublic = interfaces.some(({ id }) => addressOn(world, id) !== undefined);
  loadBalancers(world).set(arn, {
    ...{ arn, name, account, region, nodes },
    type: kind === 'net' ? 'network' : 'application',
    scheme: isPublic ? 'internet-facing' : 'internal',
    vpcId: first?.vpcId ?? '',
    securityGroups: first?.groups ?? [],
    state: 'active',
    createdAt: world.clock.now(),
    request: '',
  });
}

export function notFound(): AwsError {
  return new AwsError('LoadBalancerNotFound', 'One or more load balancers not found');
}

/** A load balancer as DescribeLoadBalancers shows it. */
export function describeLoadBalancer(loadBalancer: LoadBalancerEntity): LoadBalancer {
  const { arn, name, region, type, scheme, vpcId, nodes, securityGroups, ipamPoolId, state, createdAt } = loadBalancer;
  const id = arn.split('/').at(-1) ?? '';
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    DNSName: type === 'application' ? `${name}-${id}.${region}.elb.amazonaws.com` : `${name}-${id}.elb.${region}.amazonaws.com`,
    // Each Region has its own; this is that of us-east-1.
    CanonicalHostedZoneId: type === 'application' ? 'Z35SXDOTRQ7X7K' : 'Z26RNL4JYFTOTI',
    CreatedTime: new Date(createdAt),
    Scheme: scheme,
    VpcId: vpcId,
    State: { Code: state },
    Type: type,
    AvailabilityZones: nodes.map(({ subnetId, availabilityZone, elasticIp }) => ({
      ZoneName: availabilityZone,
      SubnetId: subnetId,
      LoadBalancerAddresses: elasticIp ? [{ AllocationId: elasticIp.allocationId, IpAddress: elasticIp.publicIp }] : [],
    })),
    SecurityGroups: [...securityGroups],
    IpAddressType: 'ipv4',
    IpamPools: ipamPoolId === undefined ? undefined : { Ipv4IpamPoolId: ipamPoolId },
  };
}
