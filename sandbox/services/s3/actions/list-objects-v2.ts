import type { CallContext } from '../../../api';
import { toCallersTime } from '../../../callers-time';
import type { HttpAnswer } from '../../../http';
import { authorizeOnBucket, xmlAnswer, type S3Request } from '../api';
import { buckets } from '../buckets';

const MOST_KEYS = 1000;

export function ListObjectsV2(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnBucket(call, 'ListBucket', request);
  const { Bucket, query } = request;
  const { prefix = '', delimiter = '' } = query;
  const after = query['continuation-token'] ?? query['start-after'] ?? '';
  const limit = Math.min(Number(query['max-keys'] ?? MOST_KEYS), MOST_KEYS);
  const keys = buckets(call.world)
    .keys(Bucket)
    .filter((key) => key.startsWith(prefix));
  const groupOf = (key: string) => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const entries = [...new Set(keys.map((key) => groupOf(key) ?? key))].filter((entry) => entry > after);
  const listed = entries.slice(0, limit);
  const truncated = entries.length > listed.length;
  const groups = new Set(keys.flatMap((key) => groupOf(key) ?? []));
  const encode = (text: string) => (query['encoding-type'] === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  return xmlAnswer('ListBucketResult', {
    Name: Bucket,
    Prefix: encode(prefix),
    KeyCount: listed.length,
    MaxKeys: limit,
    IsTruncated: truncated,
    ...(query['encoding-type'] === 'url' ? { EncodingType: 'url' } : {}),
    ...(truncated ? { NextContinuationToken: listed.at(-1) } : {}),
    Contents: listed
      .filter((entry) => !groups.has(entry))
      .map((key) => {
        const { etag, lastModified, body } = buckets(call.world).object(Bucket, key);
        return { Key: encode(key), LastModified: new Date(toCallersTime(call, lastModified)).toISOString(), ETag: etag, Size: body.length, StorageClass: 'STANDARD' };
      }),
    CommonPrefixes: listed.filter((entry) => groups.has(entry)).map((group) => ({ Prefix: encode(group) })),
  });
}
