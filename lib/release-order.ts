import type { CfnResource} from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { Dependable, type Construct, type IConstruct, type IDependable } from 'constructs';
import { DependencyGraph, commonStack, dependNoMoreOn, dependOn, resourcesIn, standIn, topStack } from './dependency-graph';
import type { ReleaseFunction } from './release-function';
import { resourceOf, textOf } from './template-references';

/** One AddressRelease, as far as the order of deletion is concerned. */
export interface OrderedRelease {
  readonly release: Construct;
  readonly customResource: CfnResource;
  readonly releaseFunction: ReleaseFunction;
  /** The ids of all pools, listed in whatever way. */
  readonly poolIds: readonly string[];
  /** The ids of the pools that have to become empty: nothing may be left that takes from them. */
  readonly emptiedPoolIds: readonly string[];
  /** What names the listed addresses: allocation ids and public IPs. */
  readonly addresses: readonly string[];
  /** What `releaseAfter` was given. */
  readonly after: readonly IConstruct[];
}

const POOL_CIDR = 'AWS::EC2::IPAMPoolCidr';

/**
 * Works out, for a stack and its nested stacks, what is deleted before a release and what after it. CloudFormation deletes in reverse order
 * of dependency (A13), so whatever takes from a listed pool or uses a listed address has to depend on the custom resource, which in turn has to
 * depend on the pools' CIDRs: to delete an AWS::EC2::IPAMPoolCidr is to deprovision it, which IPAM refuses while it holds allocations.
 *
 * The CDK asks for the dependencies of constructs when the app is complete and all aspects have run, just before it writes the templates.
 * That is the moment to look, so this is a dependency that turns out to be none.
 */
export class ReleaseOrder implements IDependable {
  static readonly #ofStack = new WeakMap<Stack, ReleaseOrder>();

  static add(ordered: OrderedRelease): void {
    const stack = topStack(ordered.release);
    let order = this.#ofStack.get(stack);
    if (!order) {
      order = new ReleaseOrder(stack);
      this.#ofStack.set(stack, order);
      ordered.release.node.addDependency(order);
    }
    order.#releases.push(ordered);
  }

  readonly #releases: OrderedRelease[] = [];
  /** The custom resources that depend on another one for no better reason than that it empties a pool. */
  readonly #preferences: [CfnResource, CfnResource][] = [];
  #isArranging = false;

  private constructor(stack: Stack) {
    const arrange = () => this.#arrange(stack);
    Dependable.implement(this, {
      get dependencyRoots(): IConstruct[] {
        arrange();
        return [];
      },
    });
  }

