import type { MiddlewareStack, StreamCollector } from '@smithy/types';

/** A client of the SDK. */
interface ClientOf<Input extends object, Output extends object> {
  readonly config: { readonly streamCollector: StreamCollector };
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/**
 * Reads what comes in the place of an answer before the SDK does, which keeps nothing of a page that is well-formed XML: what it says is all
 * that tells a proxy's refusal from AWS's.
 */
export function withErrorBody<Client, Input extends object, Output extends object>(client: Client & ClientOf<Input, Output>): Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { readonly statusCode: number; body?: unknown };
      if (response.statusCode >= 300 && !(response.body instanceof Uint8Array)) response.body = await client.config.streamCollector(response.body);
      return result;
    },
    // Next to the request itself: the SDK's own reading is around it.
    { name: 'errorBody', step: 'deserialize', priority: 'low' },
  );
  return client;
}
