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
    const url = readTarget(target);
    if (!url) return malformedTarget();
    const scope = credentialScope({ headers, query: url.query });
    const service = scope && Object.hasOwn(services, scope.service) ? services[scope.service] : undefined;
    if (!scope || !service) return notSimulated(scope?.service);
    return await service({
      world,
      requestId,
      caller: principalOf(world, scope.accessKeyId),
      region: scope.region,
      method,
      path: url.path,
      query: url.query,
      headers,
      body,
    });
  } catch (error) {
    if (error instanceof ConnectionDropped) throw error;
    return internalError(error);
  }
}

/** Undefined when a percent sign in the path is not followed by what makes a character. */
function readTarget(target: string): { readonly path: string; readonly query: URLSearchParams } | undefined {
  // Not a URL of its own: in the path of one, `//bucket` would be a host.
  const [path = '', ...query] = target.split('?');
  try {
    return { path: decodeURIComponent(path), query: new URLSearchParams(query.join('?')) };
  } catch {
    return undefined;
  }
}

function malformedTarget(): HttpAnswer {
  return errorAnswer(400, 'InvalidURI', "Couldn't parse the specified URI.");
}

/** A refusal before any service was found that could word it. */
export function errorAnswer(status: number, Code: string, Message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body: buildXml('ErrorResponse', { Error: { Code, Message } }) };
}

function notSimulated(service: string | undefined): HttpAnswer {
  if (service === undefined) return errorAnswer(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  return errorAnswer(403, 'UnknownService', `the sandbox has no service "${service}"; it has ${Object.keys(services).join(', ')}`);
}

/** A mistake of the sandbox's own, not one of AWS's answers: it is printed, so that nobody looks for it elsewhere. */
function internalError(error: unknown): HttpAnswer {
  process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return errorAnswer(500, 'InternalFailure', 'the sandbox failed to answer this request; its own output says why');
}
