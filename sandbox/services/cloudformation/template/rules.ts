import { evaluateCondition, type Scope } from './intrinsic-functions';
import type { ParameterValue } from './parameters';
import { TemplateError, type Template } from './template';

/** Checks the template's Rules, such as CDK's CheckBootstrapVersion: what they assert of the parameters must hold. */
export function checkRules(template: Template, parameters: ReadonlyMap<string, ParameterValue>): void {
  const unavailable = () => {
    throw new TemplateError('Template validation error: Rules can use parameters only.');
  };
  const scope: Scope = {
    ref: (name) => parameters.get(name)?.value ?? unavailable(),
    attribute: unavailable,
    condition: unavailable,
    mapping: unavailable,
    exportedValue: unavailable,
    availabilityZones: unavailable,
  };
  for (const [name, rule] of Object.entries(template.Rules ?? {})) {
    if (rule.RuleCondition !== undefined && !evaluateCondition(rule.RuleCondition, scope)) continue;
    for (const { Assert, AssertDescription } of rule.Assertions) {
      if (!evaluateCondition(Assert, scope)) {
        throw new TemplateError(`Template validation error: Rule ${name} failed: ${AssertDescription ?? 'an assertion is false'}`);
      }
    }
  }
}
