import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { AddressReleaseProperties, LocationProperties } from '../../../../lib/contract';
import type { Properties } from '../../../../sandbox/services/cloudformation/handlers/resource-type';
import type { Blueprint } from '../../../../sandbox/services/cloudformation/template/blueprint';
import type { Stack, StackResource } from '../../../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../../../sandbox/services/cloudformation/stacks/stacks';
import { ec2State } from '../../../../sandbox/services/ec2/state';
import type { World } from '../../../../sandbox/world';
import { PLACEHOLDER } from '../placeholders';
import { runReleasesInProcess } from '../release-functions';
import { isRelease } from './carried';
import { standInFor, type Place } from './copy-functions';
import { copyResources } from './copy-resources';
import { loadEc2 } from './load-ec2';
import { allIn, type Snapshot, type SnapshotResource, type SnapshotStack } from './snapshot';

/** A stack out of a snapshot, in the sandbox. */
export interface LoadedStack {
  readonly stack: Stack;
  readonly notes: readonly string[];
  /** The interfaces in its VPCs that nothing of it has. */
  readonly outsiders: ReadonlySet<string>;
  /** Begins what goes on by itself, once things take time. */
  readonly begin: () => void;
}

/** Puts the stack, its network and the functions of its AddressReleases into the sandbox, with the ids that they have. */
export function loadSnapshot(world: World, snapshot: Snapshot): LoadedStack {
  const { account, region } = snapshot;
  const begin = loadEc2(world, snapshot);
  runReleasesInProcess(world, account, region);
  const place = { world, account, region };
  const copied = copyResources(place, snapshot);
  const notes = [...snapshot.notes, ...dropInterfaces(world, snapshot, copied)];
  const outsiders = outsidersIn(world, snapshot);
  if (outsiders.size > 0) notes.push(`Network interfaces in the VPCs of the stack that nothing of it is known to have, and that stay: ${[...outsiders].join(', ')}`);
  const stack = loadStack(place, snapshot.stack, copied);
  const standIns = [...new Set(allIn(snapshot.stack).filter(({ type }) => isRelease(type)).map(({ properties }) => String(properties?.ServiceToken)))].filter((token) => standInFor(place, token));
  notes.push(...standIns.map((token) => `The function ${token} is not of the stack: in the rehearsal it may do everything`));
  return { stack, notes, outsiders, begin };
}

/** A placeholder is deleted at once, and its interfaces would stay for good. */
function dropInterfaces(world: World, { stack, holders }: Snapshot, copied: ReadonlySet<SnapshotResource>): string[] {
  const { networkInterfaces } = ec2State(world);
  const own = idsOf(stack, 'AWS::EC2::NetworkInterface');
  const copies = new Set([...copied].map(({ physicalId }) => physicalId));
  const isHeldBy = (id: string, isHolder: (physicalId: string) => boolean) => holders.some(({ networkInterfaceId, physicalId }) => networkInterfaceId === id && isHolder(physicalId));
  const ofPlaceholders = [...networkInterfaces.all()].filter(({ id }) => isHeldBy(id, (holder) => !copies.has(holder)) && !isHeldBy(id, (holder) => copies.has(holder)));
  // CloudFormation itself deletes one that is a resource.
  for (const one of ofPlaceholders.filter(({ id }) => own.has(id))) networkInterfaces.put({ ...one, partOf: undefined });
  const dropped = ofPlaceholders.filter(({ id }) => !own.has(id));
  for (const { id } of dropped) networkInterfaces.delete(id);
  return dropped.length === 0 ? [] : [`Network interfaces that are taken to go with what has them, which is a placeholder: ${dropped.length}`];
}

