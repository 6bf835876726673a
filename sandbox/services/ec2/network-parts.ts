import type { CallContext } from '../../api';
import type { Range, Unkindness } from '../../unkindness';
import type { World } from '../../world';
import { addressOn, disassociate } from './addresses';
import type { NetworkInterfaceEntity, NetworkPartEntity, SubnetEntity, VpcEntity } from './entities';
import { createInterface } from './network-interfaces';
import { INSTANCE, NETWORK_ACL, notFound, ROUTE_TABLE, SECURITY_GROUP, type ResourceKind } from './resource-ids';
import { refuseDeletion } from './network-part-dependencies';
import { ec2State } from './state';
import { afterAWhile } from './transition';

/** Whose it is, and where. */
type Place = Pick<NetworkPartEntity, 'account' | 'region'>;

type NewPart = Place & Partial<Pick<NetworkPartEntity, 'id' | 'tags' | 'vpcId' | 'isDefault' | 'shown'>>;

export function createPart(world: World, { prefix, type }: ResourceKind, { id = world.random.id(prefix), tags = {}, shown = {}, ...rest }: NewPart): NetworkPartEntity {
  return ec2State(world).networkParts.put({ id, type, tags, shown, state: 'available', ...rest });
}

export function ownPart({ world, caller, region }: Pick<CallContext, 'world' | 'caller' | 'region'>, kind: ResourceKind, id: string): NetworkPartEntity {
  const part = ec2State(world).networkParts.get(id);
  if (part?.type !== kind.type || part.account !== caller.account || part.region !== region) throw notFound(kind, id);
  return part;
}

/** What every VPC is made with: a security group, a network ACL and its main route table. */
export function createDefaultParts(world: World, { id: vpcId, account, region }: VpcEntity): void {
  const digits = vpcId.slice('vpc-'.length);
  const made = { account, region, vpcId, isDefault: true } as const;
  createPart(world, SECURITY_GROUP, { ...made, id: `sg-${digits}`, shown: { GroupName: 'default', Description: 'default VPC security group' } });
  createPart(world, NETWORK_ACL, { ...made, id: `acl-${digits}` });
  createPart(world, ROUTE_TABLE, { ...made, id: `rtb-${digits}`, shown: { Associations: [{ Main: true, RouteTableAssociationId: `rtbassoc-${digits}` }] } });
}

export function deleteDefaultParts(world: World, vpcId: string): void {
  const { networkParts } = ec2State(world);
  for (const part of [...networkParts.all()]) if (part.vpcId === vpcId && part.isDefault) networkParts.delete(part.id);
}

/** Gives a part an interface in each of its subnets. */
export function createInterfacesOf(world: World, part: NetworkPartEntity, subnets: readonly SubnetEntity[], more: Omit<Parameters<typeof createInterface>[2], 'partOf' | 'tags'>): string[] {
  return subnets.map((subnet) => createInterface(world, subnet, { ...more, tags: {}, partOf: part.id }).id);
}

/** What is deleted at once is not here. */
const DELETION: Readonly<Record<string, (unkindness: Unkindness) => Range>> = {
  'vpc-endpoint': ({ networkPartDeletion }) => networkPartDeletion,
  'transit-gateway-attachment': ({ networkPartDeletion }) => networkPartDeletion,
  'resolver-endpoint': ({ networkPartDeletion }) => networkPartDeletion,
  'vpn-connection': ({ networkPartDeletion }) => networkPartDeletion,
  instance: ({ instanceTermination }) => instanceTermination,
};

/** Deletes a part unless something depends on it. Its interfaces hold subnets, security groups and addresses until it is gone. */
export function deletePart(world: World, part: NetworkPartEntity): void {
  const { networkParts } = ec2State(world);
  if (part.state === 'deleting') return;
  refuseDeletion(world, part);
  const range = DELETION[part.type]?.(world.unkindness) ?? { min: 0, max: 0 };
  networkParts.put({ ...part, state: 'deleting' });
  afterAWhile(world, range, () => {
    deleteInterfacesOf(world, part.id);
    networkParts.delete(part.id);
  });
}

export function interfacesOf(world: World, partId: string): NetworkInterfaceEntity[] {
  return [...ec2State(world).networkInterfaces.all()].filter(({ partOf }) => partOf === partId);
}

function deleteInterfacesOf(world: World, partId: string): void {
  for (const networkInterface of interfacesOf(world, partId)) {
    if (networkInterface.isKept) {
      detachInterface(world, networkInterface);
      continue;
    }
    const address = addressOn(world, networkInterface.id);
    if (address) disassociate(world, address);
    ec2State(world).networkInterfaces.delete(networkInterface.id);
  }
}

/** Attaches an interface that was there before to an instance. */
export function attachInterface(world: World, networkInterface: NetworkInterfaceEntity, instanceId: string): void {
  ec2State(world).networkInterfaces.put({ ...networkInterface, partOf: instanceId, isKept: true });
}

export function detachInterface(world: World, networkInterface: NetworkInterfaceEntity): void {
  ec2State(world).networkInterfaces.put({ ...networkInterface, partOf: undefined, isKept: undefined });
}

/** An instance's first interface, which an address for the instance is associated with. */
export function primaryInterfaceOf({ world, caller, region }: Pick<CallContext, 'world' | 'caller' | 'region'>, instanceId: string): NetworkInterfaceEntity {
  const instance = ownPart({ world, caller, region }, INSTANCE, instanceId);
  const [primary] = interfacesOf(world, instance.id);
  if (!primary) throw notFound(INSTANCE, instanceId);
  return primary;
}

/** A virtual private gateway has one VPC, and lets it go only after a while. */
export function detachVpnGateway(world: World, part: NetworkPartEntity): void {
  const { networkParts } = ec2State(world);
  networkParts.put({ ...part, state: 'detaching' });
  afterAWhile(world, world.unkindness.vpnGatewayDetachment, () => {
    networkParts.put({ ...part, vpcId: undefined });
  });
}
