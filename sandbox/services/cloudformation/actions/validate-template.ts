import type { ValidateTemplateInput, ValidateTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { CallContext } from '../../../api';
import { getTemplateSummary } from './get-template-summary';

export function validateTemplate(input: ValidateTemplateInput, call: CallContext): ValidateTemplateOutput {
  const { Parameters = [], Description, Capabilities, CapabilitiesReason } = getTemplateSummary(input, call);
  return {
    Parameters: Parameters.map(({ ParameterKey, DefaultValue, NoEcho, Description: of }) => ({ ParameterKey, DefaultValue, NoEcho, Description: of })),
    Description,
    Capabilities,
    CapabilitiesReason,
  };
}
