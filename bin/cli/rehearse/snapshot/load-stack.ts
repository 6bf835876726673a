import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { AddressReleaseProperties, LocationProperties } from '../../../../lib/contract';
import { AwsError } from '../../../../sandbox/aws-error';
import type { Properties } from '../../../../sandbox/services/cloudformation/handlers/resource-type';
import type { Blueprint } from '../../../../sandbox/services/cloudformation/template/blueprint';
import type { ResourceDeclaration } from '../../../../sandbox/services/cloudformation/template/template';
import type { Stack } from '../../../../sandbox/services/cloudformation/stacks/stack';
import { stacks } from '../../../../sandbox/services/cloudformation/stacks/stacks';
import type { PolicyDocument } from '../../../../sandbox/services/iam/policy-document';
import { roleNameOf, roles, type RoleInput } from '../../../../sandbox/services/iam/roles';
import { functions } from '../../../../sandbox/services/lambda/functions';
import { logGroups } from '../../../../sandbox/services/logs/log-groups';
import { ec2State } from '../../../../sandbox/services/ec2/state';
import type { World } from '../../../../sandbox/world';
import { PLACEHOLDER } from '../placeholders';
import { runReleasesInProcess } from '../release-functions';
import { isNetwork, isPlain, isRelease } from './carried';
import { loadEc2 } from './load-ec2';
import type { Snapshot, SnapshotRegion, SnapshotResource, SnapshotStack } from './snapshot';

/** A stack out of a snapshot, in the sandbox. */
export interface LoadedStack {
  readonly stack: Stack;
  readonly notes: readonly string[];
  /** Begins what goes on by itself, once things take time. */
  readonly begin: () => void;
}

const ALLOW_ALL: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const TRUST: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
/** Nobody runs it: the handler of this package runs in its place. */
const CODE = { ZipFile: 'exports.handler = () => undefined;' };

/** Puts the stack, its network and the functions of its AddressReleases into the sandbox, with the ids that they have. */
export function loadSnapshot(world: World, snapshot: Snapshot): LoadedStack {
  const { account, region } = snapshot;
  const { regions, taken } = withoutHeldInterfaces(snapshot);
  const begin = loadEc2(world, { ...snapshot, regions });
  runReleasesInProcess(world, account, region);
  const place = { world, account, region };
  const stack = loadStack(place, snapshot.stack, undefined);
  const standIns = [...new Set(allIn(snapshot.stack).filter(({ type }) => isRelease(type)).map(({ properties }) => text(properties?.ServiceToken)))].filter((token) => standInFor(place, token));
  const notes = standIns.map((token) => `The function ${token} is not of the stack: in the rehearsal it may do everything`);
  if (taken > 0) notes.push(`Network interfaces in the VPCs of the stack that are taken to go with what has them: ${taken}. One that something outside the stack has keeps its VPC`);
  return { stack, notes: [...snapshot.notes, ...notes], begin };
}

/** What has an interface in a VPC of the stack (an instance, an endpoint, a function) is a placeholder: its interfaces would stay for good. */
function withoutHeldInterfaces({ stack, regions }: Snapshot): { regions: SnapshotRegion[]; taken: number } {
  const ids = (type: string) => new Set(allIn(stack).flatMap((resource) => (resource.type === type ? [resource.physicalId] : [])));
  const [vpcs, own] = [ids('AWS::EC2::VPC'), ids('AWS::EC2::NetworkInterface')];
  let taken = 0;
  const left = regions.map((region): SnapshotRegion => {
    const ofNatGateways = region.natGateways.flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
    const networkInterfaces = region.networkInterfaces.filter(({ NetworkInterfaceId = '', VpcId = '' }) => !vpcs.has(VpcId) || own.has(NetworkInterfaceId) || ofNatGateways.includes(NetworkInterfaceId));
    taken += region.networkInterfaces.length - networkInterfaces.length;
    return { ...region, networkInterfaces };
  });
  return { regions: left, taken };
}

interface Place {
  readonly world: World;
  readonly account: string;
  readonly region: string;
}

function loadStack(place: Place, found: SnapshotStack, parent: Stack | undefined): Stack {
  const { world, account, region } = place;
  const { id, name } = found;
  const all = stacks(world, account, region);
  const stack = all.create({ id, name, account, region, ...(parent ? { parent } : {}) });
  stack.terminationProtection = found.terminationProtection;
  stack.blueprint = EMPTY;
  for (const nested of found.nested) loadStack(place, nested, stack);
  if (found.completeness === 'complete') stack.enter('CREATE_COMPLETE');
  if (found.completeness === 'neverComplete') stack.enter('CREATE_FAILED');
  if (found.status !== stack.status) stack.enter(found.status as StackStatus);
  for (const resource of inOrder(found.resources)) loadResource(place, stack, resource);
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

/** A role is there before its policies, and its function. */
function inOrder(resources: readonly SnapshotResource[]): SnapshotResource[] {
  const ORDER = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup', 'AWS::Lambda::Function', 'AWS::Lambda::EventInvokeConfig'];
  return [...resources].sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type));
}

