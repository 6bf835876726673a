import type { Properties } from '../../../../sandbox/services/cloudformation/handlers/resource-type';
import { ec2State } from '../../../../sandbox/services/ec2/state';
import type { PolicyDocument } from '../../../../sandbox/services/iam/policy-document';
import { roleNameOf, roles, type RoleInput } from '../../../../sandbox/services/iam/roles';
import type { FunctionInput } from '../../../../sandbox/services/lambda/function-input';
import { functions } from '../../../../sandbox/services/lambda/functions';
import { logGroups } from '../../../../sandbox/services/logs/log-groups';
import type { World } from '../../../../sandbox/world';
import type { Snapshot, SnapshotResource } from './snapshot';

export interface Place {
  readonly world: World;
  readonly account: string;
  readonly region: string;
}

const ALLOW_ALL: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const TRUST: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
/** Nobody runs it: the handler of this package runs in its place. */
const CODE = { ZipFile: 'exports.handler = () => undefined;' };
/** Of functions that are never run. */
const IDLE_ROLE = 'functions-in-the-rehearsal';

/** Makes what a function of an AddressRelease consists of besides. */
export function copyPartOfFunction({ world, account, region }: Place, { type, physicalId, properties = {} }: SnapshotResource): void {
  if (type === 'AWS::IAM::Role') roles(world, account).create(roleOf(physicalId, properties));
  if (type === 'AWS::IAM::Policy') for (const name of properties.Roles as string[]) roles(world, account).putPolicy(name, text(properties.PolicyName), properties.PolicyDocument as PolicyDocument);
  if (type === 'AWS::Logs::LogGroup') logGroups(world, account, region).create({ name: physicalId, tags: {} });
  if (type === 'AWS::Lambda::EventInvokeConfig') functions(world, account, region).configureEventInvoke(text(properties.FunctionName), { MaximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? 2) });
}

/** A function of an AddressRelease with its role; any other only if it has interfaces, since nothing else waits for its deletion. */
export function copyFunction(place: Place, { physicalId, properties = {} }: SnapshotResource, holders: Snapshot['holders']): void {
  const VpcConfig = vpcConfigOf(place.world, physicalId, holders);
  const { Role } = properties;
  if (Role === undefined && VpcConfig === undefined) return;
  createFunction(place, physicalId, Role === undefined ? idleRole(place) : text(Role), properties, VpcConfig);
}

/** As its interfaces are: Lambda takes those of a function that nobody calls away after some days. */
function vpcConfigOf(world: World, functionName: string, holders: Snapshot['holders']): FunctionInput['VpcConfig'] {
  const own = new Set(holders.filter(({ physicalId }) => physicalId === functionName).map(({ networkInterfaceId }) => networkInterfaceId));
  const interfaces = [...ec2State(world).networkInterfaces.all()].filter(({ id, managedBy }) => managedBy === 'lambda' && own.has(id));
  const [first] = interfaces;
  return first && { SubnetIds: [...new Set(interfaces.map(({ subnetId }) => subnetId))], SecurityGroupIds: first.groups };
}

function idleRole({ world, account }: Place): string {
  const known = roles(world, account);
  return (known.find(IDLE_ROLE) ?? known.create({ roleName: IDLE_ROLE, assumeRolePolicyDocument: TRUST })).arn;
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

function createFunction({ world, account, region }: Place, FunctionName: string, Role: string, { Timeout = 900, LoggingConfig }: Properties, VpcConfig?: FunctionInput['VpcConfig']): void {
  const LogGroup = (LoggingConfig as { LogGroup?: string } | undefined)?.LogGroup;
  const further = { ...(LogGroup === undefined ? {} : { LoggingConfig: { LogGroup } }), ...(VpcConfig === undefined ? {} : { VpcConfig }) };
  functions(world, account, region).create({ FunctionName, Role, Timeout: Number(Timeout), Runtime: 'nodejs22.x', Handler: 'index.handler', Code: CODE, ...further });
}

/** A function that is not of the stack, or could not be made, with a role of its own. */
export function standInFor(place: Place, token: string): boolean {
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

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
