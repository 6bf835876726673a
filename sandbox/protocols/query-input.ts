import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';

/**
 * Reads the parameters of the AWS Query and EC2 Query protocols into the shape the service's model gives them.
 * The model is the one that the AWS SDK exports with each client, so every name, list and structure is AWS's own.
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export interface QueryDialect {
  /** EC2 capitalizes names and flattens lists; AWS Query writes `Name.member.1`. */
  readonly ec2: boolean;
  /** The sandbox's time at a time of the caller's. */
  readonly toTime: (time: Date) => Date;
}

/** What a parameter can be refused for; the service words the error. */
export type ParameterProblem =
  | { readonly kind: 'missing'; readonly parameter: string }
  | { readonly kind: 'unknown'; readonly parameter: string }
  | { readonly kind: 'type'; readonly parameter: string; readonly expected: string; readonly value: string };

export class InvalidParameter extends Error {
  constructor(readonly problem: ParameterProblem) {
    super(`${problem.kind} parameter ${problem.parameter}`);
  }
}

interface ParameterTree {
  value?: string;
  readonly children: Map<string, ParameterTree>;
}

/** Parameters every request may carry, whatever the action. */
const COMMON = new Set(['Action', 'Version', 'AUTHPARAMS']);

export function readQueryInput(
  schema: StaticStructureSchema | 'unit',
  form: URLSearchParams,
  dialect: QueryDialect,
): Record<string, unknown> {
  const root: ParameterTree = { children: new Map() };
  for (const [name, value] of form) {
    if (COMMON.has(name) || name.startsWith('X-Amz-')) continue;
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  if (schema === 'unit') return {};
  return readStructure(NormalizedSchema.of(schema), root, '', dialect);
}

function readStructure(schema: NormalizedSchema, node: ParameterTree, path: string, dialect: QueryDialect): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [memberName, member] of schema.structIterator()) {
    const key = parameterName(memberName, member, dialect);
    known.add(key);
    const child = node.children.get(key);
    if (child) result[memberName] = read(member, child, path + key, dialect);
  }
  for (const key of node.children.keys()) {
    if (!known.has(key)) throw new InvalidParameter({ kind: 'unknown', parameter: path + key });
  }
  for (const memberName of requiredMembers(schema)) {
    if (result[memberName] === undefined) {
      const parameter = path + parameterName(memberName, schema.getMemberSchema(memberName), dialect);
      throw new InvalidParameter({ kind: 'missing', parameter });
    }
  }
  return result;
}

function read(schema: NormalizedSchema, node: ParameterTree, path: string, dialect: QueryDialect): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node, `${path}.`, dialect);
  if (schema.isListSchema()) return readList(schema, node, path, dialect);
  if (schema.isMapSchema()) return readMap(schema, node, path, dialect);
  const value = node.value ?? '';
  if (node.children.size > 0) {
    throw new InvalidParameter({ kind: 'unknown', parameter: `${path}.${[...node.children.keys()][0] ?? ''}` });
  }
  return readScalar(schema, value, path, dialect);
}

function readScalar(schema: NormalizedSchema, value: string, parameter: string, { toTime }: QueryDialect): unknown {
  if (schema.isBooleanSchema()) {
    const lower = value.toLowerCase();
    if (lower !== 'true' && lower !== 'false') throw new InvalidParameter({ kind: 'type', parameter, expected: 'boolean', value });
    return lower === 'true';
  }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) {
    if (!/^-?\d+(\.\d+)?$/.test(value)) throw new InvalidParameter({ kind: 'type', parameter, expected: 'integer', value });
    return Number(value);
  }
  if (schema.isTimestampSchema()) {
    const time = new Date(value);
    if (Number.isNaN(time.getTime())) throw new InvalidParameter({ kind: 'type', parameter, expected: 'timestamp', value });
    return toTime(time);
  }
  if (schema.isBlobSchema()) return Buffer.from(value, 'base64');
  return value;
}

function readList(schema: NormalizedSchema, node: ParameterTree, path: string, dialect: QueryDialect): unknown[] {
  const member = schema.getValueSchema();
  const flat = dialect.ec2 || Boolean(schema.getMergedTraits().xmlFlattened);
  const wrapper = member.getMergedTraits().xmlName ?? 'member';
  const items = flat ? node : node.children.get(wrapper);
  if (!items) return [];
  return [...items.children]
    .map(([index, child]) => {
      if (!/^\d+$/.test(index)) throw new InvalidParameter({ kind: 'unknown', parameter: `${path}.${index}` });
      return [Number(index), child] as const;
    })
    .sort(([a], [b]) => a - b)
    .map(([index, child]) => read(member, child, `${path}.${flat ? '' : `${wrapper}.`}${index}`, dialect));
}

function readMap(schema: NormalizedSchema, node: ParameterTree, path: string, dialect: QueryDialect): Record<string, unknown> {
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  const entries = flat ? node : node.children.get('entry');
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const result: Record<string, unknown> = {};
  for (const entry of entries?.children.values() ?? []) {
    const key = entry.children.get(keyName)?.value;
    const value = entry.children.get(valueName);
    if (key !== undefined && value) result[key] = read(schema.getValueSchema(), value, `${path}.${key}`, dialect);
  }
  return result;
}

function parameterName(memberName: string, member: NormalizedSchema, dialect: QueryDialect): string {
  const traits = member.getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
  if (dialect.ec2 && traits.ec2QueryName) return traits.ec2QueryName;
  const name = traits.xmlName ?? memberName;
  return dialect.ec2 ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

/** A structure schema's seventh element says how many of its first members are required. */
export function requiredMembers(schema: NormalizedSchema): string[] {
  const [, , , , names, , count = 0] = schema.getSchema() as unknown as [number, string, string, unknown, string[], unknown[], number?];
  return names.slice(0, count);
}
