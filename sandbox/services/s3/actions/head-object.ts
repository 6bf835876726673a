import type { CallContext } from '../../../api';
import { toCallersTime } from '../../../callers-time';
import type { HttpAnswer } from '../../../http';
import { authorizeOnObject, type S3Request } from '../api';
import { buckets, type StoredObject } from '../buckets';

export function HeadObject(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'GetObject', request);
  return { status: 200, headers: objectHeaders(buckets(call.world).object(request.Bucket, request.Key), call) };
}

/** What S3 says of an object next to its content. */
export function objectHeaders({ body, etag, lastModified, contentType, metadata }: StoredObject, call: CallContext): Record<string, string> {
  return {
    'content-length': String(body.length),
    'content-type': contentType,
    'last-modified': new Date(toCallersTime(call, lastModified)).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
    etag,
    ...metadata,
  };
}
