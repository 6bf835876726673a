import { Address4, Address6 } from 'ip-address';
import { isKnownLater, KNOWN_AFTER_APPLY } from './known-later';
import { TemplateError } from './template';

/** What the functions of a template can ask for. */
export interface Scope {
  /** The value of a parameter, a pseudo parameter or a resource; NO_VALUE for AWS::NoValue. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  exportedValue(name: string): unknown;
  availabilityZones(region: string): readonly string[];
}

/** What AWS::NoValue stands for: the property, or the list's item, is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A value with every intrinsic function in it evaluated. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [name, argument] = only as [string, unknown];
    const evaluateFunction = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (evaluateFunction) return evaluateFunction(argument, scope);
    if (name.startsWith('Fn::')) throw new TemplateError(`Template error: the sandbox has no intrinsic function ${name}`);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, evaluate(item, scope)]).filter(([, item]) => item !== NO_VALUE));
}

/** A condition: `{"Condition": "Name"}`, a comparison, or a combination of them. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  if (typeof value === 'object' && value !== null && 'Condition' in value) return scope.condition(String(value.Condition));
  const result = evaluate(value, scope);
  return result === true || result === 'true';
}

type IntrinsicFunction = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, IntrinsicFunction | undefined>> = {
  Ref: (name, scope) => {
    if (typeof name !== 'string') throw malformed('Ref', 'a name');
    return scope.ref(name);
  },
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list('Fn::GetAtt', argument, scope);
    return scope.attribute(String(logicalId), attribute.map(String).join('.'));
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = list('Fn::Join', argument, scope);
    if (isKnownLater(values) && !Array.isArray(values)) return KNOWN_AFTER_APPLY;
    if (typeof delimiter !== 'string' || !Array.isArray(values)) throw malformed('Fn::Join', 'a delimiter and a list');
    return values.map((value) => text('Fn::Join', value)).join(delimiter);
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list('Fn::Select', argument, scope);
    const items = typeof values === 'string' ? values.split(',') : (values as unknown[]);
    if (!Array.isArray(items) || !(Number(index) in items)) {
      if (isKnownLater([index, items])) return KNOWN_AFTER_APPLY;
      throw new TemplateError(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
    }
    return items[Number(index)];
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, value] = list('Fn::Split', argument, scope);
    return text('Fn::Split', value).split(String(delimiter));
  },
  'Fn::If': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length !== 3) throw malformed('Fn::If', 'a condition and two values');
    return evaluate(scope.condition(String(argument[0])) ? argument[1] : argument[2], scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list('Fn::Equals', argument, scope);
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::And': (argument, scope) => conditions('Fn::And', argument).every((condition) => evaluateCondition(condition, scope)),
  'Fn::Or': (argument, scope) => conditions('Fn::Or', argument).some((condition) => evaluateCondition(condition, scope)),
  'Fn::Not': (argument, scope) => !evaluateCondition(conditions('Fn::Not', argument)[0], scope),
  'Fn::Contains': (argument, scope) => {
    const [values, value] = list('Fn::Contains', argument, scope);
    return Array.isArray(values) && values.map(String).includes(String(value));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second, options] = list('Fn::FindInMap', argument, scope);
    try {
      return scope.mapping(String(map), String(first), String(second));
    } catch (error) {
      if (typeof options === 'object' && options !== null && 'DefaultValue' in options) return options.DefaultValue;
      throw error;
    }
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text('Fn::Base64', evaluate(argument, scope))).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.exportedValue(text('Fn::ImportValue', evaluate(argument, scope))),
  'Fn::GetAZs': (argument, scope) => [...scope.availabilityZones(String(evaluate(argument, scope)))],
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = list('Fn::Cidr', argument, scope);
    if (isKnownLater([block, count, bits])) return KNOWN_AFTER_APPLY;
    return subnets(String(block), Number(count), bits === undefined ? undefined : Number(bits));
  },
  'Fn::Length': (argument, scope) => {
    const values = evaluate(argument, scope);
    if (isKnownLater(values) && !Array.isArray(values)) return KNOWN_AFTER_APPLY;
    if (!Array.isArray(values)) throw malformed('Fn::Length', 'a list');
    return values.length;
  },
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  'Fn::Transform': () => {
    throw new TemplateError('the sandbox has no macros: Fn::Transform is not modelled');
  },
};

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables = {}] = (Array.isArray(argument) ? argument : [argument]) as [unknown, Record<string, unknown>?];
  if (typeof template !== 'string' || typeof variables !== 'object') throw malformed('Fn::Sub', 'a text, and perhaps its variables,');
  return template.replaceAll(/\$\{(!?)([^{}]+)\}/g, (_match, literal: string, placeholder: string) => {
    if (literal) return `\${${placeholder}}`;
    const name = placeholder.trim();
    if (Object.hasOwn(variables, name)) return text('Fn::Sub', evaluate(variables[name], scope));
    const [logicalId = '', ...attribute] = name.split('.');
    return text('Fn::Sub', attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(name));
  });
}

/** Subnets of `bits` host bits, as many as asked for; @default bits - 8, as for IPv4. */
function subnets(block: string, count: number, bits = block.includes(':') ? 64 : 8): string[] {
  const [Address, width] = block.includes(':') ? [Address6, 128] : [Address4, 32];
  if (!Address.isValid(block) || !(count >= 1 && count <= 256) || !(bits >= 1 && bits <= width)) throw malformed('Fn::Cidr', 'a CIDR block, a count from 1 to 256 and a number of bits');
  const network = new Address(block);
  const prefix = width - bits;
  if (prefix < network.subnetMask || BigInt(count) > 1n << BigInt(prefix - network.subnetMask)) {
    throw new TemplateError(`Template error: Fn::Cidr cannot make ${count} blocks of ${bits} bits in ${block}`);
  }
  const first = network.startAddress().bigInt();
  return Array.from({ length: count }, (_, index) => `${Address.fromBigInt(first + BigInt(index) * (1n << BigInt(bits))).correctForm()}/${prefix}`);
}

function list(name: string, argument: unknown, scope: Scope): unknown[] {
  const values = evaluate(argument, scope);
  if (!Array.isArray(values)) throw malformed(name, 'a list');
  return values as unknown[];
}

function conditions(name: string, argument: unknown): unknown[] {
  if (!Array.isArray(argument)) throw malformed(name, 'a list of conditions');
  return argument as unknown[];
}

function text(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) throw malformed(name, 'strings');
  return String(value);
}

/** Parameters are strings, so that 1 equals "1" and true equals "true". */
function comparable(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? value : String(value);
}

function malformed(name: string, expected: string): TemplateError {
  return new TemplateError(`Template error: every ${name} object requires ${expected} as its argument.`);
}
