import type { World } from '../../world';
import type { Entity, Tags } from './entities';
import type { Records } from './records';
import {
  CUSTOMER_GATEWAY,
  DHCP_OPTIONS,
  EGRESS_ONLY_INTERNET_GATEWAY,
  ELASTIC_IP,
  FLOW_LOG,
  INSTANCE,
  INTERNET_GATEWAY,
  IPAM,
  IPAM_POOL,
  IPAM_RESOURCE_DISCOVERY,
  IPAM_RESOURCE_DISCOVERY_ASSOCIATION,
  IPAM_SCOPE,
  LAUNCH_TEMPLATE,
  NAT_GATEWAY,
  NETWORK_ACL,
  NETWORK_INTERFACE,
  PUBLIC_IPV4_POOL,
  ROUTE_TABLE,
  SECURITY_GROUP,
  SUBNET,
  TRANSIT_GATEWAY,
  TRANSIT_GATEWAY_ATTACHMENT,
  TRANSIT_GATEWAY_ROUTE_TABLE,
  VPC,
  VPC_ENDPOINT,
  VPN_CONNECTION,
  VPN_GATEWAY,
  type ResourceKind,
} from './resource-ids';
import { ec2State } from './state';

const TAGGED_PARTS = [
  SECURITY_GROUP,
  ROUTE_TABLE,
  NETWORK_ACL,
  VPC_ENDPOINT,
  EGRESS_ONLY_INTERNET_GATEWAY,
  VPN_GATEWAY,
  CUSTOMER_GATEWAY,
  VPN_CONNECTION,
  FLOW_LOG,
  DHCP_OPTIONS,
  INSTANCE,
  LAUNCH_TEMPLATE,
  TRANSIT_GATEWAY,
  TRANSIT_GATEWAY_ATTACHMENT,
  TRANSIT_GATEWAY_ROUTE_TABLE,
];

/** Everything that can be tagged after it was created, by its kind. */
export function taggedRecords(world: World): readonly [ResourceKind, Records<Entity>][] {
  const state = ec2State(world);
  return [
    [IPAM_POOL, state.pools],
    [IPAM_SCOPE, state.scopes],
    [IPAM, state.ipams],
    [IPAM_RESOURCE_DISCOVERY, state.resourceDiscoveries],
    [IPAM_RESOURCE_DISCOVERY_ASSOCIATION, state.resourceDiscoveryAssociations],
    [ELASTIC_IP, state.addresses],
    [VPC, state.vpcs],
    [SUBNET, state.subnets],
    [NETWORK_INTERFACE, state.networkInterfaces],
    [NAT_GATEWAY, state.natGateways],
    [INTERNET_GATEWAY, state.internetGateways],
    [PUBLIC_IPV4_POOL, state.publicIpv4Pools],
    ...TAGGED_PARTS.map((kind): [ResourceKind, Records<Entity>] => [kind, state.networkParts]),
  ];
}

/** The kind of resource that an id is of, and its records. */
export function recordsOf(world: World, id: string): [ResourceKind, Records<Entity>] | undefined {
  return taggedRecords(world).find(([kind]) => isOfKind(kind, id));
}

export function isOfKind({ prefix }: ResourceKind, id: string): boolean {
  return new RegExp(`^${prefix}-[0-9a-f]+$`).test(id);
}

export function tagsOf(world: World, id: string): Tags {
  return recordsOf(world, id)?.[1].get(id)?.tags ?? {};
}
