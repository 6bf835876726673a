import { AwsError } from '../../aws-error';

/**
 * The content of a body that the SDK sends in chunks, each with its length in hexadecimal and perhaps a signature,
 * followed by trailing checksums.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const length = Number.parseInt(body.toString('latin1', position, lineEnd), 16);
    const start = lineEnd + 2;
    if (lineEnd < 0 || Number.isNaN(length) || start + length > body.length) {
      throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    }
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(start, start + length));
    position = start + length + 2;
  }
}
