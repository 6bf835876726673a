import {
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListExports,
  paginateListStackResources,
  paginateListStacks,
  type CloudFormationClient,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { listOf, listOfAll, type With } from '../../../lambda/list-of';
import { readTemplate, type ResourceDeclaration, type Template } from '../../../sandbox/services/cloudformation/template/template';
import { asFailure, Failure } from '../failure';

/** A resource of a stack that is there, as far as CloudFormation knows. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  readonly status: string;
  readonly declaration: ResourceDeclaration | undefined;
  /** Deleting the stack leaves it. */
  readonly isRetained: boolean;
  readonly stack: DeployedStack;
}

/** A stack as CloudFormation has it, with those that are nested in it. */
export interface DeployedStack {
  readonly description: With<Stack, 'StackId' | 'StackName' | 'StackStatus'>;
  readonly template: Template;
  /** Its own, and not those that were deleted already. */
  readonly resources: readonly DeployedResource[];
  readonly nested: readonly DeployedStack[];
}

/** What became of a stack that is no more. */
export interface DeletedStack {
  readonly name: string;
  readonly id: string;
  readonly deletedAt: Date | undefined;
}

/** More stacks than can be nested in each other. */
const MOST_LEVELS = 20;

export async function readStack(cloudFormation: CloudFormationClient, name: string, level = 0): Promise<DeployedStack | DeletedStack> {
  const description = await describeStack(cloudFormation, name);
  if (!('StackStatus' in description)) return description;
  if (description.StackStatus === 'DELETE_COMPLETE') return { name: description.StackName, id: description.StackId, deletedAt: description.DeletionTime };
  try {
    const { TemplateBody: body = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: description.StackId, TemplateStage: 'Processed' }));
    const template = readTemplate(body);
    const listed = await listOfAll(paginateListStackResources({ client: cloudFormation, stopOnSameToken: true }, { StackName: description.StackId }), 'StackResourceSummaries', 'LogicalResourceId', 'ResourceType', 'ResourceStatus');
    const there = listed.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE' && (ResourceStatus as string) !== 'DELETE_SKIPPED');
    const below = there.filter(({ ResourceType, PhysicalResourceId }) => ResourceType === 'AWS::CloudFormation::Stack' && PhysicalResourceId !== undefined && level < MOST_LEVELS);
    const nested = await Promise.all(below.map(async ({ PhysicalResourceId = '' }) => readStack(cloudFormation, PhysicalResourceId, level + 1)));
    const resources: DeployedResource[] = [];
    const stack: DeployedStack = { description, template, resources, nested: nested.filter((each) => 'resources' in each) };
    resources.push(...there.map((resource) => deployed(resource, stack)));
    return stack;
  } catch (error) {
    throw asFailure(error, `stack ${name}`);
  }
}

/** All resources of the stack and of those nested in it. What a retained nested stack has is retained with it. */
export function allResources(stack: DeployedStack): DeployedResource[] {
  const below = stack.nested.flatMap((nested) => {
    const own = stack.resources.find(({ physicalId }) => physicalId === nested.description.StackId);
    return allResources(nested).map((resource) => (own?.isRetained === true ? { ...resource, isRetained: true } : resource));
  });
  return [...stack.resources, ...below];
}

export async function exportsOf(cloudFormation: CloudFormationClient): Promise<{ name: string; value: string }[]> {
  const exported = await listOfAll(paginateListExports({ client: cloudFormation, stopOnSameToken: true }, {}), 'Exports');
  return exported.map(({ Name: name = '', Value: value = '' }) => ({ name, value }));
}

function deployed({ LogicalResourceId: logicalId, ResourceType: type, PhysicalResourceId: physicalId, ResourceStatus: status }: With<StackResourceSummary, 'LogicalResourceId' | 'ResourceType' | 'ResourceStatus'>, stack: DeployedStack): DeployedResource {
  const declaration = stack.template.Resources[logicalId];
  const policy = declaration?.DeletionPolicy;
  return { logicalId, type, physicalId, status, declaration, isRetained: policy === 'Retain' || policy === 'RetainExceptOnCreate', stack };
}

/** A stack by its name or ARN. One that was deleted is found by its name for 90 days. */
async function describeStack(cloudFormation: CloudFormationClient, name: string): Promise<DeployedStack['description'] | DeletedStack> {
  try {
    const [stack] = listOf(await cloudFormation.send(new DescribeStacksCommand({ StackName: name })), 'Stacks', 'StackId', 'StackName', 'StackStatus');
    if (stack) return stack;
  } catch (error) {
    if (!(error as Error).message.includes('does not exist')) throw asFailure(error, `stack ${name}`);
  }
  const pages = paginateListStacks({ client: cloudFormation, stopOnSameToken: true }, { StackStatusFilter: ['DELETE_COMPLETE'] });
  const deleted = (await listOfAll(pages, 'StackSummaries', 'StackId', 'StackName')).find(({ StackName }) => StackName === name);
  if (deleted) return { name, id: deleted.StackId, deletedAt: deleted.DeletionTime };
  throw new Failure(`there is no stack ${name} in ${await cloudFormation.config.region()}, and none was deleted there in the last 90 days`, 'check its name, --region and --profile');
}
