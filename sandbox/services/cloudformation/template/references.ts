import type { ResourceDeclaration } from './template';

/** One mention of something by its logical name. */
export interface Reference {
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Condition';
  readonly name: string;
}

const SUBSTITUTION = /\$\{([^!{}][^{}]*)\}/g;

/** Every logical name that a value mentions, through `Ref`, `Fn::GetAtt`, `Fn::Sub` or `Fn::If`. */
export function* referencesIn(value: unknown): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesIn(item);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only) yield* referencesOfFunction(only[0], only[1]);
    for (const [, item] of entries) yield* referencesIn(item);
  }
}

function* referencesOfFunction(name: string, argument: unknown): Generator<Reference> {
  if (name === 'Ref' && typeof argument === 'string') yield { kind: 'Ref', name: argument };
  if (name === 'Fn::GetAtt') {
    const [resource] = Array.isArray(argument) ? (argument as unknown[]) : String(argument).split('.');
    if (typeof resource === 'string') yield { kind: 'Fn::GetAtt', name: resource };
  }
  if (name === 'Fn::Sub') yield* referencesOfSub(argument);
  if (name === 'Fn::If' && Array.isArray(argument)) yield { kind: 'Condition', name: String(argument[0]) };
}

function* referencesOfSub(argument: unknown): Generator<Reference> {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument]) as [unknown, Record<string, unknown>?];
  for (const [, placeholder = ''] of String(text).matchAll(SUBSTITUTION)) {
    const name = placeholder.trim();
    if (variables && Object.hasOwn(variables, name)) continue;
    const [resource = '', attribute] = name.split('.');
    yield attribute === undefined ? { kind: 'Ref', name } : { kind: 'Fn::GetAtt', name: resource };
  }
}

/** The resources a resource has to wait for: what its properties mention, and its DependsOn. */
export function dependenciesOf(declaration: ResourceDeclaration, isResource: (name: string) => boolean): string[] {
  const mentioned = [...referencesIn(declaration.Properties)].filter(({ kind }) => kind !== 'Condition').map(({ name }) => name);
  return [...new Set([...mentioned, ...dependsOn(declaration)])].filter(isResource);
}

export function dependsOn({ DependsOn }: ResourceDeclaration): readonly string[] {
  return typeof DependsOn === 'string' ? [DependsOn] : (DependsOn ?? []);
}
