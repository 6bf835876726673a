import { Readable } from 'node:stream';
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols';
import { answerRequest } from '../../sandbox/answer-request';
import { ConnectionDropped } from '../../sandbox/aws-error';
import { inTime } from '../../sandbox/in-process-transport';
import type { World } from '../../sandbox/world';

/** What may befall an answer on its way. */
export type Mishap = 'cut' | 'notSuccessful' | 'noList' | 'emptyElements';

/** Its DryRun is not noticed. */
export type Careless = 'carriedOut';

export interface TransportOptions {
  readonly world: World;
  /** Whether the process that calls still lives: a dead one hears nothing any more. */
  readonly isAlive: () => boolean;
  /** Asked once for each request. */
  readonly mishap: (action: string) => Mishap | Careless | undefined;
  /** Called when a call has come to its end, whatever it was. */
  readonly onEnd: (action: string) => void;
}

const NEVER = new Promise<never>(() => undefined);

/** Takes the place of the SDK's request handler: requests go to the sandbox without a socket, and back. */
export class InProcessTransport {
  constructor(private readonly options: TransportOptions) {}

  async handle({ method, path, query, headers, body }: HttpRequest): Promise<{ response: HttpResponse }> {
    const { world, isAlive, mishap, onEnd } = this.options;
    if (!isAlive()) return NEVER;
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array | undefined);
    const action = new URLSearchParams(text).get('Action') ?? '';
    const search = new URLSearchParams(query as Record<string, string>).toString();
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const target = search === '' ? path : `${path}?${search}`;
    const befalls = mishap(action);
    try {
      if (befalls === 'notSuccessful') return { response: answerOf(action, '<success>false</success>') };
      if (befalls === 'noList') return { response: answerOf(action, '') };
      const asked = befalls === 'carriedOut' ? text.replace('&DryRun=true', '') : text;
      const answer = await inTime(world, answerRequest(world, { target, method, headers: lowerCase, body: Buffer.from(asked) }));
      const content = Buffer.from(answer.body ?? '');
      const body = befalls === 'cut' ? cutOff(content) : befalls === 'emptyElements' ? emptied(content) : content;
      return { response: new HttpResponse({ statusCode: answer.status, headers: { ...answer.headers }, body }) };
    } catch (error) {
      if (error instanceof ConnectionDropped) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      throw error;
    } finally {
      onEnd(action);
      if (!isAlive()) await NEVER;
    }
  }
}

/** What Node.js gives when the connection ends in the middle of a body. */
function cutOff(content: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield content.subarray(0, content.byteLength / 2);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
    { objectMode: false },
  );
}

/** Parts of answers that may be absent, there and empty: some endpoints answer so. */
function emptied(content: Buffer): Buffer {
  return Buffer.from(content.toString('utf8').replace(/<(associationId|instanceId|networkInterfaceId|networkBorderGroup|resourceId|stateMessage)>[^<]*</g, '<$1><'));
}

/** A 200 with nothing else in it: that something was not done, or no list where one was asked for. */
function answerOf(action: string, content: string): HttpResponse {
  const body = `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${content}</${action}Response>`;
  return new HttpResponse({ statusCode: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) });
}
