import { fromCallersTime, toCallersTime } from './callers-time';
import type { HttpRequest } from './http';
import { administrator, type Principal } from './principal';
import type { World } from './world';

/** Temporary credentials, as STS and Lambda hand them out. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch, in the sandbox's time. */
  readonly expiration: number;
}

/** What a request's SigV4 signature says: `AKID/20260101/us-east-1/ec2/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const issued = (world: World) => world.state('credentials', () => new Map<string, { principal: Principal; credentials: Credentials }>());

/** New temporary credentials for a principal. Their lifetime is in its own time. */
export function issueCredentials(world: World, principal: Principal, lifetimeMs: number): Credentials {
  const call = { world, caller: principal };
  const credentials: Credentials = {
    accessKeyId: `ASIA${world.random.hex(16).toUpperCase()}`,
    secretAccessKey: world.random.hex(40),
    sessionToken: world.random.hex(64),
    expiration: fromCallersTime(call, toCallersTime(call, world.clock.now()) + lifetimeMs),
  };
  issued(world).set(credentials.accessKeyId, { principal, credentials });
  return credentials;
}

/** Whose access key it is. Any key that the sandbox did not issue is the administrator's. */
export function principalOf(world: World, accessKeyId: string): Principal {
  return issued(world).get(accessKeyId)?.principal ?? administrator();
}

/** From the Authorization header, or from a presigned URL. Undefined when the request is not signed. */
export function credentialScope(request: Pick<HttpRequest, 'headers' | 'query'>): CredentialScope | undefined {
  const inHeader = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const credential = inHeader ?? request.query.get('X-Amz-Credential');
  if (!credential) return undefined;
  const [accessKeyId, , region, service] = credential.split('/');
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
