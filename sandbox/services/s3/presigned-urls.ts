import { AwsError } from '../../aws-error';
import type { HttpRequest } from '../../http';
import type { World } from '../../world';

/** Whoever has such a URL may make the one request it is for, until it expires. */
export class PresignedUrls {
  readonly #handedOut = new Map<string, { readonly method: string; readonly path: string; readonly expiresAt: number }>();

  constructor(private readonly world: World) {}

  put(bucket: string, key: string, region: string, expiresMs: number): string {
    const now = this.world.clock.now();
    const date = `${new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
    const signature = this.world.random.hex(64);
    this.#handedOut.set(signature, { method: 'PUT', path: `/${bucket}/${key}`, expiresAt: now + expiresMs });
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': date,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': String(Math.ceil(expiresMs / 1000)),
      'X-Amz-Credential': `AKIASANDBOXPRESIGNED/${date.slice(0, 8)}/${region}/s3/aws4_request`,
      'X-Amz-Signature': signature,
    });
    return `${this.world.endpoint}/${bucket}/${encodeURIComponent(key).replaceAll('%2F', '/')}?${query.toString()}`;
  }

  /** Throws unless the request is exactly what a URL was handed out for. */
  verify({ method, path, query, headers }: Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers'>): void {
    const url = this.#handedOut.get(query.get('X-Amz-Signature') ?? '');
    // The content type takes part in the signature, and these URLs are signed for none.
    if (url?.method !== method || url.path !== path || (headers['content-type'] ?? '') !== '') {
      throw new AwsError(
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        403,
      );
    }
    if (this.world.clock.now() > url.expiresAt) throw new AwsError('AccessDenied', 'Request has expired', 403);
  }
}
