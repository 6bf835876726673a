import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { buildXml } from '../../../protocols/xml';
import { authorizeOnBucket, XMLNS, type S3Request } from '../api';
import { buckets } from '../buckets';

/** The location of us-east-1 is empty, for historical reasons. */
export function GetBucketLocation(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'GetBucketLocation', request);
  const { region } = buckets(call.world).bucket(request.Bucket);
  const body = buildXml('LocationConstraint', { '#text': region === 'us-east-1' ? '' : region }, XMLNS);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
