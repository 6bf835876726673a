import http from 'node:http';
import https from 'node:https';

/**
 * Lets what is sent to the sandbox's host by HTTPS, at the port of HTTPS, reach the sandbox.
 *
 * AWS's response URLs have no port. AWS's own handlers of custom resources (the CDK's, cfn-response) take the host and the path of one, and
 * send their answer there by HTTPS; of the sandbox's `http://127.0.0.1:PORT/...` they would lose the rest.
 */
export function installHttps(endpoint: string): void {
  if (endpoint === '') return;
  const { hostname, port } = new URL(endpoint);
  const hostRequest = https.request.bind(https) as (...args: unknown[]) => http.ClientRequest;
  const request = (...args: unknown[]): http.ClientRequest => {
    const [options, callback] = args as [https.RequestOptions, (response: http.IncomingMessage) => void];
    const isForSandbox = typeof options === 'object' && options.hostname === hostname && [undefined, null, 443, '443'].includes(options.port);
    return isForSandbox ? http.request({ ...options, port }, callback) : hostRequest(...args);
  };
  Object.assign(https, { request });
}
