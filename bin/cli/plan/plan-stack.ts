import { isFinal } from '../../../lambda/error-table';
import type { Item, ListedPool, PoolItem } from '../../../lambda/item';
import { isManual } from '../../../lambda/observe/allocations';
import type { Allocation } from '../../../lambda/observe/pools';
import { explain } from '../../../lambda/report';
import { completenessBy, completenessOf } from '../../../lambda/stack-events';
import { RESOURCE_TYPE } from '../../../lib/contract';
import type { World } from '../../../lambda/world';
import type { Aws } from '../aws';
import { addressReleases, evaluated, type DeployedRelease, type Surroundings } from './address-releases';
import { allResources, exportsOf, readStack, type DeletedStack, type DeployedResource, type DeployedStack } from './deployed-stack';
import type { Language } from './declare';
import { judgeAddress, type AddressRole } from './judge-address';
import { judgePool, type PoolRole } from './judge-pool';
import { linesToAdd } from './lines-to-add';
import { addressesIn, look, placeOf, type KnownAddress, type Look } from './look';
import { allocationKey, ownersOf } from './owners';
import type { Plan, PlannedAddress, PlannedPool, PlannedRelease } from './plan';
import { verdictOf } from './verdict';

/** What `cdk destroy` of a stack would do, as it stands. */
export async function planStack(aws: Aws, world: World, name: string, language: Language = 'typescript'): Promise<Plan> {
  const cloudFormation = aws.cloudFormation(aws.region);
  const stack = await readStack(cloudFormation, name);
  const here = await addressesIn(world, aws.region);
  if (!('resources' in stack)) return planDeleted(aws, stack, here);
  const resources = allResources(stack);
  const surroundings: Surroundings = {
    account: aws.account,
    region: aws.region,
    exports: usesExports(resources) ? await exportsOf(cloudFormation) : [],
    allocationIdOf: (publicIp) => here.find(({ PublicIp }) => PublicIp === publicIp)?.AllocationId,
  };
  const releases = await judgeReleases(world, addressReleases(resources, surroundings));
  const listed = releases.flatMap(({ deployed, planned }) => (planned.isActive ? (deployed.listed?.items ?? []) : []).map((item) => ({ by: planned.logicalId, item })));
  const own = resources.filter(({ type, physicalId }) => type === 'AWS::EC2::IPAMPool' && physicalId !== undefined);
  const pools = poolsToSee(aws.region, own, listed.map(({ item }) => item));
  const probes = pools.filter(({ poolId }) => !listed.some(({ item }) => isHeld(item, poolId))).map(probe);
  const seen = await look(world, aws.account, pools, [...listed.map(({ item }) => item), ...probes]);

  const elsewhere = [...new Set(listed.map(({ item }) => placeOf(item)).filter(({ region, roleArn }) => roleArn === undefined && region !== aws.region).map(({ region }) => region))];
  const addresses = [{ region: aws.region, addresses: here }, ...(await Promise.all(elsewhere.map(async (region) => ({ region, addresses: await addressesIn(world, region) }))))];
  const notes = [...notesOn(releases.map(({ planned }) => planned), seen, listed)];
  const owners = await ownersOf(cloudFormation, manualOutside(seen, resources));
  const judged = pools.flatMap(({ poolId }): PlannedPool[] => {
    const pool = seen.pools.get(poolId);
    return pool?.is === 'seen' ? [judgePool(pool, poolRole(poolId, own, listed, probes, seen, { ofStack: ofStack(resources, here, surroundings), ownerOf: (allocation) => owners.get(allocationKey(poolId, allocation)) }))] : [];
  });
  const relevant = addresses.flatMap(({ region, addresses: all }) => all.flatMap((address): PlannedAddress[] => {
    const role = addressRole(address, region, { resources, listed, seen, pools: judged, stackName: stack.description.StackName });
    return role === undefined ? [] : [judgeAddress(address, region, role)];
  }));
  const { StackName, StackId, StackStatus, StackStatusReason } = stack.description;
  return verdictOf({
    subject: 'stack',
    account: aws.account,
    region: aws.region,
    stack: { name: StackName, id: StackId, status: StackStatus, statusReason: StackStatusReason?.trim() },
    addressReleases: releases.map(({ planned }) => planned),
    pools: judged,
    addresses: relevant,
    notes,
    ...(hasAddressRelease(stack) || own.length === 0 ? {} : { linesToAdd: linesToAdd(language, own.map(({ logicalId }) => logicalId)) }),
  });
}

/** Whether the template has an AddressRelease, also one that did its work already. */
export function hasAddressRelease({ template, nested }: DeployedStack): boolean {
  return Object.values(template.Resources).some(({ Type }) => Type === RESOURCE_TYPE) || nested.some(hasAddressRelease);
}

