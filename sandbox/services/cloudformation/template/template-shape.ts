import { TemplateError } from './template';

/** Deeper than any template that means something, and less deep than what exhausts a stack of calls. */
const DEEPEST = 200;

/**
 * Refuses what is not built like a template: whatever reads one after this may take a section for an object of objects, and
 * finds no null in it.
 */
export function requireTemplateShape(template: object): void {
  requireValues(template, '', 0);
  const { Resources, Parameters, Rules, Mappings, Conditions, Outputs } = template as Partial<Record<string, unknown>>;
  if (!isObject(Resources ?? {}) || !Object.values(Resources ?? {}).every(isObject)) throw new TemplateError('Template format error: Any Resources member must be an object.');
  for (const [path, resource] of members('Resources', Resources)) requireResource(path, resource);
  for (const [path, parameter] of members('Parameters', Parameters)) requireParameter(path, parameter);
  for (const [path, rule] of members('Rules', Rules)) requireRule(path, rule);
  for (const [, map] of members('Mappings', Mappings)) for (const [name, level] of Object.entries(map)) requireLevel(name, level);
  requireObject('/Conditions', Conditions ?? {});
  for (const condition of Object.values(Conditions ?? {})) if (typeof condition !== 'object') throw malformed('/Conditions', 'conditions that are functions');
  for (const [path, output] of members('Outputs', Outputs)) requireOutput(path, output);
}

function requireResource(path: string, { Properties, Metadata, Condition, DependsOn }: Fields): void {
  requireObject(`${path}/Properties`, Properties ?? {});
  requireObject(`${path}/Metadata`, Metadata ?? {});
  requireText(`${path}/Condition`, Condition ?? '');
  for (const name of [DependsOn ?? []].flat() as unknown[]) requireText(`${path}/DependsOn`, name);
}

const SCALARS_OF_PARAMETER = ['Default', 'AllowedPattern', 'ConstraintDescription', 'Description', 'NoEcho', 'MinLength', 'MaxLength', 'MinValue', 'MaxValue'];

function requireParameter(path: string, parameter: Fields): void {
  for (const name of SCALARS_OF_PARAMETER) if (typeof parameter[name] === 'object') throw malformed(`${path}/${name}`, 'a text');
  const { AllowedValues = [], AllowedPattern = '' } = parameter;
  if (!Array.isArray(AllowedValues)) throw malformed(`${path}/AllowedValues`, 'a list');
  try {
    new RegExp(String(AllowedPattern));
  } catch {
    throw malformed(`${path}/AllowedPattern`, 'a regular expression');
  }
}

function requireRule(path: string, { Assertions }: Fields): void {
  if (!Array.isArray(Assertions)) throw malformed(`${path}/Assertions`, 'a list');
  Assertions.forEach((assertion: unknown) => {
    requireObject(`${path}/Assertions`, assertion);
  });
}

/** The second of the two levels that a mapping has. */
function requireLevel(name: string, level: unknown): void {
  if (!isObject(level)) throw new TemplateError(`Template format error: Every Mappings member ${name} must be a map`);
  if (Object.values(level as object).some(isObject)) throw new TemplateError('Template format error: Every Mappings attribute must be a String or a List.');
}

function requireOutput(path: string, { Value, Condition, Export }: Fields): void {
  if (Value === undefined) throw new TemplateError('Template format error: Every Outputs member must contain a Value object');
  requireText(`${path}/Condition`, Condition ?? '');
  requireObject(`${path}/Export`, Export ?? { Name: '' });
  if (Export !== undefined && !Object.hasOwn(Export as object, 'Name')) throw malformed(`${path}/Export`, 'a Name');
}

type Fields = Readonly<Record<string, unknown>>;

function members(name: string, section: unknown): [path: string, member: Fields][] {
  if (section === undefined) return [];
  requireObject(`/${name}`, section);
  return Object.entries(section as object).map(([member, value]) => {
    requireObject(`/${name}/${member}`, value);
    return [`/${name}/${member}`, value as Fields];
  });
}

function requireValues(value: unknown, path: string, depth: number): void {
  if (value === null) throw new TemplateError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  if (depth > DEEPEST) throw new TemplateError(`Template format error: the sandbox reads templates of at most ${DEEPEST} levels`);
  for (const [name, item] of Object.entries(value)) requireValues(item, `${path}/${name}`, depth + 1);
}

function requireObject(path: string, value: unknown): void {
  if (!isObject(value)) throw malformed(path, 'an object');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function requireText(path: string, value: unknown): void {
  if (typeof value !== 'string') throw malformed(path, 'a text');
}

function malformed(path: string, expected: string): TemplateError {
  return new TemplateError(`Template format error: [${path}] must be ${expected}`);
}
