import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../api';
import { AwsError } from '../../../aws-error';
import { stacks } from '../stacks/stacks';
import type { Blueprint } from '../template/blueprint';
import { requireCapabilities } from '../template/capabilities';
import { Evaluation } from '../template/evaluation';
import { resolveParameters } from '../template/parameters';
import { checkRules } from '../template/rules';
import { readTemplate } from '../template/template';
import { templateBody } from '../template/template-source';
import { validateTemplate } from '../template/validation';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface BlueprintInput {
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
  // A condition can't refer to resources: it can be decided before there are any.
  const { account } = call.caller;
  new Evaluation(blueprint, { id: '', name: '', account, region: call.region }, stacks(call.world, account, call.region), () => undefined).decideConditions();
  return blueprint;
}
