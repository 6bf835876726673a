import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnBucket, type S3Request } from '../api';
import { buckets } from '../buckets';

export function HeadBucket(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'ListBucket', request);
  const { region } = buckets(call.world).bucket(request.Bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-bucket-arn': `arn:aws:s3:::${request.Bucket}`, 'x-amz-access-point-alias': 'false' } };
}
