import type { Caller } from '../../../api';
import { AwsError } from '../../../aws-error';
import { buckets } from '../../s3/buckets';
import { TemplateError } from './template';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LONGEST_BODY = 51_200;
const LONGEST_OBJECT = 1_000_000;

/** The text of the template that a call gives or points at; undefined when it does neither. */
export function templateBody(input: { readonly TemplateBody?: string; readonly TemplateURL?: string }, call: Caller): string | undefined {
  const { TemplateBody, TemplateURL } = input;
  if (TemplateBody !== undefined && TemplateURL !== undefined) {
    throw new TemplateError('Only one of Template URL or Template Body may be specified.');
  }
  if (TemplateURL !== undefined) return fetchTemplate(TemplateURL, call);
  if (TemplateBody !== undefined && Buffer.byteLength(TemplateBody) > LONGEST_BODY) {
    throw new TemplateError(
      `1 validation error detected: Value '${TemplateBody}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_BODY}`,
    );
  }
  return TemplateBody;
}

function fetchTemplate(url: string, { world }: Caller): string {
  const { bucket, key } = locate(url, world.endpoint);
  let body: Buffer;
  try {
    body = buckets(world).get(bucket, key);
  } catch (error) {
    if (error instanceof AwsError) throw new TemplateError(`S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`);
    throw error;
  }
  if (body.byteLength > LONGEST_OBJECT) throw new TemplateError(`Template may not exceed ${LONGEST_OBJECT} bytes in size.`);
  return body.toString('utf8');
}

/** `https://BUCKET.s3.REGION.amazonaws.com/KEY`, `https://s3.REGION.amazonaws.com/BUCKET/KEY`, or the sandbox's own `/BUCKET/KEY`. */
function locate(url: string, endpoint: string): { bucket: string; key: string } {
  if (!URL.canParse(url)) throw new TemplateError('TemplateURL must be a supported URL.');
  const { hostname, pathname, origin, protocol } = new URL(url);
  if (protocol === 's3:') throw new TemplateError(`S3 error: Domain name specified in ${hostname} is not a valid S3 domain`);
  const path = decodeURIComponent(pathname.slice(1));
  const host = /^(?:(?<bucket>.+)\.)?s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.exec(hostname);
  if (!host && origin !== new URL(endpoint).origin) throw new TemplateError('TemplateURL must be a supported URL.');
  const bucket = host?.groups?.bucket;
  if (bucket) return { bucket, key: path };
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