function planDeleted(aws: Aws, { name, id, deletedAt }: DeletedStack, here: readonly KnownAddress[]): Plan {
  const addresses = here.flatMap((address) => {
    const tag = tagNaming(name, address);
    return tag === undefined ? [] : [judgeAddress(address, aws.region, { tag })];
  });
  return verdictOf({
    subject: 'stack',
    account: aws.account,
    region: aws.region,
    stack: { name, id, status: 'DELETE_COMPLETE', statusReason: deletedAt === undefined ? undefined : `deleted at ${deletedAt.toISOString()}` },
    addressReleases: [],
    pools: [],
    addresses,
    notes: [],
  });
}

interface JudgedRelease {
  readonly deployed: DeployedRelease;
  readonly planned: PlannedRelease;
}

/** Whether each AddressRelease will release anything when the stack is deleted. */
async function judgeReleases(world: World, releases: readonly DeployedRelease[]): Promise<JudgedRelease[]> {
  return Promise.all(
    releases.map(async (deployed): Promise<JudgedRelease> => {
      const { resource, listed, problem } = deployed;
      const because = problem === undefined ? await whyInactive(world, deployed) : `what it lists can't be told: ${problem}`;
      const planned = { logicalId: resource.logicalId, items: listed?.items.length ?? 0, timeoutSeconds: listed?.timeoutSeconds ?? 0, isActive: because === undefined, because };
      return { deployed, planned };
    }),
  );
}

async function whyInactive(world: World, { resource: { isRetained, stack }, listed }: DeployedRelease): Promise<string | undefined> {
  if (isRetained) return 'it is retained (its removal policy is RETAIN)';
  if (listed?.releaseOn.includes('CREATION_ROLLBACK') === true) return undefined;
  const { StackStatus, StackId, CreationTime } = stack.description;
  const completeness = completenessBy(StackStatus) ?? (await completenessOf(world, { id: StackId, createdAt: CreationTime }));
  if (completeness === 'neverComplete') return 'the stack was never created completely, and releaseOn does not name CREATION_ROLLBACK';
  return completeness === 'unknown' ? 'the events of the stack do not tell whether it was ever created completely' : undefined;
}

/** The pools of the stack, and those that are listed. */
function poolsToSee(region: string, own: readonly DeployedResource[], items: readonly Item[]): ListedPool[] {
  const pools = [
    ...own.map(({ physicalId = '' }) => ({ region, roleArn: undefined, poolId: physicalId, inApp: true, known: true })),
    ...items.filter((item): item is PoolItem => item.kind !== 'addresses' && item.pool.roleArn === undefined).map(({ pool }) => pool),
  ];
  return [...new Map(pools.reverse().map((pool) => [pool.poolId, pool])).values()].reverse();
}

/** Has the handler look at what is in a pool as if it had to be emptied. */
function probe(pool: ListedPool): Item {
  return { kind: 'emptyPool', pool, stopMonitoring: false, cascadeWhenUnused: false };
}

function isHeld(item: Item, poolId: string): item is PoolItem {
  return (item.kind === 'emptyPool' || item.kind === 'deletePool') && item.pool.poolId === poolId;
}

interface ListedItem {
  readonly by: string;
  readonly item: Item;
}

function poolRole(poolId: string, own: readonly DeployedResource[], listed: readonly ListedItem[], probes: readonly Item[], { sightings, pools }: Look, belongs: Pick<PoolRole, 'ofStack' | 'ownerOf'>): PoolRole {
  const resource = own.find(({ physicalId }) => physicalId === poolId);
  const held = listed.find(({ item }) => isHeld(item, poolId));
  const pool = pools.get(poolId);
  const canCascade = pool?.is === 'seen' && pool.found.canCascade;
  const targetsOf = (item: Item | undefined) => {
    const sighting = item && sightings.get(item);
    return sighting?.is === 'seen' ? sighting.targets : [];
  };
  const obstacle = held?.item ?? probes.find((item) => isHeld(item, poolId));
  return {
    logicalId: resource?.logicalId,
    isDeleted: resource?.isRetained === false,
    emptiedBy: held && { by: held.by, cascade: held.item.kind === 'emptyPool' ? held.item.cascadeWhenUnused && canCascade : held.item.kind === 'deletePool' && held.item.cascade },
    listed: new Map(listed.filter(({ item }) => item.kind === 'allocations' && item.pool.poolId === poolId).flatMap(({ by, item }) => targetsOf(item).map((target) => [target.id, { by, target }] as const))),
    obstacles: new Map(targetsOf(obstacle).map((target) => [target.id, target])),
    ...belongs,
  };
}

