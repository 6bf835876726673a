import type { Parameter as ParameterAnswer, ParameterType } from '@aws-sdk/client-ssm';
import type { Parameter } from './parameters';

/** A parameter as the API answers it. */
export function describeParameter({ name, type, value, version, arn, lastModified }: Parameter, selector?: string): ParameterAnswer {
  return {
    Name: name,
    Type: type as ParameterType,
    Value: value,
    Version: version,
    Selector: selector,
    LastModifiedDate: new Date(lastModified),
    ARN: arn,
    DataType: 'text',
  };
}
