import type { Output } from '@aws-sdk/client-cloudformation';
import type { World } from '../../../world';
import type { ResourceState, ResourceType } from '../handlers/resource-type';
import type { Blueprint } from '../template/blueprint';
import { Evaluation } from '../template/evaluation';
import { TOLD_LATER } from '../template/known-later';
import { TemplateError } from '../template/template';
import type { Stack, StackResource } from './stack';
import { stacks } from './stacks';

/** A template, evaluated with the resources that the stack has by now. */
export function evaluationOf(world: World, stack: Stack, blueprint: Blueprint, typeOf: (type: string) => ResourceType): Evaluation {
  return new Evaluation(blueprint, stack, stacks(world, stack.account, stack.region), (logicalId) => {
    const resource = stack.resources.get(logicalId);
    if (resource?.physicalId === undefined) return undefined;
    return { physicalId: resource.physicalId, attribute: (name) => attributeOf(stack, resource, name, typeOf(resource.type)) };
  });
}

/** Refuses to begin with a template that imports what nobody exports: reported in aws-cloudformation/aws-cloudformation-templates#263. */
export function requireImports(world: World, stack: Stack, blueprint: Blueprint): void {
  const evaluation = new Evaluation(blueprint, stack, stacks(world, stack.account, stack.region), () => TOLD_LATER);
  for (const declaration of evaluation.resources.values()) evaluation.properties(declaration);
}

/** What the handler of its type is told of a resource. */
export function stateOf({ physicalId = '', attributes }: StackResource): ResourceState {
  return { physicalId, attributes };
}

/** What `Fn::GetAtt` gives. */
export function attributeOf(stack: Stack, resource: StackResource, name: string, type: ResourceType): unknown {
  const { attributes, logicalId } = resource;
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const nested = name.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], attributes);
  const value = nested ?? type.attribute?.(name, stateOf(resource), `${stack.id}|${logicalId}`);
  if (value === undefined) throw new TemplateError(`Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
  return value;
}

/** The outputs of a template whose resources are all there. */
export function outputsOf(evaluation: Evaluation, stack: Stack, world: World): Output[] {
  const exported = stacks(world, stack.account, stack.region).exports();
  return [...evaluation.outputs].map(([OutputKey, { Value, Description, Export }]) => {
    const ExportName = Export === undefined ? undefined : String(evaluation.value(Export.Name));
    const other = exported.find(({ name, stack: owner }) => name === ExportName && owner !== stack);
    if (other) throw new TemplateError(`Export with name ${other.name} is already exported by stack ${other.stack.name}. Rollback requested by user.`);
    return { OutputKey, OutputValue: String(evaluation.value(Value)), Description, ExportName };
  });
}

/** Refuses to take away or change an export that another stack uses. */
export function protectExports(stack: Stack, remaining: readonly Output[], world: World): void {
  const all = stacks(world, stack.account, stack.region);
  for (const { ExportName, OutputValue } of stack.outputs) {
    if (ExportName === undefined) continue;
    const importer = all.importers(ExportName).find((other) => other !== stack);
    const unchanged = remaining.some((output) => output.ExportName === ExportName && output.OutputValue === OutputValue);
    if (!importer || unchanged) continue;
    const verb = remaining.some((output) => output.ExportName === ExportName) ? 'updated' : 'deleted';
    throw new TemplateError(`Export ${ExportName} cannot be ${verb} as it is in use by ${importer.name}`);
  }
}
