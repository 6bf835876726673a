import type { CallContext } from '../../../api';
import type { HttpAnswer } from '../../../http';
import { authorizeOnBucket, xmlAnswer, type S3Request } from '../api';
import { buckets } from '../buckets';

/** Every bucket has S3's default encryption. */
export function GetBucketEncryption(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'GetEncryptionConfiguration', request);
  buckets(call.world).bucket(request.Bucket);
  const Rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false };
  return xmlAnswer('ServerSideEncryptionConfiguration', { Rule });
}
