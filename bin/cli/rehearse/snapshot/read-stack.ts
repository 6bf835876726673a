import { paginateListImports, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { World } from '../../../../lambda/world';
import { completenessBy, completenessOf } from '../../../../lambda/stack-events';
import { dependenciesOf } from '../../../../sandbox/services/cloudformation/template/references';
import { TemplateError } from '../../../../sandbox/services/cloudformation/template/template';
import { evaluationOf, type Surroundings } from '../../plan/address-releases';
import type { DeployedResource, DeployedStack } from '../../plan/deployed-stack';
import { isRelease, propertiesCarried } from './carried';
import type { SnapshotExport, SnapshotResource, SnapshotStack } from './snapshot';

export interface StackReading {
  readonly world: World;
  readonly cloudFormation: CloudFormationClient;
  readonly surroundings: Surroundings;
}

/** A stack with those that are nested in it, as far as its deletion goes. */
export async function readSnapshotStack(stack: DeployedStack, reading: StackReading): Promise<SnapshotStack> {
  const { StackName: name, StackId: id, StackStatus: status, CreationTime, EnableTerminationProtection } = stack.description;
  const ofReleases = partsOfReleases(stack, reading.surroundings);
  return {
    name,
    id,
    status,
    completeness: completenessBy(status) ?? (await completenessOf(reading.world, { id, createdAt: CreationTime })),
    terminationProtection: EnableTerminationProtection ?? false,
    resources: stack.resources.flatMap((resource) => (resource.physicalId === undefined ? [] : [readResource(resource, resource.physicalId, ofReleases, reading.surroundings)])),
    exports: await exportsOf(stack, reading.cloudFormation),
    nested: await Promise.all(stack.nested.map(async (nested) => readSnapshotStack(nested, reading))),
  };
}

function readResource(resource: DeployedResource, physicalId: string, ofReleases: ReadonlySet<string>, surroundings: Surroundings): SnapshotResource {
  const { logicalId, type, status, declaration, stack } = resource;
  const names = new Set(stack.resources.map((each) => each.logicalId));
  const carried = propertiesCarried(type, ofReleases.has(logicalId));
  return {
    logicalId,
    type,
    physicalId,
    status,
    deletionPolicy: declaration?.DeletionPolicy,
    dependsOn: declaration ? dependenciesOf(declaration, (name) => names.has(name)) : [],
    properties: carried === undefined ? undefined : carried === 'all' ? evaluatedProperties(resource, surroundings) : only(evaluatedProperties(resource, surroundings), carried),
  };
}

function only(properties: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/** What can't be told of them is left out: the template may name what nobody shows, such as a parameter with NoEcho. */
export function evaluatedProperties({ declaration, stack }: DeployedResource, surroundings: Surroundings): Readonly<Record<string, unknown>> {
  const evaluation = evaluationOf(stack, { ...surroundings, attributeOf: unseenAttribute(surroundings) });
  const properties = Object.entries(declaration?.Properties ?? {}).filter(([name]) => name !== 'Tags' && name !== 'Environment' && name !== 'Code');
  return Object.fromEntries(
    properties.flatMap(([name, value]) => {
      try {
        return Object.entries(evaluation.properties({ Type: '', Properties: { [name]: value } }));
      } catch (error) {
        if (error instanceof TemplateError) return [];
        throw error;
      }
    }),
  );
}

/** Attributes that CloudFormation does not show: ARNs follow from names, the others no deletion depends on. */
function unseenAttribute({ account, region }: Surroundings): Surroundings['attributeOf'] {
  return ({ type, declaration }, physicalId, name) => {
    if (isOwnId(type, name)) return physicalId;
    if (name !== 'Arn') return `${physicalId}.${name}`;
    const path = declaration?.Properties?.Path;
    if (type === 'AWS::IAM::Role') return `arn:aws:iam::${account}:role${typeof path === 'string' ? path : '/'}${physicalId}`;
    if (type === 'AWS::Lambda::Function') return `arn:aws:lambda:${region}:${account}:function:${physicalId}`;
    if (type === 'AWS::Logs::LogGroup') return `arn:aws:logs:${region}:${account}:log-group:${physicalId}:*`;
    if (type === 'AWS::EC2::IPAMPool') return `arn:aws:ec2::${account}:ipam-pool/${physicalId}`;
    return `arn:aws:unknown:${region}:${account}:${physicalId}`;
  };
}

/** Whether the attribute is the same as `Ref`: RouteTableId of a route table. */
function isOwnId(type: string, attribute: string): boolean {
  const kind = type.slice(type.lastIndexOf(':') + 1);
  return attribute.toLowerCase() === `${kind}Id`.toLowerCase() || attribute === `${kind}Arn` || (type === 'AWS::EC2::SecurityGroup' && attribute === 'GroupId');
}

/** The logical ids of functions of AddressReleases, of their roles, policies and log groups. */
function partsOfReleases(stack: DeployedStack, surroundings: Surroundings): ReadonlySet<string> {
  const found = new Set<string>();
  const tokens = stack.resources.filter(({ type }) => isRelease(type)).map((release) => evaluatedProperties(release, surroundings).ServiceToken);
  const functions = stack.resources.filter(({ type, physicalId = '' }) => type === 'AWS::Lambda::Function' && tokens.some((token) => typeof token === 'string' && token.endsWith(`:function:${physicalId}`)));
  for (const one of functions) {
    found.add(one.logicalId);
    const { Role, LoggingConfig } = evaluatedProperties(one, surroundings) as { Role?: string; LoggingConfig?: { LogGroup?: string } };
    const isRole = ({ type, physicalId = '' }: DeployedResource) => type === 'AWS::IAM::Role' && Role?.endsWith(`/${physicalId}`) === true;
    for (const resource of stack.resources) {
      const properties = () => evaluatedProperties(resource, surroundings);
      const isPart =
        isRole(resource) ||
        (resource.type === 'AWS::IAM::Policy' && ((properties().Roles ?? []) as string[]).some((name) => Role?.endsWith(`/${name}`))) ||
        (resource.type === 'AWS::Lambda::EventInvokeConfig' && properties().FunctionName === one.physicalId) ||
        (resource.type === 'AWS::Logs::LogGroup' && resource.physicalId === LoggingConfig?.LogGroup);
      if (isPart) found.add(resource.logicalId);
    }
  }
  return found;
}

async function exportsOf({ description }: DeployedStack, cloudFormation: CloudFormationClient): Promise<SnapshotExport[]> {
  const exported = (description.Outputs ?? []).flatMap(({ ExportName: name, OutputValue: value = '' }) => (name === undefined ? [] : [{ name, value }]));
  return Promise.all(exported.map(async (each) => ({ ...each, importedBy: await importersOf(cloudFormation, each.name) })));
}

async function importersOf(client: CloudFormationClient, ExportName: string): Promise<string[]> {
  try {
    const importers: string[] = [];
    for await (const { Imports = [] } of paginateListImports({ client, stopOnSameToken: true }, { ExportName })) importers.push(...Imports);
    return importers;
  } catch (error) {
    if ((error as Error).message.includes('is not imported by any stack')) return [];
    throw error;
  }
}
