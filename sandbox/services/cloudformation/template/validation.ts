import { circular } from './dependency-graph';
import { requireFunctionArguments } from './function-arguments';
import { dependenciesOf, dependsOn, referencesIn } from './references';
import { TemplateError, type OutputDeclaration, type ResourceDeclaration, type Template } from './template';
import { requireTemplateShape } from './template-shape';

const SECTIONS = new Set([
  'AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Transform', 'Resources', 'Outputs', 'Hooks',
]);
const RESOURCE_ATTRIBUTES = new Set([
  'Type', 'Properties', 'DependsOn', 'Condition', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'CreationPolicy', 'UpdatePolicy', 'Description',
]);
const PSEUDO_PARAMETERS = new Set([
  'AWS::AccountId', 'AWS::NotificationARNs', 'AWS::NoValue', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix',
]);
const DELETION_POLICIES = new Set(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);
/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;

/** Refuses what CloudFormation refuses in a template before it does anything. */
export function validateTemplate(template: Template): void {
  requireTemplateShape(template);
  validateSections(template);
  requireFunctionArguments(template);
  for (const [logicalId, resource] of Object.entries(template.Resources)) validateResource(logicalId, resource);
  validateConditions(template);
  validateReferences(template);
  const graph = new Map(
    Object.entries(template.Resources).map(([logicalId, resource]) => [
      logicalId,
      dependenciesOf(resource, (name) => Object.hasOwn(template.Resources, name)),
    ]),
  );
  const circle = circular(graph);
  if (circle.length > 0) throw new TemplateError(`Circular dependency between resources: [${circle.join(', ')}]`);
}

function validateSections(template: Template): void {
  const unknown = Object.keys(template).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw new TemplateError(`Invalid template property or properties [${unknown.join(', ')}]`);
  if ('Transform' in template) throw new TemplateError('the sandbox has no macros: Transform is not modelled');
  const resources = (template as Partial<Template>).Resources;
  if (!resources || Object.keys(resources).length === 0) {
    throw new TemplateError('Template format error: At least one Resources member must be defined.');
  }
  const count = Object.keys(resources).length;
  if (count > MOST_RESOURCES) {
    throw new TemplateError(`Template format error: Number of resources, ${count}, is greater than maximum allowed, ${MOST_RESOURCES}`);
  }
  for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
    if (typeof (parameter as { Type?: unknown }).Type !== 'string') {
      throw new TemplateError(`Template format error: Every Parameters object must contain a Type member.`);
    }
    if (!/^[a-zA-Z0-9]+$/.test(name)) throw new TemplateError(`Template format error: Parameter name ${name} is non alphanumeric.`);
  }
}

function validateResource(logicalId: string, resource: object): void {
  if (!/^[a-zA-Z0-9]+$/.test(logicalId)) {
    throw new TemplateError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  const unknown = Object.keys(resource).find((attribute) => !RESOURCE_ATTRIBUTES.has(attribute));
  if (unknown !== undefined) throw new TemplateError(`Invalid template resource property '${unknown}'`);
  const { Type, DeletionPolicy, UpdateReplacePolicy } = resource as Record<string, unknown>;
  if (typeof Type !== 'string') {
    throw new TemplateError(`Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  if (!/^[A-Za-z0-9]+::[A-Za-z0-9:_@-]+$/.test(Type)) throw new TemplateError(`Template format error: Unrecognized resource types: [${Type}]`);
  for (const policy of [DeletionPolicy, UpdateReplacePolicy]) {
    if (policy !== undefined && !DELETION_POLICIES.has(policy as string)) {
      throw new TemplateError(`Template format error: Unrecognized DeletionPolicy ${JSON.stringify(policy)} for resource ${logicalId}`);
    }
  }
}

function validateConditions({ Conditions = {} }: Template): void {
  const graph = new Map(Object.entries(Conditions).map(([name, condition]) => [name, conditionsIn(condition)]));
  const missing = [...graph.values()].flat().find((name) => !graph.has(name));
  if (missing !== undefined) throw new TemplateError(`Template format error: Unresolved condition dependency ${missing} in the Conditions block of the template`);
  const circle = circular(graph);
  if (circle.length > 0) throw new TemplateError(`Circular dependency between conditions: [${circle.join(', ')}]`);
}

/** The conditions that a condition names. */
function conditionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const named = !Array.isArray(value) && 'Condition' in value ? [String(value.Condition)] : [];
  return [...named, ...Object.values(value).flatMap(conditionsIn)];
}

function validateReferences(template: Template): void {
  const resources = new Set(Object.keys(template.Resources));
  const known = new Set([...resources, ...Object.keys(template.Parameters ?? {}), ...PSEUDO_PARAMETERS]);
  const conditions = new Set(Object.keys(template.Conditions ?? {}));
  for (const [block, declarations] of Object.entries({ Resources: template.Resources, Outputs: template.Outputs ?? {} })) {
    const missing = new Set<string>();
    for (const declaration of Object.values<ResourceDeclaration | OutputDeclaration>(declarations)) {
      if (declaration.Condition !== undefined) requireCondition(declaration.Condition, block);
      if ('Type' in declaration) dependsOn(declaration).filter((name) => !resources.has(name)).forEach((name) => missing.add(name));
      const values = 'Type' in declaration ? declaration.Properties : [declaration.Value, declaration.Export];
      for (const { kind, name } of referencesIn(values)) {
        if (kind === 'Condition' && !conditions.has(name)) throw new TemplateError(`Template error: unresolved condition dependency ${name} in Fn::If`);
        if (kind === 'Ref' && !known.has(name)) missing.add(name);
        if (kind === 'Fn::GetAtt' && !resources.has(name)) {
          throw new TemplateError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
        }
      }
    }
    if (missing.size > 0) {
      throw new TemplateError(`Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the ${block} block of the template`);
    }
  }

  function requireCondition(name: string, block: string): void {
    if (conditions.has(name)) return;
    throw new TemplateError(`Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`);
  }
}
