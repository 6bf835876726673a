import type { CallContext } from '../../../api';
import { toCallersTime } from '../../../callers-time';
import type { HttpAnswer } from '../../../http';
import { authorizeOnBucket, xmlAnswer, type S3Request } from '../api';
import { buckets } from '../buckets';

export function ListBuckets(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'ListAllMyBuckets', request);
  const Bucket = buckets(call.world)
    .all()
    .map(({ name, region, createdAt }) => ({ Name: name, CreationDate: new Date(toCallersTime(call, createdAt)).toISOString(), BucketRegion: region }));
  return xmlAnswer('ListAllMyBucketsResult', { Owner: { ID: call.caller.account }, Buckets: { Bucket } });
}
