import { perform, type Api } from '../../api';
import { AwsError } from '../../aws-error';
import type { HttpAnswer, HttpRequest, HttpService } from '../../http';
import { buildXml } from '../../protocols/xml';
import { CreateBucket } from './actions/create-bucket';
import { DeleteObject } from './actions/delete-object';
import { DeleteObjects } from './actions/delete-objects';
import { GetBucketEncryption } from './actions/get-bucket-encryption';
import { GetBucketLocation } from './actions/get-bucket-location';
import { GetObject } from './actions/get-object';
import { HeadBucket } from './actions/head-bucket';
import { HeadObject } from './actions/head-object';
import { ListBuckets } from './actions/list-buckets';
import { ListObjectsV2 } from './actions/list-objects-v2';
import { AbortMultipartUpload, CompleteMultipartUpload, CreateMultipartUpload, UploadPart } from './actions/multipart-upload';
import { PutObject } from './actions/put-object';
import { decodeAwsChunked } from './aws-chunked';
import { buckets } from './buckets';
import { actionOf, addressOf } from './route';

export const s3Api = {
  name: 's3',
  actions: {
    AbortMultipartUpload,
    CompleteMultipartUpload,
    CreateBucket,
    CreateMultipartUpload,
    DeleteObject,
    DeleteObjects,
    GetBucketEncryption,
    GetBucketLocation,
    GetObject,
    HeadBucket,
    HeadObject,
    ListBuckets,
    ListObjectsV2,
    PutObject,
    UploadPart,
  },
  unknownAction: (action) => new AwsError('NotImplemented', `the sandbox's S3 has no action for ${action}`, 501),
} satisfies Api;

/** S3 over HTTP: REST with XML bodies, path-style addresses. */
export const s3: HttpService = async (request) => {
  try {
    return await answer(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return errorAnswer(error, request);
  }
};

async function answer(request: HttpRequest): Promise<HttpAnswer> {
  const { method, query, headers, body, world, requestId } = request;
  const address = addressOf(request);
  const action = actionOf(method, query, address);
  if (action === undefined) throw s3Api.unknownAction(`${method} ${request.path}`);
  if (method === 'PUT' && query.has('X-Amz-Signature')) buckets(world).presignedUrls.verify(request);
  const chunked = (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const input = { ...address, query: Object.fromEntries(query), headers, Body: chunked ? decodeAwsChunked(body) : body };
  const { status, headers: answerHeaders, body: answerBody } = await perform(s3Api, request, action as keyof typeof s3Api.actions, input);
  return { status, headers: { 'x-amz-request-id': requestId, ...answerHeaders }, body: answerBody };
}

function errorAnswer(error: AwsError, { method, path, requestId }: HttpRequest): HttpAnswer {
  const { code: Code, message: Message, httpStatus: status } = error;
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  if (method === 'HEAD') return { status, headers };
  return { status, headers, body: buildXml('Error', { Code, Message, Resource: path, RequestId: requestId }) };
}
