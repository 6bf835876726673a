import { unzipSync, type Unzipped } from 'fflate';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { AwsError } from '../../aws-error';
import type { World } from '../../world';
import { buckets } from '../s3/buckets';
import type { FunctionInput } from './function-input';

/** A function's code, on disk. */
export interface UnpackedCode {
  /** What LAMBDA_TASK_ROOT is. */
  readonly folder: string;
  /** Of the deployment package, as Lambda answers it. */
  readonly sha256: string;
  readonly size: number;
}

/** Writes the code to a folder of its own: a ZIP in S3, or the source of `index.js`. */
export function unpack(world: World, code: FunctionInput['Code']): UnpackedCode {
  const folder = mkdtempSync(join(temporaryFolder(world), 'task-'));
  const archive = packageOf(world, code);
  for (const [name, content] of Object.entries(archive.files)) {
    const path = resolve(folder, name);
    if (name.endsWith('/') || !path.startsWith(folder + sep)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return { folder, sha256: createHash('sha256').update(archive.bytes).digest('base64'), size: archive.bytes.length };
}

/** Where the sandbox keeps files while it runs; it is removed when the sandbox stops. */
export function temporaryFolder(world: World): string {
  return world.state('lambda/temporary-folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'address-release-sandbox-'));
    world.onStop(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  });
}

function packageOf(world: World, { S3Bucket, S3Key, ZipFile }: FunctionInput['Code']): { bytes: Buffer; files: Unzipped } {
  if (ZipFile !== undefined) {
    const bytes = Buffer.from(ZipFile);
    return { bytes, files: { 'index.js': bytes } };
  }
  const bytes = fromS3(world, S3Bucket ?? '', S3Key ?? '');
  try {
    return { bytes, files: unzipSync(bytes) };
  } catch {
    throw new AwsError('InvalidParameterValueException', 'Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

function fromS3(world: World, bucket: string, key: string): Buffer {
  try {
    return buckets(world).get(bucket, key);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      'InvalidParameterValueException',
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}
