import { createHash } from 'node:crypto';
import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { HttpAnswer } from '../../../http';
import type { World } from '../../../world';
import { authorizeOnObject, xmlAnswer, type S3Request } from '../api';
import { buckets } from '../buckets';

/** Parts of the uploads that are under way, by upload id and part number. */
const uploads = (world: World) => world.state('s3/multipart-uploads', () => new Map<string, { contentType?: string; parts: Map<number, Buffer> }>());

export function CreateMultipartUpload(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'PutObject', request);
  buckets(call.world).bucket(request.Bucket);
  const UploadId = call.world.random.hex(64);
  uploads(call.world).set(UploadId, { contentType: request.headers['content-type'], parts: new Map() });
  const answer = xmlAnswer('InitiateMultipartUploadResult', { Bucket: request.Bucket, Key: request.Key, UploadId });
  return { ...answer, headers: { ...answer.headers, 'x-amz-server-side-encryption': 'AES256' } };
}

export function UploadPart(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'PutObject', request);
  uploadOf(request, call).parts.set(Number(request.query.partNumber), request.Body);
  return { status: 200, headers: { etag: `"${createHash('md5').update(request.Body).digest('hex')}"` } };
}

export function CompleteMultipartUpload(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'PutObject', request);
  const { Bucket, Key, query } = request;
  const { parts, contentType } = uploadOf(request, call);
  const body = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
  const { etag } = buckets(call.world).put(Bucket, Key, body, { contentType });
  uploads(call.world).delete(query.uploadId ?? '');
  return xmlAnswer('CompleteMultipartUploadResult', { Location: `${call.world.endpoint}/${Bucket}/${Key}`, Bucket, Key, ETag: etag });
}

export function AbortMultipartUpload(request: S3Request, call: CallContext): HttpAnswer {
  authorizeOnObject(call, 'AbortMultipartUpload', request);
  uploadOf(request, call);
  uploads(call.world).delete(request.query.uploadId ?? '');
  return { status: 204 };
}

function uploadOf({ query }: S3Request, { world }: CallContext) {
  const upload = uploads(world).get(query.uploadId ?? '');
  if (!upload) {
    throw new AwsError('NoSuchUpload', 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.', 404);
  }
  return upload;
}
