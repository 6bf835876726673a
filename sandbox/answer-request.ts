import { credentialScope, principalOf } from './credentials';
import { ConnectionDropped } from './aws-error';
import type { HttpAnswer, HttpRequest } from './http';
import { buildXml } from './protocols/xml';
import { services } from './services';
import type { World } from './world';

/** An HTTP request as it arrives. */
export interface ArrivedRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body'> {
  /** Path and query. */
  readonly target: string;
}

/**
 * Answers one request, from a socket or without one: its SigV4 credential scope says which service and Region it is for.
 * Throws ConnectionDropped when there is to be no answer.
 */
export async function answerRequest(world: World, { target, method, headers, body }: ArrivedRequest): Promise<HttpAnswer> {
  const requestId = world.random.uuid();
  try {
    const url = new URL(target, 'http://sandbox');
    const scope = credentialScope({ headers, query: url.searchParams });
    const service = services[scope?.service ?? 'unsigned'];
    if (!service) return notSimulated(scope?.service);
    return await service({
      world,
      requestId,
      caller: principalOf(world, scope?.accessKeyId ?? ''),
      region: scope?.region ?? '',
      method,
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers,
      body,
    });
  } catch (error) {
    if (error instanceof ConnectionDropped) throw error;
    return internalError(error);
  }
}

function notSimulated(service: string | undefined): HttpAnswer {
  const [Code, Message] = service
    ? ['UnknownService', `the sandbox has no service "${service}"; it has ${Object.keys(services).join(', ')}`]
    : ['MissingAuthenticationToken', 'Request is missing Authentication Token'];
  return { status: 403, headers: { 'content-type': 'text/xml' }, body: buildXml('ErrorResponse', { Error: { Code, Message } }) };
}

/** A mistake of the sandbox's own, not one of AWS's answers: it is printed, so that nobody looks for it elsewhere. */
function internalError(error: unknown): HttpAnswer {
  process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const Error_ = { Code: 'InternalFailure', Message: 'the sandbox failed to answer this request; its own output says why' };
  return { status: 500, headers: { 'content-type': 'text/xml' }, body: buildXml('ErrorResponse', { Error: Error_ }) };
}
