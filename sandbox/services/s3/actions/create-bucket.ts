import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnBucket, type S3Request } from '../api';
import { buckets } from '../buckets';

export function CreateBucket(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'CreateBucket', request);
  buckets(call.world).create(request.Bucket, call.region);
  return { status: 200, headers: { location: `/${request.Bucket}`, 'x-amz-bucket-arn': `arn:aws:s3:::${request.Bucket}` } };
}
