import type { Principal } from './principal';
import type { World } from './world';

/** An HTTP request, after the sandbox found out which service and Region it was signed for. */
export interface HttpRequest {
  readonly world: World;
  readonly caller: Principal;
  readonly region: string;
  readonly requestId: string;
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What a service offers over HTTP. */
export type HttpService = (request: HttpRequest) => Promise<HttpAnswer>;
