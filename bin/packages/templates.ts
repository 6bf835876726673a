import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** The templates of a cloud assembly, by the names of their files. */
export type Templates = Readonly<Record<string, unknown>>;

/** Reads them, those of assemblies in it, too, without what each version of the CDK chooses by itself: the Node.js version of functions. */
export function templatesIn(assembly: string): Templates {
  const files = readdirSync(assembly, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.template.json'));
  if (files.length === 0) throw new Error(`${assembly} has no template`);
  return Object.fromEntries(files.sort().map((file) => [file, withoutChoices(JSON.parse(readFileSync(join(assembly, file), 'utf8')))]));
}

/** Where two sets of templates differ, as lines for a person. */
export function differences(expected: Templates, actual: Templates): string[] {
  return differencesAt('', expected, actual);
}

function differencesAt(path: string, expected: unknown, actual: unknown): string[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  if (!isObject(expected) || !isObject(actual)) return [`${path}: ${JSON.stringify(expected)} became ${JSON.stringify(actual)}`];
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => differencesAt(`${path}/${key}`, expected[key], actual[key]));
}

/** The properties that hold such a choice, or the hash of a nested template that does. */
const CHOSEN: Readonly<Record<string, string>> = { 'AWS::Lambda::Function': 'Runtime', 'AWS::CloudFormation::Stack': 'TemplateURL' };

function withoutChoices(template: unknown): unknown {
  const { Resources, ...others } = template as { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
  const resources = Object.entries(Resources).map(([id, { Properties = {}, ...resource }]) => {
    return [id, { ...resource, Properties: Object.fromEntries(Object.entries(Properties).filter(([name]) => name !== CHOSEN[resource.Type])) }];
  });
  return { ...others, Resources: Object.fromEntries(resources) as unknown };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
