import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { median } from './median';
import type { Benchmark } from './section';
import { decimal, table, whole } from './table';

/** Each handler in so many fresh processes. */
const ROUNDS = 15;

const MAX_BYTES = 200_000;
const MAX_PART_OF_AWS_CUSTOM_RESOURCE = 1 / 4;

const ROOT = join(__dirname, '..', '..');

interface Candidate {
  readonly name: string;
  readonly path: string;
  /** What makes the handler call EC2 first. */
  readonly request: object;
}

/** What one fresh process saw: milliseconds since it began to load the handler, and bytes. */
interface Start {
  /** The module was loaded. */
  readonly loaded: number;
  /** The first call to EC2 was ready to be sent: clients made, credentials and endpoint found, request signed. */
  readonly ready: number;
  /** The memory of the process by then. */
  readonly rss: number;
}

interface Size {
  readonly bytes: number;
  readonly gzip: number;
}

type Result = { readonly name: string } & Size & Start;

/** Size and cold start of the handler, beside AwsCustomResource's, and beside our handler with the SDK left to the runtime. */
export const start: Benchmark = (progress) => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-address-release-start-'));
  try {
    const candidates = candidatesIn(folder);
    const starts = new Map<Candidate, Start[]>(candidates.map((candidate) => [candidate, []]));
    for (let round = 1; round <= ROUNDS; round += 1) {
      progress(`start ${round}/${ROUNDS}`);
      // In turns: what else the machine does meanwhile hits all of them.
      for (const [candidate, seen] of starts) seen.push(startOnce(candidate));
    }
    const results = [...starts].map(([candidate, seen]) => ({ name: candidate.name, ...sizeOf(candidate), ...medians(seen) }));
    const [ours, , theirs] = results as [Result, Result, Result];
    return Promise.resolve({
      title: 'Size and start',
      markdown: [
        table(
          ['handler', 'deployed', 'gzip', 'module loaded', 'first call ready', 'memory by then'],
          results.map(({ name, bytes, gzip, loaded, ready, rss }) => [
            name,
            `${whole(bytes / 1000)} kB`,
            `${whole(gzip / 1000)} kB`,
            `${decimal(loaded)} ms`,
            `${decimal(ready)} ms`,
            `${whole(rss / 2 ** 20)} MB`,
          ]),
        ),
        `Medians of ${ROUNDS} fresh processes each, in turns. Both times run from when the process begins to load the handler; *first call ready* is when the first call to EC2 has a client, credentials, an endpoint and a signature, ` +
          'and would be sent. Memory is that of the whole process, Node.js included. What is not deployed comes from `node_modules`, as it comes from the runtime in Lambda. ' +
          'In Lambda everything takes longer: a function with 256 MB has about a seventh of a CPU ([1,769 MB have one](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html)).',
      ].join('\n\n'),
      charts: {},
      goals: [
        { name: 'size of the handler, minified', toReach: `at most ${whole(MAX_BYTES / 1000)} kB`, reached: `${decimal(ours.bytes / 1000)} kB`, isReached: ours.bytes <= MAX_BYTES },
        {
          name: 'from loading the handler to its first call',
          toReach: "at most a quarter of AwsCustomResource's",
          reached: `${decimal(ours.ready)} ms of ${decimal(theirs.ready)} ms: ${decimal(ours.ready / theirs.ready)}`,
          isReached: ours.ready <= theirs.ready * MAX_PART_OF_AWS_CUSTOM_RESOURCE,
        },
      ],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

function candidatesIn(folder: string): Candidate[] {
  const preflight = {
    RequestType: 'Create',
    RequestId: 'request',
    ResponseURL: 'https://bucket.s3.amazonaws.com/response',
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/network/0123',
    LogicalResourceId: 'Release',
    ResourceProperties: { ContractVersion: '1', Timeout: '60', Preflight: 'FAIL', ElasticIps: [{ AllocationId: 'eipalloc-64d5890a' }] },
  };
  const onDelete = { service: 'EC2', action: 'releaseAddress', parameters: { AllocationId: 'eipalloc-64d5890a' } };
  return [
    { name: 'AddressRelease', path: join(ROOT, 'lambda', 'dist', 'index.js'), request: preflight },
    { name: 'AddressRelease, SDK left to the runtime', path: withoutSdk(folder), request: preflight },
    {
      name: 'AwsCustomResource, SDK of the runtime',
      path: join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resource-handlers', 'dist', 'custom-resources', 'aws-custom-resource-handler', 'index.js'),
      request: { ...preflight, RequestType: 'Delete', PhysicalResourceId: 'release', ResourceProperties: { Delete: JSON.stringify(onDelete), InstallLatestAwsSdk: 'false' } },
    },
  ];
}

function withoutSdk(folder: string): string {
  const outfile = join(folder, 'index.js');
  buildSync({ entryPoints: [join(ROOT, 'lambda', 'index.ts')], outfile, bundle: true, minify: true, platform: 'node', target: 'node20', external: ['@aws-sdk/*', '@smithy/*'] });
  return outfile;
}

function startOnce({ path, request }: Candidate): Start {
  const output = execFileSync(process.execPath, [join(__dirname, 'start-probe.cjs'), path, JSON.stringify(request)], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', NODE_PATH: join(ROOT, 'node_modules') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as Start;
}

function sizeOf({ path }: Candidate): Size {
  const code = readFileSync(path);
  return { bytes: code.byteLength, gzip: gzipSync(code, { level: 9 }).byteLength };
}

function medians(starts: readonly Start[]): Start {
  return { loaded: median(starts.map(({ loaded }) => loaded)), ready: median(starts.map(({ ready }) => ready)), rss: median(starts.map(({ rss }) => rss)) };
}