function outsidersIn(world: World, { stack, regions, holders }: Snapshot): ReadonlySet<string> {
  const own = idsOf(stack, 'AWS::EC2::NetworkInterface');
  const vpcs = idsOf(stack, 'AWS::EC2::VPC');
  const held = new Set(holders.map(({ networkInterfaceId }) => networkInterfaceId));
  const gateways = idsOf(stack, 'AWS::EC2::NatGateway');
  const addresses = regions.flatMap(({ natGateways }) => natGateways.filter(({ NatGatewayId = '', State }) => gateways.has(NatGatewayId) || State === 'deleting').flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses));
  const ofNatGateways = new Set(addresses.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
  const found = [...ec2State(world).networkInterfaces.all()].filter(({ id, vpcId }) => vpcs.has(vpcId) && !own.has(id) && !held.has(id) && !ofNatGateways.has(id));
  return new Set(found.map(({ id }) => id));
}

function idsOf(stack: SnapshotStack, type: string): ReadonlySet<string> {
  return new Set(allIn(stack).flatMap((resource) => (resource.type === type ? [resource.physicalId] : [])));
}

function loadStack(place: Place, found: SnapshotStack, copied: ReadonlySet<SnapshotResource>, parent?: Stack): Stack {
  const { world, account, region } = place;
  const { id, name } = found;
  const all = stacks(world, account, region);
  const stack = all.create({ id, name, account, region, ...(parent ? { parent } : {}) });
  stack.terminationProtection = found.terminationProtection;
  stack.blueprint = EMPTY;
  for (const nested of found.nested) loadStack(place, nested, copied, stack);
  if (found.completeness === 'complete') stack.enter('CREATE_COMPLETE');
  if (found.completeness === 'neverComplete') stack.enter('CREATE_FAILED');
  if (found.status !== stack.status) stack.enter(found.status as StackStatus);
  for (const resource of found.resources) stack.resources.set(resource.logicalId, resourceOf(world, resource, copied.has(resource)));
  stack.outputs = found.exports.map(({ name: ExportName, value: OutputValue }) => ({ OutputKey: ExportName, OutputValue, ExportName }));
  for (const { name: exported, importedBy } of found.exports) {
    for (const importer of importedBy) {
      const other = all.existing.find((each) => each.name === importer) ?? all.create({ name: importer, account, region });
      other.blueprint ??= { ...EMPTY, imports: new Set() };
      other.blueprint.imports.add(exported);
      if (other.status === 'REVIEW_IN_PROGRESS') other.enter('CREATE_COMPLETE');
    }
  }
  return stack;
}

const EMPTY: Blueprint = { body: '{}', template: { Resources: {} }, parameters: new Map(), capabilities: [], tags: [], notificationArns: [], imports: new Set() };

function resourceOf(world: World, { logicalId, physicalId, status, dependsOn, deletionPolicy, properties = {}, ...resource }: SnapshotResource, isCopied: boolean): StackResource {
  const type = isCopied ? resource.type : `${PLACEHOLDER}${resource.type}`;
  return {
    logicalId,
    type,
    declaration: { Type: type, ...(deletionPolicy === undefined ? {} : { DeletionPolicy: deletionPolicy }) },
    dependencies: dependsOn,
    properties: isRelease(resource.type) ? withoutUnseen(properties) : properties,
    physicalId,
    attributes: resource.type === 'AWS::EC2::EIP' ? { AllocationId: allocationIdOf(world, physicalId) } : {},
    status: status as ResourceStatus,
    operationBegan: 0,
  };
}

/** What is listed with a role, in another account as a rule, is not in a snapshot: its release is not rehearsed. */
function withoutUnseen(properties: Properties): Properties {
  const LISTS: readonly string[] = ['IpamAllocations', 'ElasticIps', 'EmptyPools', 'DeletePools'] satisfies (keyof AddressReleaseProperties)[];
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, LISTS.includes(name) ? (value as LocationProperties[]).filter(({ RoleArn }) => RoleArn === undefined) : value]));
}

function allocationIdOf(world: World, publicIp: string): string | undefined {
  return [...ec2State(world).addresses.all()].find((address) => address.publicIp === publicIp)?.id;
}
