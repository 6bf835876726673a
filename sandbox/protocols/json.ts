import { deref, NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { perform, type Action, type Api } from '../api';
import { AwsError } from '../aws-error';
import { toCallersTime } from '../callers-time';
import type { HttpAnswer, HttpRequest, HttpService } from '../http';
import { requiredMembers } from './query-input';

/** A service that speaks AWS JSON 1.1: the action is in the X-Amz-Target header, the input in the body. */
export interface JsonService {
  readonly api: Api;
  /** The client package of the AWS SDK: it exports each operation's schema as `OperationName$`. */
  readonly model: object;
  /** The part of X-Amz-Target before the action: `AmazonSSM`. */
  readonly targetPrefix: string;
}

/** Serves an API over the AWS JSON 1.1 protocol. */
export function jsonService(service: JsonService): HttpService {
  return async (request) => {
    try {
      return json(200, await answer(service, request), request);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return json(error.httpStatus, { __type: error.code, message: error.message }, request);
    }
  };
}

async function answer({ api, model, targetPrefix }: JsonService, request: HttpRequest): Promise<unknown> {
  const [prefix, action = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const operation = (model as Record<string, unknown>)[`${action}$`] as StaticOperationSchema | undefined;
  if (prefix !== targetPrefix || !operation) throw api.unknownAction(action);
  const input = parse(request.body);
  const schema = NormalizedSchema.of(deref(operation[4]));
  requireTypes(schema, input);
  requireMembers(schema, input);
  return await perform(api as Api<Record<string, Action<unknown>>>, request, action, input);
}

function parse(body: Buffer): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON');
  }
  if (!isObject(input)) throw new AwsError('SerializationException', 'The request body is not a structure');
  // A member that is null is one that is not there.
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

/** Refuses values of another type than the model's. A null is a member that is not there. */
function requireTypes(schema: NormalizedSchema, value: unknown): void {
  const mustBe = (expected: string, isSo: boolean) => {
    if (!isSo) throw new AwsError('SerializationException', `${Array.isArray(value) ? 'list' : typeof value} value can not be converted to ${expected}`);
  };
  if (schema.isStructSchema()) {
    mustBe('a structure', isObject(value));
    for (const [name, member] of schema.structIterator()) {
      const item = (value as Record<string, unknown>)[name] ?? undefined;
      if (item !== undefined) requireTypes(member, item);
    }
  } else if (schema.isListSchema()) {
    mustBe('a list', Array.isArray(value));
    for (const item of value as unknown[]) requireTypes(schema.getValueSchema(), item);
  } else if (schema.isMapSchema()) mustBe('a map', isObject(value));
  else if (schema.isBooleanSchema()) mustBe('a Boolean', typeof value === 'boolean');
  else if (schema.isNumericSchema()) mustBe('a number', typeof value === 'number');
  else if (schema.isStringSchema()) mustBe('a String', typeof value === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function requireMembers(schema: NormalizedSchema, input: Record<string, unknown>): void {
  const missing = requiredMembers(schema).filter((member) => input[member] === undefined);
  if (missing.length === 0) return;
  const problems = missing.map((member) => {
    const name = member.charAt(0).toLowerCase() + member.slice(1);
    return `Value null at '${name}' failed to satisfy constraint: Member must not be null`;
  });
  throw new AwsError('ValidationException', `${missing.length} validation error${missing.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`);
}

/** Times are seconds since the epoch on this wire. */
function json(status: number, content: unknown, request: HttpRequest): HttpAnswer {
  const body = JSON.stringify(content ?? {}, function (this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? toCallersTime(request, original.getTime()) / 1000 : value;
  });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': request.requestId }, body };
}
