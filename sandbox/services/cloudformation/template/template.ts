import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node, type YAMLError } from 'yaml';
import { AwsError } from '../../../aws-error';

/** A CloudFormation template, as written: no function is evaluated yet. */
export interface Template {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, ParameterDeclaration>>;
  readonly Rules?: Readonly<Record<string, RuleDeclaration>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs?: Readonly<Record<string, OutputDeclaration>>;
}

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: string | number | boolean;
  readonly Description?: string;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
}

export interface RuleDeclaration {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[];
}

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface OutputDeclaration {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** How CloudFormation refuses a template. */
export class TemplateError extends AwsError {
  constructor(message: string) {
    super('ValidationError', message);
  }
}

/** Reads a template written in JSON or in YAML, with the short forms of the intrinsic functions. */
export function readTemplate(body: string): Template {
  const template = body.trimStart().startsWith('{') ? readJson(body) : readYaml(body);
  if (typeof template !== 'object' || template === null || Array.isArray(template)) {
    throw new TemplateError('Template format error: unsupported structure.');
  }
  return template as Template;
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    const [error] = parseDocument(body, { logLevel: 'error', version: '1.2' }).errors;
    throw new TemplateError(`Template format error: JSON not well-formed. ${placeOf(error)}`);
  }
}

function readYaml(body: string): unknown {
  const document = parseDocument(body, { logLevel: 'error', version: '1.2' });
  const [error] = document.errors;
  if (error) throw new TemplateError(`Template format error: YAML not well-formed. ${placeOf(error)}`);
  return document.contents === null ? undefined : plain(document.contents);
}

function placeOf(error: YAMLError | undefined): string {
  const [{ line, col } = { line: 1, col: 1 }] = error?.linePos ?? [];
  return `(line ${line}, column ${col})`;
}

/** A YAML node as JSON has it: `!Sub x` is `{"Fn::Sub": "x"}`. */
function plain(node: unknown): unknown {
  // Nor does CloudFormation read them: an alias can contain itself, or be small and stand for more than fits into memory.
  if (isAlias(node)) throw new TemplateError('Template error: YAML aliases are not allowed in CloudFormation templates');
  const value = content(node);
  const tag = (node as Node & { tag?: string } | null)?.tag;
  if (!tag?.startsWith('!') || tag.startsWith('!!')) return value;
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}

function content(node: unknown): unknown {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  }
  if (isSeq(node)) return node.items.map((item) => plain(item));
  return isScalar(node) ? node.value : null;
}
