import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { Sandbox } from '../../../sandbox/sandbox';
import { buckets } from '../../../sandbox/services/s3/buckets';

const Bucket = 'cdk-hnb659fds-assets-111122223333-eu-west-1';

let sandbox: Sandbox;
let s3: S3Client;

beforeEach(async () => {
  sandbox = await Sandbox.start();
  s3 = new S3Client({ ...sandbox.clientConfig, region: 'eu-west-1', forcePathStyle: true });
});

afterEach(() => sandbox.stop());

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe('S3', () => {
  it('has the bucket that cdk bootstrap leaves, in the Region of its name, and no other', async () => {
    await expect(s3.send(new GetBucketLocationCommand({ Bucket }))).resolves.toMatchObject({ LocationConstraint: 'eu-west-1' });
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nobody-has-this' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nobody-has-this', Key: 'k' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('gives back what was put, whatever the key', async () => {
    const key = 'a b/ü+%2F=&?.zip';
    await put(key, 'content');
    await expect(read(key)).resolves.toBe('content');
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: key }))).resolves.toMatchObject({ ContentLength: 7 });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b/' }));
    expect(Contents).toMatchObject([{ Key: key, Size: 7 }]);
    await expect(read('other')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('takes a stream, which the SDK sends in chunks with a trailing checksum', async () => {
    const body = 'x'.repeat(200_000);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: Readable.from([Buffer.from(body)]), ContentLength: body.length }));
    await expect(read('stream')).resolves.toBe(body);
  });

  it('puts the parts of a large upload together in their order', async () => {
    const upload = { Bucket, Key: 'large' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const part = (PartNumber: number, Body: string) => s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
    const second = await part(2, 'second');
    const first = await part(1, 'first ');
    await expect(read('large')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const Parts = [
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    await expect(read('large')).resolves.toBe('first second');
  });

  it('lists page by page, and folds keys at a delimiter', async () => {
    for (const key of ['1', '2', 'folder/3', 'folder/4']) await put(key, key);
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 3 }));
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['1', '2', 'folder/3']);
    const second = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['folder/4']);
    const folded = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(['1', '2']);
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'folder/' }]);
  });

  it('deletes several objects at once', async () => {
    await put('1', '1');
    await put('2', '2');
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: '1' }, { Key: 'never there' }] } }));
    await expect(read('1')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read('2')).resolves.toBe('2');
  });
});

describe('a presigned URL', () => {
  const answers: { key: string; body: string }[] = [];
  const PUT = (url: string, headers: Record<string, string> = {}) => fetch(url, { method: 'PUT', body: Buffer.from('answer'), headers });
  const presign = (expiresMs = 60_000) => buckets(sandbox.world).presignPut('answers', 'arn:aws:cloudformation/stack|Id', 'eu-west-1', expiresMs);

  beforeEach(() => {
    answers.length = 0;
    buckets(sandbox.world).create('answers', 'eu-west-1');
    buckets(sandbox.world).onPut('answers', (key, body) => {
      answers.push({ key, body: body.toString() });
    });
  });

  it('takes one PUT without credentials, and whoever listens is told', async () => {
    const { status } = await PUT(presign());
    expect(status).toBe(200);
    expect(answers).toEqual([{ key: 'arn:aws:cloudformation/stack|Id', body: 'answer' }]);
  });

  it('takes an empty content type, and refuses any other: it takes part in the signature', async () => {
    expect((await PUT(presign(), { 'content-type': '' })).status).toBe(200);
    const refused = await PUT(presign(), { 'content-type': 'application/json' });
    expect(refused.status).toBe(403);
    await expect(refused.text()).resolves.toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(answers).toHaveLength(1);
  });

  it('is good for its key only', async () => {
    expect((await PUT(presign().replace('Id', 'Other'))).status).toBe(403);
    expect((await PUT(presign().replace(/Signature=.{10}/, 'Signature=0123456789'))).status).toBe(403);
    expect(answers).toEqual([]);
  });

  it('expires', async () => {
    const url = presign(1);
    await sandbox.world.clock.sleep(20);
    const refused = await PUT(url);
    expect(refused.status).toBe(403);
    await expect(refused.text()).resolves.toContain('Request has expired');
  });
});
