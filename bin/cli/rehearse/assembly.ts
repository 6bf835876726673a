import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTemplate, type Template } from '../../../sandbox/services/cloudformation/template/template';
import { Failure } from '../failure';

/** A stack as `cdk synth` left it. */
export interface AppStack {
  /** As it is called in CloudFormation. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  /** What `cdk deploy` publishes for it. */
  readonly assets: readonly Asset[];
}

export interface Asset {
  readonly path: string;
  readonly isZipped: boolean;
  readonly bucket: string;
  readonly key: string;
}

/** Where the stacks are that name no environment. */
export interface DefaultPlace {
  readonly account: string;
  readonly region: string;
}

/** What is read of the cloud assembly's manifest. @see https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html */
interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
    readonly terminationProtection?: boolean;
    readonly directoryName?: string;
    readonly file?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string; readonly packaging?: string }; readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>> }>>;
}

/** The stacks of the assembly and of its stages, in the order in which they can be deployed. */
export function readAssembly(directory: string, place: DefaultPlace): AppStack[] {
  const { artifacts = {} } = readJson(join(directory, 'manifest.json')) as Manifest;
  const done = new Set<string>();
  const all: AppStack[] = [];
  const visit = (id: string) => {
    const artifact = artifacts[id];
    if (!artifact || done.has(id)) return;
    done.add(id);
    artifact.dependencies?.forEach(visit);
    const { type, properties = {} } = artifact;
    if (type === 'cdk:cloud-assembly') all.push(...readAssembly(join(directory, properties.directoryName ?? ''), place));
    if (type === 'aws:cloudformation:stack') all.push(readStack(directory, id, artifact, artifacts, place));
  };
  Object.keys(artifacts).forEach(visit);
  return all;
}

function readStack(directory: string, id: string, { environment = '', dependencies = [], properties = {} }: Artifact, artifacts: Manifest['artifacts'], place: DefaultPlace): AppStack {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  const at = { account: /^\d{12}$/.test(account) ? account : place.account, region: region === 'unknown-region' || region === '' ? place.region : region };
  const manifests = dependencies.flatMap((dependency) => {
    const file = artifacts?.[dependency]?.properties?.file;
    return artifacts?.[dependency]?.type === 'cdk:asset-manifest' && file !== undefined ? [join(directory, file)] : [];
  });
  return {
    ...at,
    name: properties.stackName ?? id,
    template: readTemplate(readFileSync(join(directory, properties.templateFile ?? ''), 'utf8')),
    parameters: properties.parameters ?? {},
    tags: properties.tags ?? {},
    terminationProtection: properties.terminationProtection ?? false,
    assets: manifests.flatMap((manifest) => readAssets(manifest, at)),
  };
}

function readAssets(manifest: string, place: DefaultPlace): Asset[] {
  return Object.values((readJson(manifest) as AssetManifest).files ?? {}).flatMap(({ source: { path, packaging }, destinations }) =>
    Object.values(destinations).flatMap(({ bucketName, objectKey }) =>
      path === undefined ? [] : [{ path: join(dirname(manifest), path), isZipped: packaging === 'zip', bucket: inPlace(bucketName, place), key: inPlace(objectKey, place) }],
    ),
  );
}

function inPlace(text: string, { account, region }: DefaultPlace): string {
  return text.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', 'aws');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure(`${path} can't be read: ${(error as Error).message}`, 'run cdk synth again', { cause: error });
  }
}
