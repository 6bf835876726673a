import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mentionsOf, type Mentions } from './template-references';

/** What depends on what among the resources of a stack and its nested stacks, just before the CDK writes the templates. */
export class DependencyGraph {
  readonly resources: readonly CfnResource[];
  readonly #mentions = new Map<CfnResource, Mentions>();
  readonly #dependencies = new Map<CfnResource, Set<CfnResource>>();
  /** For the template of each stack: its resources, and what is in those that are nested stacks. */
  readonly #members = new Map<Stack, ReadonlyMap<CfnResource, readonly CfnResource[]>>();
  readonly #users = new Map<CfnResource | string, CfnResource[]>();

  constructor(stack: Stack) {
    this.resources = resourcesIn(stack);
    const byStack = new Map<Stack, Map<string, CfnResource>>();
    for (const resource of this.resources) {
      const owner = Stack.of(resource);
      const byLogicalId = byStack.get(owner) ?? new Map<string, CfnResource>();
      byStack.set(owner, byLogicalId.set(owner.resolve(resource.logicalId) as string, resource));
    }
    for (const resource of this.resources) {
      const mentions = mentionsOf(resource, byStack.get(Stack.of(resource)) ?? new Map<string, CfnResource>());
      this.#mentions.set(resource, mentions);
      for (const used of [...mentions.inProperties, ...mentions.texts]) this.#users.set(used, [...(this.#users.get(used) ?? []), resource]);
      this.#dependencies.set(resource, new Set([...mentions.inProperties, ...mentions.inDependsOn]));
    }
    for (const source of stack.node.findAll()) this.#addConstructDependencies(source);
  }

  mentionsOf(resource: CfnResource): Mentions | undefined {
    return this.#mentions.get(resource);
  }

  /** The resources whose properties refer to this one, in whatever stack, or have this text. */
  usersOf(used: CfnResource | string): readonly CfnResource[] {
    return this.#users.get(used) ?? [];
  }

  add(resource: CfnResource, dependency: CfnResource): void {
    this.#dependencies.get(resource)?.add(dependency);
    dependOn(resource, dependency);
  }

  /** Whether a resource, or the nested stack it is in, depends on another one in the end. */
  dependsOn(resource: CfnResource, dependency: CfnResource): boolean {
    const level = commonStack(resource, dependency);
    if (level === undefined) return false;
    const needs: ReadonlyMap<CfnResource | undefined, unknown> = this.needsOf([resource], level);
    return needs.has(standIn(dependency, level));
  }

  /**
   * Everything that these resources depend on in the end, themselves included, in the template of one stack; each with the resource
   * that was the first found to depend on it. A nested stack stands for what is in it.
   */
  needsOf(resources: Iterable<CfnResource>, level: Stack): Map<CfnResource, CfnResource | undefined> {
    const members = this.#membersAt(level);
    const found = new Map<CfnResource, CfnResource | undefined>();
    for (const resource of resources) {
      const start = standIn(resource, level);
      if (start) found.set(start, undefined);
    }
    for (const resource of found.keys()) {
      for (const dependency of (members.get(resource) ?? []).flatMap((member) => [...(this.#dependencies.get(member) ?? [])])) {
        const next = standIn(dependency, level);
        if (next && !found.has(next)) found.set(next, resource);
      }
    }
    return found;
  }

  #membersAt(level: Stack): ReadonlyMap<CfnResource, readonly CfnResource[]> {
    const known = this.#members.get(level);
    if (known) return known;
    const members = new Map<CfnResource, CfnResource[]>();
    for (const resource of this.resources) {
      const owner = standIn(resource, level);
      if (owner) members.set(owner, [...(members.get(owner) ?? []), resource]);
    }
    this.#members.set(level, members);
    return members;
  }

  /** What `construct.node.addDependency` asked for. The CDK is only about to turn it into resource dependencies. */
  #addConstructDependencies(source: IConstruct): void {
    const targets = source.node.dependencies.flatMap((root) => resourcesIn(root));
    for (const resource of resourcesIn(source)) for (const target of targets) this.#dependencies.get(resource)?.add(target);
  }
}

/** A resource of the newer versions of aws-cdk-lib, which deprecate addDependency and removeDependency, and have these in their place. */
interface NewerResource extends CfnResource {
  addResourceDependency(dependency: CfnResource): void;
  removeResourceDependency(dependency: CfnResource): void;
}

function isNewer(resource: CfnResource): resource is NewerResource {
  return 'addResourceDependency' in resource;
}

export function dependOn(resource: CfnResource, dependency: CfnResource): void {
  if (isNewer(resource)) resource.addResourceDependency(dependency);
  else resource.addDependency(dependency);
}

export function dependNoMoreOn(resource: CfnResource, dependency: CfnResource): void {
  if (isNewer(resource)) resource.removeResourceDependency(dependency);
  else resource.removeDependency(dependency);
}

/** The resource that stands for this one in the template of a stack: itself, or the nested stack it is in. */
export function standIn(resource: CfnResource, stack: Stack): CfnResource | undefined {
  let owner: CfnResource | undefined = resource;
  while (owner && Stack.of(owner) !== stack) owner = Stack.of(owner).nestedStackResource;
  return owner;
}

/** The innermost stack that has both resources, or nested stacks that have them, in its template. */
export function commonStack(one: CfnResource, other: CfnResource): Stack | undefined {
  const stacks = stacksAround(other);
  return stacksAround(one).find((stack) => stacks.includes(stack));
}

/** The stack itself, or the one that it is nested in, however deep. */
export function topStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? topStack(stack.nestedStackParent) : stack;
}

export function resourcesIn(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter((child): child is CfnResource => CfnResource.isCfnResource(child));
}

function stacksAround(resource: CfnResource): Stack[] {
  const stacks: Stack[] = [];
  for (let stack: Stack | undefined = Stack.of(resource); stack; stack = stack.nestedStackParent) stacks.push(stack);
  return stacks;
}
