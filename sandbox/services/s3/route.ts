import type { HttpRequest } from '../../http';

/** Bucket and key, from the path or from a host name such as `bucket.s3.us-east-1.amazonaws.com`. */
export function addressOf({ path, headers }: Pick<HttpRequest, 'path' | 'headers'>): { Bucket: string; Key: string } {
  const inHost = /^(.+?)\.(?:s3[.-].*|localhost)(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  const [, first = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return inHost === undefined ? { Bucket: first, Key: rest } : { Bucket: inHost, Key: path.slice(1) };
}

/** Which action a request is: S3 tells them apart by method and by query parameters without a value. */
export function actionOf(method: string, query: URLSearchParams, { Bucket, Key }: { Bucket: string; Key: string }): string | undefined {
  const route = ROUTES.find(
    ([verb, level, parameter]) => verb === method && level === levelOf(Bucket, Key) && (parameter === undefined || query.has(parameter)),
  );
  return route?.[3];
}

type Level = 'account' | 'bucket' | 'object';

const levelOf = (bucket: string, key: string): Level => (bucket === '' ? 'account' : key === '' ? 'bucket' : 'object');

/** The first that fits. */
const ROUTES: readonly (readonly [method: string, level: Level, parameter: string | undefined, action: string])[] = [
  ['GET', 'account', undefined, 'ListBuckets'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'encryption', 'GetBucketEncryption'],
  ['GET', 'bucket', 'list-type', 'ListObjectsV2'],
  ['HEAD', 'bucket', undefined, 'HeadBucket'],
  ['PUT', 'bucket', undefined, 'CreateBucket'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['PUT', 'object', 'uploadId', 'UploadPart'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['GET', 'object', undefined, 'GetObject'],
  ['HEAD', 'object', undefined, 'HeadObject'],
  ['PUT', 'object', undefined, 'PutObject'],
  ['DELETE', 'object', undefined, 'DeleteObject'],
];
