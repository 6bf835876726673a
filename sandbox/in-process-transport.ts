import { HttpResponse, type HttpRequest } from '@smithy/core/protocols';
import { answerRequest, type ArrivedRequest } from './answer-request';
import { ConnectionDropped } from './aws-error';
import type { World } from './world';

/** As lambda/index.ts has it. */
const REQUEST_TIMEOUT = 30_000;

/** The SDK's request handler for a client in this process: requests go to the sandbox without a socket, and back. */
export function inProcessTransport(world: World): { handle: (request: HttpRequest) => Promise<{ response: HttpResponse }> } {
  return {
    async handle(request) {
      try {
        const { status, headers, body = '' } = await inTime(world, answerRequest(world, arrived(request)));
        return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: Buffer.from(body) }) };
      } catch (error) {
        if (error instanceof ConnectionDropped) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        throw error;
      }
    },
  };
}

function arrived({ method, path, query, headers, body }: HttpRequest): ArrivedRequest {
  const search = new URLSearchParams(query as Record<string, string>).toString();
  return {
    target: search === '' ? path : `${path}?${search}`,
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    // The SDK's bytes may be a string's look-alike, which warns when it is asked for what it is.
    body: Buffer.from(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array | undefined)),
  };
}

/** The answer, or the time-out of the SDK's own handler. */
export function inTime<T>(world: World, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = world.clock.after(REQUEST_TIMEOUT, () => reject(Object.assign(new Error('Request timed out'), { name: 'TimeoutError' })));
    answer.then(resolve, reject).finally(forget);
  });
}
