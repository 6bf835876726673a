import { setTimeout as sleep } from 'node:timers/promises';
import { clientsIn } from './clients';
import { createHandler } from './handler';

const region = process.env.AWS_REGION ?? '';

/**
 * The SDK has no time-outs of its own: a call that hangs would cost the invocation. A refused call is repeated by the next pass,
 * at a pace that knows of the others; not by the SDK.
 */
const settings = { requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true }, maxAttempts: 1 };

/** The entry point of the Lambda function. */
export const handler = createHandler({
  clock: { now: () => Date.now(), sleep: (milliseconds) => sleep(milliseconds) },
  region,
  ...clientsIn(region, settings),
  put: async (url, body) => {
    // Bytes, not a string: fetch would give a string a content type, which the URL's signature does not allow.
    const { status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(15_000) });
    return status;
  },
  log: (message, fields) => {
    process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), message, ...fields })}\n`);
  },
});
