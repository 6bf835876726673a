import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { answerRequest, errorAnswer } from './answer-request';
import { ConnectionDropped } from './aws-error';
import type { HttpAnswer } from './http';
import type { World } from './world';

/** Large enough for a function's code, small enough that no request can exhaust the machine's memory. */
const BODY_LIMIT = 100 * 1024 * 1024;

/** One port for every service. */
export function createHttpServer(world: World): FastifyInstance {
  // There is one route: what a target means is for AWS's services to say, also of a malformed one.
  const server = Fastify({ bodyLimit: BODY_LIMIT, rewriteUrl: () => '/', forceCloseConnections: true });
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
  server.all('/', async (request, reply) => {
    const { method, originalUrl: target, raw, body } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    let answer: HttpAnswer;
    try {
      answer = await answerRequest(world, { target, method, headers, body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) });
    } catch (error) {
      if (!(error instanceof ConnectionDropped)) throw error;
      raw.socket.destroy();
      return reply.hijack();
    }
    // Clients live in the machine's time or in the sandbox's. An SDK whose own clock is minutes from a Date header
    // takes every error for one of clock skew, and tries again: without the header it trusts its own clock.
    reply.raw.sendDate = false;
    return reply
      .code(answer.status)
      .headers({ ...answer.headers })
      .send(answer.body ?? '');
  });
  server.setErrorHandler<FastifyError>(({ statusCode = 400, message }, _request, reply) => {
    const { status, headers, body } = errorAnswer(statusCode, statusCode === 413 ? 'RequestEntityTooLarge' : 'MalformedRequest', message);
    return reply.code(status).headers({ ...headers }).send(body);
  });
  return server;
}
