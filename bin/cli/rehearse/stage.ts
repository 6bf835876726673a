import { zipSync, type Zippable } from 'fflate';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RESOURCE_TYPE } from '../../../lib/contract';
import { AwsError } from '../../../sandbox/aws-error';
import { buckets } from '../../../sandbox/services/s3/buckets';
import { readTemplate, type Template } from '../../../sandbox/services/cloudformation/template/template';
import { parameters } from '../../../sandbox/services/ssm/parameters';
import type { World } from '../../../sandbox/world';
import { Failure } from '../failure';
import type { AppStack, Asset } from './assembly';
import { withPlaceholders } from './placeholders';

/** What ids of things look like that AWS has made: those that a template names are not of the app. */
const EXISTING = /\b(?:ipam-pool-alloc|ipam-pool|ipam-scope|eipalloc)-[0-9a-f]{8,17}\b/g;

/** Puts the stack's template and what it needs where `cdk deploy` publishes them. Gives the template's URL. */
export function stage(world: World, stack: AppStack, placeholders: ReadonlySet<string>): string {
  const template = inRehearsal(stack.template, placeholders);
  const codes = new Set<string>();
  const nested: Asset[] = [];
  noteCode(template);
  for (const asset of stack.assets.filter(({ path, isZipped }) => !isZipped && path.endsWith('.nested.template.json'))) {
    const below = inRehearsal(readTemplate(readFileSync(asset.path, 'utf8')), placeholders);
    noteCode(below);
    nested.push(asset);
    put(world, stack, asset, Buffer.from(JSON.stringify(below)));
  }
  for (const asset of stack.assets.filter((each) => codes.has(each.key) && !nested.includes(each))) {
    put(world, stack, asset, asset.isZipped ? Buffer.from(zipSync(filesIn(asset.path))) : readFileSync(asset.path));
  }
  const bucket = `cdk-hnb659fds-assets-${stack.account}-${stack.region}`;
  const key = `rehearsal/${stack.name}.json`;
  buckets(world).put(bucket, key, Buffer.from(JSON.stringify(template)));
  putParameters(world, stack);
  return `https://s3.${stack.region}.amazonaws.com/${bucket}/${key}`;

  function noteCode({ Resources }: Template): void {
    for (const { Type, Properties } of Object.values(Resources)) {
      const key = (Properties?.Code as { S3Key?: unknown } | undefined)?.S3Key;
      if (Type === 'AWS::Lambda::Function' && typeof key === 'string') codes.add(key);
    }
  }
}

/** The ids of things outside the app that the stack names. */
export function existingIds({ template }: AppStack): string[] {
  return [...new Set(JSON.stringify(template.Resources).match(EXISTING) ?? [])];
}

/** A deployment is not to fail for what only the account has: it is rehearsed without. */
function inRehearsal(template: Template, placeholders: ReadonlySet<string>): Template {
  const changed = withPlaceholders(template, placeholders);
  const Resources = Object.entries(changed.Resources).map(([logicalId, resource]) => {
    const namesExisting = resource.Type === RESOURCE_TYPE && JSON.stringify(resource.Properties).match(EXISTING) !== null;
    return [logicalId, namesExisting ? { ...resource, Properties: { ...resource.Properties, Preflight: 'WARN' } } : resource] as const;
  });
  return { ...changed, Resources: Object.fromEntries(Resources) };
}

function put(world: World, { region }: AppStack, { bucket, key }: Asset, body: Buffer): void {
  try {
    buckets(world).create(bucket, region);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  buckets(world).put(bucket, key, body);
}

/** What the template reads from the account's Parameter Store, and nobody here knows. */
function putParameters(world: World, { account, region, template, parameters: given }: AppStack): void {
  const store = parameters(world, account, region);
  for (const [key, { Type, Default }] of Object.entries(template.Parameters ?? {})) {
    const name = given[key] ?? (Default === undefined ? undefined : String(Default));
    if (name === undefined || !Type.startsWith('AWS::SSM::Parameter::Value') || store.find(name)) continue;
    const value = name.startsWith('/cdk-bootstrap/') ? '33' : Type.includes('Image::Id') ? 'ami-00000000000000000' : 'unknown-in-the-rehearsal';
    store.put({ name, type: 'String', value });
  }
}

function filesIn(folder: string): Zippable {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Failure(`the asset ${folder} is not there`, 'run cdk synth again');
  const files: Zippable = {};
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, file);
    if (statSync(path).isFile()) files[file.replaceAll('\\', '/')] = readFileSync(path);
  }
  return files;
}
