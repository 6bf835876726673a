import Fastify, { type FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ConnectionDropped } from './aws-error';
import { credentialScope, principalOf } from './credentials';
import type { HttpAnswer } from './http';
import { buildXml } from './protocols/xml';
import { services } from './services';
import type { World } from './world';

/** Large enough for a function's code, small enough that no request can exhaust the machine's memory. */
const BODY_LIMIT = 100 * 1024 * 1024;

/** One port for every service: the request's SigV4 credential scope says which service and Region it is for. */
export function createHttpServer(world: World): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_LIMIT, routerOptions: { maxParamLength: 5000 }, forceCloseConnections: true });
  // Fastify answers 415 to an empty content type, with which custom resources send their answers: to S3 it is none.
  server.server.prependListener('request', ({ headers }: IncomingMessage) => {
    if (headers['content-type'] === '') delete headers['content-type'];
  });
  // AWS's own custom resource libraries send an empty content type, as S3's presigned URLs want it; Fastify refuses it.
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.headers['content-type'] === '') delete request.headers['content-type'];
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.all('/*', async (request, reply) => {
    const url = new URL(request.raw.url ?? '/', 'http://sandbox');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const requestId = world.random.uuid();
    let answer: HttpAnswer;
    try {
      const scope = credentialScope({ headers, query: url.searchParams });
      const service = services[scope?.service ?? 'unsigned'];
      if (!service) answer = notSimulated(scope?.service);
      else {
        answer = await service({
          world,
          requestId,
          caller: principalOf(world, scope?.accessKeyId ?? ''),
          region: scope?.region ?? '',
          method: request.method,
          path: decodeURIComponent(url.pathname),
          query: url.searchParams,
          headers,
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        });
      }
    } catch (error) {
      if (error instanceof ConnectionDropped) {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      answer = internalError(error);
    }
    // Clients live in the machine's time or in the sandbox's. An SDK whose own clock is minutes from a Date header
    // takes every error for one of clock skew, and tries again: without the header it trusts its own clock.
    reply.raw.sendDate = false;
    return reply
      .code(answer.status)
      .headers({ ...answer.headers })
      .send(answer.body ?? '');
  });
  return server;
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
