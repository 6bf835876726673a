import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnObject, type S3Request } from '../api';
import { buckets } from '../buckets';

export function DeleteObject(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'DeleteObject', request);
  buckets(call.world).delete(request.Bucket, request.Key);
  return { status: 204 };
}
