import type { Change, Output, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { isDeepStrictEqual } from 'node:util';
import type { World } from '../../../world';
import type { Properties, ResourceType } from '../handlers/resource-type';
import { attributeOf, outputsOf } from '../stacks/deployed';
import type { Stack, StackResource } from '../stacks/stack';
import { stacks } from '../stacks/stacks';
import type { Blueprint } from '../template/blueprint';
import { Evaluation } from '../template/evaluation';
import { isKnownLater, KNOWN_AFTER_APPLY, TOLD_LATER } from '../template/known-later';
import { dependenciesOf, referencesIn } from '../template/references';
import type { ResourceDeclaration } from '../template/template';
import { changedProperties, replaces } from './replacement';

/** What a blueprint would change in a stack. */
export interface ChangePlan {
  readonly changes: readonly Change[];
  /** Nothing to do: no resource changes, nor do outputs, tags or notifications. */
  readonly isEmpty: boolean;
}

/** Finds out what a blueprint would change, without changing anything. */
export function planChanges(world: World, stack: Stack, blueprint: Blueprint, typeOf: (type: string) => ResourceType): ChangePlan {
  const made = new Set<string>();
  const changed = new Set<string>();
  const evaluation: Evaluation = new Evaluation(blueprint, stack, { exports: () => stacks(world, stack.account, stack.region).exports(), missing: KNOWN_AFTER_APPLY }, (logicalId) => {
    const resource = made.has(logicalId) ? undefined : stack.resources.get(logicalId);
    if (resource?.physicalId === undefined) return evaluation.resources.has(logicalId) ? TOLD_LATER : undefined;
    const { physicalId } = resource;
    // An attribute of a changed resource may change with it; its physical id does not.
    return { physicalId, attribute: (name) => (changed.has(logicalId) ? KNOWN_AFTER_APPLY : attributeOf(stack, resource, name, typeOf(resource.type))) };
  });
  const declared = evaluation.resources;
  const isOther = (name: string) => !isDeepStrictEqual(blueprint.parameters.get(name)?.value, stack.blueprint?.parameters.get(name)?.value);
  const changes: ResourceChange[] = [];
  for (const [logicalId, declaration] of inOrder(declared)) {
    const change = changeOf(stack.resources.get(logicalId), logicalId, declaration, evaluation.properties(declaration), typeOf(declaration.Type), isOther);
    if (!change) continue;
    changes.push(change);
    if (change.Action === 'Add' || change.Replacement === 'True') made.add(logicalId);
    if (change.Scope?.includes('Properties')) changed.add(logicalId);
  }
  for (const resource of stack.resources.values()) {
    if (!declared.has(resource.logicalId) && !resource.status.startsWith('DELETE')) changes.push(removalOf(resource));
  }
  return {
    changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    isEmpty: changes.length === 0 && sameAround(stack, blueprint, () => outputsOf(evaluation, stack, world)),
  };
}

function changeOf(
  existing: StackResource | undefined,
  logicalId: string,
  declaration: ResourceDeclaration,
  properties: Properties,
  type: ResourceType,
  isOther: (parameter: string) => boolean,
): ResourceChange | undefined {
  const identity = { LogicalResourceId: logicalId, ResourceType: declaration.Type };
  if (!existing || existing.status.startsWith('DELETE') || existing.physicalId === undefined) {
    return { Action: 'Add', ...identity, Scope: [], Details: [], AfterContext: contextOf(properties, declaration) };
  }
  const typeChanged = existing.type !== declaration.Type;
  const changed = changedProperties(properties, existing.properties);
  const attributes = (['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const).filter(
    (attribute) => !isDeepStrictEqual(declaration[attribute], existing.declaration[attribute]),
  );
  if (!typeChanged && changed.length === 0 && attributes.length === 0 && existing.status.endsWith('COMPLETE')) return undefined;
  const replacement = typeChanged || changed.some((property) => replaces(type, property));
  const retained = declaration.UpdateReplacePolicy?.startsWith('Retain') === true;
  return {
    Action: 'Modify',
    ...identity,
    PhysicalResourceId: existing.physicalId,
    Replacement: replacement ? 'True' : 'False',
    PolicyAction: replacement ? (retained ? 'ReplaceAndRetain' : 'ReplaceAndDelete') : undefined,
    Scope: [...(changed.length > 0 ? (['Properties'] as const) : []), ...attributes],
    Details: [
      ...changed.flatMap((property) => {
        const causes = [...referencesIn(declaration.Properties?.[property])].filter(({ kind, name }) => kind === 'Ref' && isOther(name)).map(({ name }) => name);
        return detailsOf(detailOf(property, properties, existing.properties, replaces(type, property)), causes);
      }),
      ...attributes.map((Attribute): ResourceChangeDetail => ({ Target: { Attribute, RequiresRecreation: 'Never' }, Evaluation: 'Static', ChangeSource: 'DirectModification' })),
    ],
    BeforeContext: contextOf(existing.properties, existing.declaration),
    AfterContext: contextOf(properties, declaration),
  };
}

function removalOf({ logicalId, type, physicalId, declaration, properties }: StackResource): ResourceChange {
  return {
    Action: 'Remove',
    LogicalResourceId: logicalId,
    ResourceType: type,
    PhysicalResourceId: physicalId,
    PolicyAction: declaration.DeletionPolicy?.startsWith('Retain') ? 'Retain' : 'Delete',
    Scope: [],
    Details: [],
    BeforeContext: contextOf(properties, declaration),
  };
}

function detailOf(property: string, properties: Properties, old: Properties, recreated: boolean): ResourceChangeDetail {
  const after = properties[property];
  const dynamic = isKnownLater(after);
  return {
    Target: {
      Attribute: 'Properties',
      Name: property,
      Path: `/Properties/${property}`,
      RequiresRecreation: recreated ? (dynamic ? 'Conditionally' : 'Always') : 'Never',
      BeforeValue: shown(old[property]),
      AfterValue: shown(after),
      AttributeChangeType: old[property] === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    },
    Evaluation: dynamic ? 'Dynamic' : 'Static',
    ChangeSource: dynamic ? 'ResourceReference' : 'DirectModification',
  };
}

/** The change of a property: by the parameters that it refers to, and then perhaps by the template too. */
function detailsOf(detail: ResourceChangeDetail, causes: readonly string[]): ResourceChangeDetail[] {
  if (causes.length === 0) return [detail];
  return [
    ...[...new Set(causes)].map((CausingEntity): ResourceChangeDetail => ({ ...detail, Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity })),
    { ...detail, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
  ];
}

function shown(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function contextOf(properties: Properties, { Metadata, DeletionPolicy, UpdateReplacePolicy }: ResourceDeclaration): string {
  return JSON.stringify({ Properties: properties, Metadata, DeletionPolicy, UpdateReplacePolicy });
}

function sameAround(stack: Stack, blueprint: Blueprint, outputs: () => Output[]): boolean {
  if (!stack.blueprint || stack.status.endsWith('FAILED')) return false;
  return (
    isDeepStrictEqual(outputs(), stack.outputs) &&
    isDeepStrictEqual(blueprint.tags, stack.blueprint.tags) &&
    isDeepStrictEqual(blueprint.notificationArns, stack.blueprint.notificationArns)
  );
}

/** Resources after those they refer to. */
function inOrder(declared: ReadonlyMap<string, ResourceDeclaration>): Map<string, ResourceDeclaration> {
  const ordered = new Map<string, ResourceDeclaration>();
  const visit = (logicalId: string, declaration: ResourceDeclaration | undefined): void => {
    if (!declaration || ordered.has(logicalId)) return;
    for (const dependency of dependenciesOf(declaration, (name) => declared.has(name))) visit(dependency, declared.get(dependency));
    ordered.set(logicalId, declaration);
  };
  for (const [logicalId, declaration] of declared) visit(logicalId, declaration);
  return ordered;
}
