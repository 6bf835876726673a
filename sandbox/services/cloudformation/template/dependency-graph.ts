/** What each node has to wait for. */
export type DependencyGraph = ReadonlyMap<string, readonly string[]>;

/** The nodes that can't be put in any order, because they wait for each other. */
export function circular(graph: DependencyGraph): string[] {
  const left = new Map(graph);
  for (;;) {
    const free = [...left.keys()].filter((node) => !left.get(node)?.some((dependency) => left.has(dependency)));
    if (free.length === 0) break;
    for (const node of free) left.delete(node);
  }
  // What merely waits for a circle is not part of it: drop what nothing left waits for.
  for (;;) {
    const awaited = new Set([...left.values()].flat());
    const outside = [...left.keys()].filter((node) => !awaited.has(node));
    if (outside.length === 0) return [...left.keys()];
    for (const node of outside) left.delete(node);
  }
}

/** The same graph for taking down what was built: each node waits for those that depended on it. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const result = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, dependencies] of graph) {
    for (const dependency of dependencies) result.get(dependency)?.push(node);
  }
  return result;
}

/**
 * Visits every node once those it waits for are done, unrelated ones in parallel. What waits for a failed node is
 * never visited; with `stopAtFailure` nothing at all is started after the first failure.
 * Returns the nodes whose visit failed, once nothing is under way any more.
 */
export async function visitInOrder<Node>(
  nodes: ReadonlyMap<string, Node>,
  dependenciesOf: (node: Node, name: string) => readonly string[],
  visit: (name: string, node: Node) => Promise<void>,
  { stopAtFailure }: { readonly stopAtFailure: boolean },
): Promise<Map<string, Node>> {
  const waiting = new Map([...nodes].map(([name, node]) => [name, new Set(dependenciesOf(node, name).filter((other) => nodes.has(other)))]));
  const failed = new Map<string, Node>();
  const underWay = new Map<string, Promise<void>>();
  for (;;) {
    for (const [name, node] of nodes) {
      if (waiting.get(name)?.size !== 0 || (stopAtFailure && failed.size > 0)) continue;
      waiting.delete(name);
      underWay.set(name, settle(name, node));
    }
    if (underWay.size === 0) return failed;
    await Promise.race(underWay.values());
  }

  async function settle(name: string, node: Node): Promise<void> {
    try {
      await visit(name, node);
      for (const dependencies of waiting.values()) dependencies.delete(name);
    } catch {
      failed.set(name, node);
    } finally {
      underWay.delete(name);
    }
  }
}
