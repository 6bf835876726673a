import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from '../../bin/packages/examples';

/**
 * Runs the examples in this process as the CDK CLI runs them in one of their own, each with the context of its cdk.json and what else is given. Gives a
 * cloud assembly that has all of theirs in it: the CLI deploys all stacks in one run.
 */
export async function synthesizeExamples(outdir: string, given: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const apps = examples();
  for (const { name, file, context } of apps) {
    process.env.CDK_OUTDIR = join(outdir, name);
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-version-reporting': true, ...context, ...given[name] });
    await import(file);
  }
  const manifests = apps.map(({ name }) => JSON.parse(readFileSync(join(outdir, name, 'manifest.json'), 'utf8')) as { version: string });
  const artifacts = Object.fromEntries(apps.map(({ name }) => [name, { type: 'cdk:cloud-assembly', properties: { directoryName: name, displayName: name } }]));
  writeFileSync(join(outdir, 'manifest.json'), JSON.stringify({ version: manifests[0]?.version, artifacts }));
  return outdir;
}
