import type { World } from '../../world';
import type { Entity, Tags } from './entities';
import type { Records } from './records';
import {
  ELASTIC_IP,
  INTERNET_GATEWAY,
  IPAM,
  IPAM_POOL,
  IPAM_RESOURCE_DISCOVERY,
  IPAM_RESOURCE_DISCOVERY_ASSOCIATION,
  IPAM_SCOPE,
  NAT_GATEWAY,
  NETWORK_INTERFACE,
  PUBLIC_IPV4_POOL,
  SUBNET,
  VPC,
  type ResourceKind,
} from './resource-ids';
import { ec2State } from './state';

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
  ];
}

/** The kind of resource that an id is of, and its records. */
export function recordsOf(world: World, id: string): [ResourceKind, Records<Entity>] | undefined {
  return taggedRecords(world).find(([{ prefix }]) => new RegExp(`^${prefix}-[0-9a-f]+$`).test(id));
}

export function tagsOf(world: World, id: string): Tags {
  return recordsOf(world, id)?.[1].get(id)?.tags ?? {};
}
