import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnObject, type S3Request } from '../api';
import { buckets } from '../buckets';

export function PutObject(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'PutObject', request);
  const { Bucket, Key, Body, headers } = request;
  const metadata = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-')));
  const { etag } = buckets(call.world).put(Bucket, Key, Body, { contentType: headers['content-type'], metadata });
  return { status: 200, headers: { etag, 'x-amz-server-side-encryption': 'AES256' } };
}
