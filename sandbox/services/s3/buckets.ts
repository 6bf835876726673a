import { createHash } from 'node:crypto';
import { AwsError } from '../../aws-error';
import { regionOfAssetBucket } from '../../bootstrapped-account';
import type { World } from '../../world';
import { PresignedUrls } from './presigned-urls';

export interface StoredObject {
  readonly body: Buffer;
  /** The MD5 of the body, quoted. */
  readonly etag: string;
  /** Milliseconds since the epoch, in the sandbox's time. */
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  readonly objects: Map<string, StoredObject>;
}

/** Is told of each object that is put. */
export type PutListener = (key: string, body: Buffer) => void | Promise<void>;

/** Every bucket there is: their names are global. */
export function buckets(world: World): Buckets {
  return world.state('s3/buckets', () => new Buckets(world));
}

export class Buckets {
  readonly presignedUrls: PresignedUrls;
  readonly #buckets = new Map<string, Bucket>();
  readonly #listeners = new Map<string, Set<PutListener>>();

  constructor(private readonly world: World) {
    this.presignedUrls = new PresignedUrls(world);
  }

  create(name: string, region: string): Bucket {
    if (this.find(name)) {
      throw new AwsError('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409);
    }
    const bucket = { name, region, createdAt: this.world.clock.now(), objects: new Map<string, StoredObject>() };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  all(): Bucket[] {
    return [...this.#buckets.values()];
  }

  bucket(name: string): Bucket {
    const bucket = this.find(name);
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    return bucket;
  }

  /** The object's content. */
  get(bucket: string, key: string): Buffer {
    return this.object(bucket, key).body;
  }

  object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).objects.get(key);
    if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    return object;
  }

  put(bucket: string, key: string, body: Buffer, { contentType = 'binary/octet-stream', metadata = {} } = {}): StoredObject {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const object: StoredObject = { body, etag, lastModified: this.world.clock.now(), contentType, metadata };
    this.bucket(bucket).objects.set(key, object);
    for (const listener of this.#listeners.get(bucket) ?? []) void listener(key, body);
    return object;
  }

  /** S3 succeeds whether or not there was such an object. */
  delete(bucket: string, key: string): void {
    this.bucket(bucket).objects.delete(key);
  }

  /** Keys in S3's order, that of their UTF-8 bytes. */
  keys(bucket: string): string[] {
    return [...this.bucket(bucket).objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  /** Calls `listener` with each object that is put into the bucket, until the returned function is called. */
  onPut(bucket: string, listener: PutListener): () => void {
    const listeners = this.#listeners.get(bucket) ?? new Set();
    this.#listeners.set(bucket, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** A URL to which whoever has it may PUT that object, for that long in the sandbox's time. */
  presignPut(bucket: string, key: string, region: string, expiresMs: number): string {
    return this.presignedUrls.put(bucket, key, region, expiresMs);
  }

  private find(name: string): Bucket | undefined {
    const bucket = this.#buckets.get(name);
    const region = regionOfAssetBucket(name);
    if (bucket || region === undefined) return bucket;
    const assets = { name, region, createdAt: this.world.clock.now(), objects: new Map<string, StoredObject>() };
    this.#buckets.set(name, assets);
    return assets;
  }
}
