import { deref, NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { perform, type Action, type Api } from '../api';
import { AwsError } from '../aws-error';
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
      return json(200, await answer(service, request), request.requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return json(error.httpStatus, { __type: error.code, message: error.message }, request.requestId);
    }
  };
}

async function answer({ api, model, targetPrefix }: JsonService, request: HttpRequest): Promise<unknown> {
  const [prefix, action = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const operation = (model as Record<string, unknown>)[`${action}$`] as StaticOperationSchema | undefined;
  if (prefix !== targetPrefix || !operation) throw api.unknownAction(action);
  const input = parse(request.body);
  requireMembers(NormalizedSchema.of(deref(operation[4])), input);
  return await perform(api as Api<Record<string, Action<unknown>>>, request, action, input);
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON');
  }
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
function json(status: number, content: unknown, requestId: string): HttpAnswer {
  const body = JSON.stringify(content ?? {}, function (this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId }, body };
}