function loadResource(place: Place, stack: Stack, resource: SnapshotResource): void {
  const { logicalId, physicalId, status, dependsOn, deletionPolicy, properties = {} } = resource;
  const isThere = isNetwork(resource.type) || isPlain(resource.type) || isRelease(resource.type) || (resource.properties !== undefined && isPartOfFunction(place, resource));
  const type = isThere ? resource.type : `${PLACEHOLDER}${resource.type}`;
  const declaration: ResourceDeclaration = { Type: type, ...(deletionPolicy === undefined ? {} : { DeletionPolicy: deletionPolicy }) };
  stack.resources.set(logicalId, {
    logicalId,
    type,
    declaration,
    dependencies: dependsOn,
    properties: isRelease(resource.type) ? withoutUnseen(properties) : properties,
    physicalId,
    attributes: resource.type === 'AWS::EC2::EIP' ? { AllocationId: allocationIdOf(place.world, physicalId) } : {},
    status: status as ResourceStatus,
    operationBegan: 0,
  });
}

/** What is listed with a role, in another account as a rule, is not in a snapshot: its release is not rehearsed. */
function withoutUnseen(properties: Properties): Properties {
  const LISTS: readonly string[] = ['IpamAllocations', 'ElasticIps', 'EmptyPools', 'DeletePools'] satisfies (keyof AddressReleaseProperties)[];
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, LISTS.includes(name) ? (value as LocationProperties[]).filter(({ RoleArn }) => RoleArn === undefined) : value]));
}

function allocationIdOf(world: World, publicIp: string): string | undefined {
  return [...ec2State(world).addresses.all()].find((address) => address.publicIp === publicIp)?.id;
}

/** Makes what a function of an AddressRelease consists of. False when the sandbox can't. */
function isPartOfFunction({ world, account, region }: Place, { type, physicalId, properties = {} }: SnapshotResource): boolean {
  try {
    switch (type) {
      case 'AWS::IAM::Role':
        roles(world, account).create(roleOf(physicalId, properties));
        return true;
      case 'AWS::IAM::Policy':
        for (const name of properties.Roles as string[]) roles(world, account).putPolicy(name, text(properties.PolicyName), properties.PolicyDocument as PolicyDocument);
        return true;
      case 'AWS::Logs::LogGroup':
        logGroups(world, account, region).create({ name: physicalId, tags: {} });
        return true;
      case 'AWS::Lambda::Function':
        createFunction({ world, account, region }, physicalId, text(properties.Role), properties);
        return true;
      case 'AWS::Lambda::EventInvokeConfig':
        functions(world, account, region).configureEventInvoke(text(properties.FunctionName), { MaximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? 2) });
        return true;
      default:
        return false;
    }
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

function roleOf(roleName: string, { Path, AssumeRolePolicyDocument, Policies = [], ManagedPolicyArns = [] }: Properties): RoleInput {
  return {
    roleName,
    ...(Path === undefined ? {} : { path: text(Path) }),
    assumeRolePolicyDocument: AssumeRolePolicyDocument as PolicyDocument,
    managedPolicyArns: ManagedPolicyArns as string[],
    policies: (Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[]).map(({ PolicyName: policyName, PolicyDocument: policyDocument }) => ({ policyName, policyDocument })),
  };
}

function createFunction({ world, account, region }: Place, FunctionName: string, Role: string, { Timeout = 900, LoggingConfig }: Properties): void {
  const LogGroup = (LoggingConfig as { LogGroup?: string } | undefined)?.LogGroup;
  functions(world, account, region).create({ FunctionName, Role, Timeout: Number(Timeout), Runtime: 'nodejs22.x', Handler: 'index.handler', Code: CODE, ...(LogGroup === undefined ? {} : { LoggingConfig: { LogGroup } }) });
}

/** A function that is not of the stack, or could not be made, with a role of its own. */
function standInFor(place: Place, token: string): boolean {
  const { world, account, region } = place;
  const name = token.slice(token.lastIndexOf(':') + 1);
  const lambda = functions(world, account, region).find(name);
  const known = roles(world, account);
  if (lambda && known.find(roleNameOf(lambda.roleArn))) return false;
  if (lambda) functions(world, account, region).delete(name);
  const roleName = `stand-in-for-${name}`.slice(0, 64);
  known.create({ roleName, assumeRolePolicyDocument: TRUST, policies: [{ policyName: 'All', policyDocument: ALLOW_ALL }] });
  createFunction(place, name, known.get(roleName).arn, {});
  return true;
}

function allIn({ resources, nested }: SnapshotStack): SnapshotResource[] {
  return [...resources, ...nested.flatMap(allIn)];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
