import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnObject, type S3Request } from '../api';
import { buckets } from '../buckets';
import { objectHeaders } from './head-object';

export function GetObject(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'GetObject', request);
  const object = buckets(call.world).object(request.Bucket, request.Key);
  return { status: 200, headers: objectHeaders(object, call), body: object.body };
}
