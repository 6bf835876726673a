import type { GetTemplateSummaryInput, GetTemplateSummaryOutput, ParameterDeclaration } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import { requireStack } from '../stacks/stacks';
import { requiredCapabilities } from '../template/capabilities';
import { readTemplate, type Template } from '../template/template';
import { templateBody } from '../template/template-source';
import { validateTemplate } from '../template/validation';

export function getTemplateSummary(input: GetTemplateSummaryInput, call: CallContext): GetTemplateSummaryOutput {
  const stack = input.StackName === undefined ? undefined : requireStack(call, input.StackName);
  if (stack?.status === 'REVIEW_IN_PROGRESS') throw new AwsError('ValidationError', 'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
  const body = stack ? stack.blueprint?.body : templateBody(input, call);
  if (body === undefined) throw new AwsError('ValidationError', 'Either Template URL or Template Body must be specified.');
  const template = readTemplate(body);
  validateTemplate(template);
  return {
    Parameters: declarationsOf(template),
    Description: template.Description,
    ...capabilitiesOf(template),
    ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
    Version: template.AWSTemplateFormatVersion,
    Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
  };
}

function capabilitiesOf(template: Template): Pick<GetTemplateSummaryOutput, 'Capabilities' | 'CapabilitiesReason'> {
  const { capabilities, types } = requiredCapabilities(template);
  if (capabilities.length === 0) return {};
  return { Capabilities: capabilities, CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(', ')}]` };
}

function declarationsOf({ Parameters = {} }: Template): ParameterDeclaration[] {
  return Object.entries(Parameters).map(([ParameterKey, { Type, Default, NoEcho, Description, AllowedValues }]) => ({
    ParameterKey,
    ParameterType: Type,
    DefaultValue: Default === undefined ? undefined : String(Default),
    NoEcho: String(NoEcho) === 'true',
    Description,
    ParameterConstraints: AllowedValues === undefined ? undefined : { AllowedValues: AllowedValues.map(String) },
  }));
}