  #arrange(stack: Stack): void {
    // To look at the dependencies of all constructs is to ask for this one again.
    if (this.#isArranging) return;
    this.#isArranging = true;
    try {
      // The order of last time, before somebody changed the app.
      for (const [releasing, emptying] of this.#preferences.splice(0)) dependNoMoreOn(releasing, emptying);
      for (const { releaseFunction } of this.#releases) releaseFunction.setApart();
      const graph = new DependencyGraph(stack);
      const own = new Set(this.#releases.flatMap(({ release, releaseFunction }) => [...resourcesIn(release), ...resourcesIn(releaseFunction)]));
      for (const ordered of this.#releases) new Arrangement(graph, ordered, own).make();
      this.#releaseBeforeEmptying(graph);
      for (const { releaseFunction } of this.#releases) releaseFunction.shareRole(graph);
    } finally {
      this.#isArranging = false;
    }
  }

  /**
   * What only releases is deleted before what empties or deletes pools, which gives up after 15 seconds on what another one has yet to release.
   * Any other order that there is takes precedence.
   */
  #releaseBeforeEmptying(graph: DependencyGraph): void {
    const empties = ({ emptiedPoolIds }: OrderedRelease) => emptiedPoolIds.length > 0;
    const releasing = this.#releases.filter((ordered) => !empties(ordered));
    for (const { customResource: emptying } of this.#releases.filter(empties)) {
      for (const { customResource } of releasing) {
        if (graph.dependsOn(emptying, customResource) || graph.dependsOn(customResource, emptying)) continue;
        graph.add(customResource, emptying);
        this.#preferences.push([customResource, emptying]);
      }
    }
  }
}

/** What is deleted before one release, and what after it. */
class Arrangement {
  readonly #path: string;

  constructor(
    private readonly graph: DependencyGraph,
    private readonly ordered: OrderedRelease,
    /** What every AddressRelease made itself: it names pools and addresses, and takes none. */
    private readonly own: ReadonlySet<CfnResource>,
  ) {
    this.#path = ordered.release.node.path;
  }

  make(): void {
    const { poolIds, emptiedPoolIds, addresses, after, customResource } = this.ordered;
    for (const poolId of poolIds) this.#releaseBeforeCidrsOf(poolId);
    for (const poolId of poolIds) {
      for (const user of this.#usersOf(poolId)) {
        if (user.cfnResourceType === POOL_CIDR || this.#isNeededAnyway(user, emptiedPoolIds.includes(poolId) ? poolId : undefined)) continue;
        this.#releaseAfter(user, `which takes from ${this.#nameOf(poolId)}`, 'remove that dependency');
      }
    }
    for (const address of addresses) {
      for (const user of this.#usersOf(address)) {
        if (this.#isNeededAnyway(user)) continue;
        this.#releaseAfter(user, `which uses ${this.#nameOf(address)}`, 'remove that dependency');
      }
    }
    for (const construct of after) {
      for (const resource of resourcesIn(construct)) {
        if (commonStack(resource, customResource)) this.#releaseAfter(resource, 'which releaseAfter names', 'leave it out of releaseAfter');
        else dependOn(resource, customResource);
      }
    }
  }

  #releaseBeforeCidrsOf(poolId: string): void {
    const { customResource } = this.ordered;
    for (const cidr of this.#usersOf(poolId).filter(({ cfnResourceType }) => cfnResourceType === POOL_CIDR)) {
      const chain = this.#chain([cidr], customResource, this.#levelOf(cidr));
      if (chain) {
        throw new Error(
          `AddressRelease: ${this.#path} can't run before the deletion of ${cidr.node.path}, a CIDR of ${this.#nameOf(poolId)}, ` +
            `which depends on it (${chain}); remove that dependency`,
        );
      }
      this.graph.add(customResource, cidr);
    }
  }

  #releaseAfter(resource: CfnResource, because: string, remedy: string): void {
    const { customResource } = this.ordered;
    const chain = this.#chain([customResource], resource, this.#levelOf(resource));
    if (chain) {
      throw new Error(
        `AddressRelease: ${this.#path} can't run after the deletion of ${resource.node.path}, ${because}: it depends on it (${chain}); ${remedy}`,
      );
    }
    this.graph.add(resource, customResource);
  }

  /** The resources that mention a pool or an address: by reference, or by the same words. */
  #usersOf(id: string): CfnResource[] {
    return this.graph.usersOf(resourceOf(id) ?? this.#textOf(id)).filter((resource) => !this.own.has(resource));
  }

  /**
   * Whether the custom resource needs this by what it is itself: the function, the listed pools and addresses, and what these need. Such a thing can only be deleted after the release, which does no harm unless it keeps a pool from becoming empty.
   */
  #isNeededAnyway(resource: CfnResource, emptiedPoolId?: string): boolean {
    const { customResource, addresses } = this.ordered;
    const ofItself = this.graph.mentionsOf(customResource)?.inProperties ?? [];
    const chain = this.#chain(ofItself, resource, this.#levelOf(resource));
    if (chain === undefined) return false;
    const takesFromPool = resource.cfnResourceType.startsWith('AWS::EC2::') && !addresses.some((address) => resourceOf(address) === resource);
    if (emptiedPoolId !== undefined && takesFromPool) {
      throw new Error(
        `AddressRelease: ${this.#path} can't hold ${this.#nameOf(emptiedPoolId)} until it is empty: ${resource.node.path} takes from it, ` +
          `and is deleted after the release, which needs it (${chain}); give each of the two pools an AddressRelease of its own`,
      );
    }
    return true;
  }

  /** How one of `starts` comes to depend on `end`, in the template of one stack; undefined if none does. */
  #chain(starts: Iterable<CfnResource>, end: CfnResource, level: Stack): string | undefined {
    const needs = this.graph.needsOf(starts, level);
    const last = standIn(end, level);
    if (!last || !needs.has(last)) return undefined;
    const chain: string[] = [];
    for (let link: CfnResource | undefined = last; link; link = needs.get(link)) chain.unshift(link.node.path);
    return chain.join(' -> ');
  }

  /** The stack in whose template the order of the custom resource and this one is decided. */
  #levelOf(resource: CfnResource): Stack {
    return commonStack(this.ordered.customResource, resource) ?? Stack.of(this.ordered.customResource);
  }

  #nameOf(id: string): string {
    return resourceOf(id)?.node.path ?? this.#textOf(id);
  }

  #textOf(id: string): string {
    return textOf(Stack.of(this.ordered.release), id);
  }
}
