import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../api';
import { AwsError } from '../../../aws-error';
import { stacks } from '../stacks/stacks';
import type { Blueprint } from '../template/blueprint';
import { requireCapabilities } from '../template/capabilities';
import { Evaluation, type ResourceLookup } from '../template/evaluation';
import { KNOWN_AFTER_APPLY, TOLD_LATER } from '../template/known-later';
import { resolveParameters } from '../template/parameters';
import { checkRules } from '../template/rules';
import { readTemplate, TemplateError } from '../template/template';
import { templateBody } from '../template/template-source';
import { validateTemplate } from '../template/validation';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface BlueprintInput {
  readonly StackName?: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: readonly Parameter[];
  readonly Capabilities?: readonly Capability[];
  readonly Tags?: readonly Tag[];
  readonly NotificationARNs?: readonly string[];
  readonly RoleARN?: string;
}

/** Reads and checks what a call asks a stack to become. */
export function blueprintOf(input: BlueprintInput, call: Caller, previous?: Blueprint): Blueprint {
  const body = input.UsePreviousTemplate ? previous?.body : templateBody(input, call);
  if (body === undefined) throw new AwsError('ValidationError', 'Either Template URL or Template Body must be specified.');
  const template = readTemplate(body);
  validateTemplate(template);
  const parameters = resolveParameters(template, input.Parameters ?? [], call, previous?.parameters);
  requireCapabilities(template, input.Capabilities ?? []);
  checkRules(template, parameters);
  const blueprint: Blueprint = {
    body,
    template,
    parameters,
    capabilities: input.Capabilities ?? [],
    tags: input.Tags ?? previous?.tags ?? [],
    notificationArns: input.NotificationARNs ?? previous?.notificationArns ?? [],
    roleArn: input.RoleARN ?? previous?.roleArn,
    imports: new Set(),
  };
  requireResolvable(blueprint, input.StackName, call);
  return blueprint;
}

/** Refuses what can't be evaluated whatever the resources will be: a mapping without the key, a reference to what a condition leaves out. */
function requireResolvable(blueprint: Blueprint, nameOrId = KNOWN_AFTER_APPLY, { world, caller: { account }, region }: Caller): void {
  const [, nameInId] = nameOrId.split('/');
  const identity = { id: KNOWN_AFTER_APPLY, name: nameInId ?? nameOrId, account, region };
  const exporters = { exports: () => stacks(world, account, region).exports(), missing: KNOWN_AFTER_APPLY };
  const leftOut = new Set<string>();
  const evaluated = (resource: ResourceLookup) => new Evaluation({ ...blueprint, imports: new Set() }, identity, exporters, resource);
  // A condition can't refer to resources: it can be decided before there are any.
  const undeployed = evaluated(() => undefined);
  undeployed.decideConditions();
  const declared = undeployed.resources;
  const evaluation = evaluated((logicalId) => {
    if (!declared.has(logicalId)) leftOut.add(logicalId);
    return TOLD_LATER;
  });
  for (const declaration of declared.values()) evaluation.properties(declaration);
  const unresolved = () => `Unresolved resource dependencies [${[...leftOut].join(', ')}] in the`;
  if (leftOut.size > 0) throw new TemplateError(`Template format error: ${unresolved()} Resources block of the template`);
  for (const { Value, Export } of evaluation.outputs.values()) evaluation.value([Value, Export?.Name]);
  if (leftOut.size > 0) throw new TemplateError(`${unresolved()} Outputs block of the template`);
}