/** What stacks other than this one may have in its pools. */
function manualOutside({ pools }: Look, resources: readonly DeployedResource[]): string[] {
  const own = new Set(resources.map(({ physicalId }) => physicalId));
  const keys = [...pools.values()].flatMap((pool) => (pool.is === 'seen' ? pool.allocations.filter(isManual).map((allocation) => allocationKey(pool.listed.poolId, allocation)) : []));
  return keys.filter((key) => !own.has(key));
}

/** Finds the stack's resource that has an allocation. */
function ofStack(resources: readonly DeployedResource[], addresses: readonly KnownAddress[], surroundings: Surroundings): PoolRole['ofStack'] {
  const byId = new Map(resources.map((resource) => [resource.physicalId ?? '', resource]));
  const own = resources.filter(({ type }) => type === 'AWS::EC2::IPAMAllocation');
  const blocks = resources.filter(({ type, status }) => type === 'AWS::EC2::VPCCidrBlock' && !status.includes('DELETE_'));
  return (allocation: Allocation) => {
    const { ResourceId: id = '', IpamPoolAllocationId } = allocation;
    const address = addresses.find(({ AllocationId }) => AllocationId === id);
    return byId.get(id) ?? byId.get(address?.PublicIp ?? 'none') ?? own.find(({ physicalId }) => physicalId?.includes(IpamPoolAllocationId)) ?? blocks.find((block) => vpcOf(block, surroundings) === id);
  };
}

/** A CIDR block that the stack associated with a VPC. */
function vpcOf(block: DeployedResource, surroundings: Surroundings): unknown {
  try {
    const { VpcId, Ipv4IpamPoolId, Ipv6IpamPoolId } = evaluated(block, surroundings);
    return Ipv4IpamPoolId === undefined && Ipv6IpamPoolId === undefined ? undefined : VpcId;
  } catch {
    return undefined;
  }
}

interface AddressContext {
  readonly resources: readonly DeployedResource[];
  readonly listed: readonly ListedItem[];
  readonly seen: Look;
  readonly pools: readonly PlannedPool[];
  readonly stackName: string;
}

/** What the stack has to do with an address; undefined when nothing. */
function addressRole(address: KnownAddress, region: string, { resources, listed, seen, pools, stackName }: AddressContext): AddressRole | undefined {
  const { AllocationId, PublicIp } = address;
  const own = resources.find(({ type, physicalId }) => type === 'AWS::EC2::EIP' && physicalId === PublicIp);
  const target = listed.flatMap(({ by, item }) => {
    const sighting = seen.sightings.get(item);
    return item.kind === 'addresses' && item.at.region === region && sighting?.is === 'seen' ? sighting.targets.map((each) => ({ by, target: each })) : [];
  }).find(({ target: { holderId } }) => holderId === AllocationId);
  const inPool = pools.filter(({ contents }) => contents.length > 0).flatMap(({ contents }) => contents).find(({ resourceId, fate }) => resourceId === AllocationId && fate !== 'stays');
  const tag = tagNaming(stackName, address);
  return own ?? target ?? inPool ?? tag ? { own, listed: target, inPool, tag } : undefined;
}

/** The tag by which somebody said that an address is for the stack. */
function tagNaming(stackName: string, { Tags = [] }: KnownAddress): string | undefined {
  const found = Tags.find(({ Key = '', Value }) => Value === stackName && !Key.startsWith('aws:'));
  return found && `${found.Key ?? ''}=${stackName}`;
}

function* notesOn(releases: readonly PlannedRelease[], { sightings, pools }: Look, listed: readonly ListedItem[]): Generator<string> {
  for (const { logicalId, because } of releases) if (because !== undefined) yield `${logicalId} releases nothing: ${because}`;
  for (const pool of pools.values()) {
    if (pool.is === 'unclear') yield `what is in ${pool.listed.poolId} could not be seen (${explain(pool.verdict)})`;
  }
  for (const { by, item } of listed) {
    const { roleArn } = placeOf(item);
    const sighting = sightings.get(item);
    if (roleArn !== undefined) yield `${by} lists something that it reaches as ${roleArn}: look at that with a --profile of its account`;
    else if (sighting?.is === 'unclear' && isFinal(sighting.verdict)) yield `${by}: ${explain(sighting.verdict)}${sighting.verdict.remedy === undefined ? '' : `; ${sighting.verdict.remedy}`}`;
  }
}

function usesExports(resources: readonly DeployedResource[]): boolean {
  return resources.some(({ declaration }) => JSON.stringify(declaration?.Properties ?? {}).includes('Fn::ImportValue'));
}
