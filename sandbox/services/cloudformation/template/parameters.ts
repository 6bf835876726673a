import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../api';
import { AwsError } from '../../../aws-error';
import { parameters as ssmParameters } from '../../ssm/parameters';
import { TemplateError, type ParameterDeclaration, type Template } from './template';

/** The value of one parameter of a stack. */
export interface ParameterValue {
  readonly key: string;
  /** As given: for an SSM parameter type, the name of the SSM parameter. */
  readonly given: string;
  /** What `Ref` gives. */
  readonly value: string | readonly string[];
  /** Set for SSM parameter types. */
  readonly resolved?: string;
  readonly noEcho: boolean;
}

/** The parameters of a template with the values a call gives them, checked against their declarations. */
export function resolveParameters(
  template: Template,
  given: readonly Parameter[],
  call: Caller,
  previous?: ReadonlyMap<string, ParameterValue>,
): Map<string, ParameterValue> {
  const declared = template.Parameters ?? {};
  const unknown = given.map(({ ParameterKey = '' }) => ParameterKey).filter((key) => !Object.hasOwn(declared, key));
  if (unknown.length > 0) throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values = new Map<string, ParameterValue>();
  const missing: string[] = [];
  for (const [key, declaration] of Object.entries(declared)) {
    const parameter = given.find(({ ParameterKey }) => ParameterKey === key);
    const value = parameter?.UsePreviousValue ? previous?.get(key)?.given : (parameter?.ParameterValue ?? defaultOf(declaration));
    if (value === undefined) missing.push(key);
    else values.set(key, resolve(key, declaration, value, call));
  }
  if (missing.length > 0) throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`);
  return values;
}

function defaultOf({ Default }: ParameterDeclaration): string | undefined {
  return Default === undefined ? undefined : String(Default);
}

function resolve(key: string, declaration: ParameterDeclaration, given: string, call: Caller): ParameterValue {
  check(key, declaration, given);
  const noEcho = String(declaration.NoEcho) === 'true';
  const ssmType = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(declaration.Type)?.[1];
  if (ssmType === undefined) return { key, given, value: typed(declaration.Type, given), noEcho };
  const resolved = fetchSsmParameter(given, call);
  return { key, given, value: typed(ssmType, resolved), resolved, noEcho };
}

function fetchSsmParameter(name: string, { world, caller, region }: Caller): string {
  try {
    return ssmParameters(world, caller.account, region).get(name).value;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(`Unable to fetch parameters [${name}] from parameter store for this account.`);
  }
}

function typed(type: string, value: string): string | readonly string[] {
  if (type !== 'CommaDelimitedList' && !type.startsWith('List<')) return value;
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

function check(key: string, declaration: ParameterDeclaration, value: string): void {
  const { AllowedValues, AllowedPattern, ConstraintDescription, MinLength, MaxLength, MinValue, MaxValue, Type } = declaration;
  const refuse = (expected: string) => {
    throw new TemplateError(`Parameter '${key}' ${ConstraintDescription === undefined ? expected : `failed to satisfy constraint: ${ConstraintDescription}`}`);
  };
  if (Type === 'Number' && Number.isNaN(Number(value))) refuse('must be a number.');
  if (AllowedValues && !AllowedValues.map(String).includes(value)) refuse(`must be one of AllowedValues`);
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) refuse(`must match pattern ${AllowedPattern}`);
  if (MinLength !== undefined && value.length < Number(MinLength)) refuse(`must contain at least ${MinLength} characters`);
  if (MaxLength !== undefined && value.length > Number(MaxLength)) refuse(`must contain at most ${MaxLength} characters`);
  if (MinValue !== undefined && Number(value) < Number(MinValue)) refuse(`must be a number not less than ${MinValue}`);
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) refuse(`must be a number not greater than ${MaxValue}`);
}
