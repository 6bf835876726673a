import type { CallContext } from '../../api';
import type { HttpAnswer } from '../../http';
import { buildXml } from '../../protocols/xml';
import { authorize } from '../iam/authorize';

/**
 * One request to S3. Its actions are REST calls whose parameters are spread over path, query, headers and body, so
 * each action reads what it needs and makes its own answer.
 */
export interface S3Request {
  readonly Bucket: string;
  /** Empty for a call about the bucket. */
  readonly Key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded, when it came in chunks. */
  readonly Body: Buffer;
}

export const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlAnswer(root: string, content: Record<string, unknown>): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: buildXml(root, content, XMLNS) };
}

/** IAM's actions are not S3's: reading an object's head needs s3:GetObject. */
export function authorizeOnObject(call: CallContext, action: string, { Bucket, Key }: S3Request): void {
  authorize({ ...call, action }, `arn:aws:s3:::${Bucket}/${Key}`);
}

export function authorizeOnBucket(call: CallContext, action: string, { Bucket }: S3Request): void {
  authorize({ ...call, action }, `arn:aws:s3:::${Bucket || '*'}`);
}
