import type { CallContext } from '../../../api';
import { AwsError } from '../../../aws-error';
import type { HttpAnswer } from '../../../http';
import { parseXml } from '../../../protocols/xml';
import { authorizeOnObject, xmlAnswer, type S3Request } from '../api';
import { buckets } from '../buckets';

interface DeleteDocument {
  readonly Delete?: { readonly Object?: { readonly Key: string } | readonly { readonly Key: string }[]; readonly Quiet?: string };
}

export function DeleteObjects(request: S3Request, call: CallContext): HttpAnswer {
  const { Object: objects = [], Quiet } = (parse(request.Body) as DeleteDocument).Delete ?? {};
  buckets(call.world).bucket(request.Bucket);
  const deleted: { Key: string }[] = [];
  const errors: { Key: string; Code: string; Message: string }[] = [];
  for (const { Key } of [objects].flat()) {
    try {
      authorizeOnObject(call, 'DeleteObject', { ...request, Key });
      buckets(call.world).delete(request.Bucket, Key);
      deleted.push({ Key });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key, Code: error.code, Message: error.message });
    }
  }
  return xmlAnswer('DeleteResult', { Deleted: Quiet === 'true' ? [] : deleted, Error: errors });
}

function parse(body: Buffer): unknown {
  try {
    return parseXml(body.toString('utf8'));
  } catch {
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  }
}
