import type {
  Stack} from 'aws-cdk-lib';
import {
  CfnResource,
  DefaultTokenResolver,
  Reference,
  Tokenization,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
} from 'aws-cdk-lib';

/** The resource of this app that a string points at, if it is a single Ref or Fn::GetAtt. */
export function resourceOf(value: string): CfnResource | undefined {
  const token = Tokenization.reverse(value);
  const target = token !== undefined && Reference.isReference(token) ? token.target : undefined;
  return target !== undefined && CfnResource.isCfnResource(target) ? target : undefined;
}

/** What one resource's part of a template says about other resources. */
export interface Mentions {
  /** The resources that its properties refer to, in whatever stack. */
  readonly inProperties: ReadonlySet<CfnResource>;
  /** Those that its DependsOn names. */
  readonly inDependsOn: ReadonlySet<CfnResource>;
  /** What else its properties say, to be compared with `textOf`. */
  readonly texts: ReadonlySet<string>;
}

/** Reads the part of the template that makes a resource, as it is now, also what was written into it as text. */
export function mentionsOf(resource: CfnResource, byLogicalId: ReadonlyMap<string, CfnResource>): Mentions {
  const resolver = new RememberingResolver();
  // The CDK renders a resource with it; there is no public way that knows of property overrides.
  const rendered = resource as unknown as { _toCloudFormation(): unknown };
  const { Resources = {} } = Tokenization.resolve(rendered._toCloudFormation(), { scope: resource, resolver, preparing: true }) as Fragment;
  const [definition = {}] = Object.values(Resources);
  const named = (ids: Iterable<string>) => [...ids].flatMap((id) => byLogicalId.get(id) ?? []);
  return {
    inProperties: new Set([...resolver.resources, ...named(logicalIdsIn(definition.Properties))]),
    inDependsOn: new Set(named([definition.DependsOn ?? []].flat())),
    texts: textsIn(definition.Properties),
  };
}

interface Fragment {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: unknown; readonly DependsOn?: string | string[] }>>;
}

/** How a value is found among the `texts` of a resource that mentions it. */
export function textOf(scope: Stack, value: string): string {
  const resolved = Tokenization.resolve(value, { scope, resolver: new RememberingResolver(), preparing: true }) as unknown;
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}

/** The words of all strings, whole ids and addresses among them (but 198.51.100.7/32 is no address); and all intrinsic functions. */
function textsIn(properties: unknown): Set<string> {
  const texts = new Set<string>();
  someWithin(properties, (part) => {
    if (typeof part === 'string') for (const [word] of part.matchAll(/[\w.-]+(?![\w./-])/g)) texts.add(word);
    else if (typeof part === 'object' && part !== null && Object.keys(part).length === 1) texts.add(JSON.stringify(part));
    return false;
  });
  return texts;
}

/** The logical ids that Ref, Fn::GetAtt and Fn::Sub name. */
function logicalIdsIn(properties: unknown): Set<string> {
  const ids = new Set<string>();
  someWithin(properties, (part) => {
    if (typeof part !== 'object' || part === null) return false;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substitution } = part as Readonly<Record<string, unknown>>;
    if (typeof Ref === 'string') ids.add(Ref);
    if (typeof attribute === 'string') ids.add(attribute.split('.', 1)[0] ?? '');
    if (Array.isArray(attribute) && typeof attribute[0] === 'string') ids.add(attribute[0]);
    someWithin(substitution, (text) => {
      if (typeof text === 'string') for (const [, id = ''] of text.matchAll(/\$\{(\w+)[^}]*\}/g)) ids.add(id);
      return false;
    });
    return false;
  });
  return ids;
}

function someWithin(value: unknown, test: (part: unknown) => boolean): boolean {
  if (test(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((part) => someWithin(part, test));
}

/** Resolves tokens as the CDK does, and remembers which resources they point at: in another stack their logical ids would not tell. */
class RememberingResolver extends DefaultTokenResolver {
  readonly resources = new Set<CfnResource>();

  constructor() {
    super({ join: joined });
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token) && CfnResource.isCfnResource(token.target)) this.resources.add(token.target);
    return super.resolveToken(token, context, postProcessor);
  }
}

function joined(left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return left ?? right;
  return typeof left === 'string' && typeof right === 'string' ? left + right : { 'Fn::Join': ['', [left, right]] };
}
