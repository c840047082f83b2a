/** For each node its successors. Every node can be reached from the root. */
export type FlowGraph = readonly (readonly number[])[];

export interface Dominators {
  /** For each node its position in reverse postorder. An edge to a position that is not greater leads backwards. */
  readonly position: readonly number[];
  /** For each node, the nodes that it immediately dominates, in reverse postorder. */
  readonly children: readonly (readonly number[])[];
  /** Nodes that an edge leads back to: loops begin there. */
  readonly loopHeads: ReadonlySet<number>;
  /** Nodes that two or more edges lead forwards to. */
  readonly merges: ReadonlySet<number>;
}

/** Depth first with a stack of its own, since a path may have thousands of nodes. */
const reversePostorder = (graph: FlowGraph, root: number): readonly number[] => {
  const postorder: number[] = [];
  const seen = new Set([root]);
  const path = [{ node: root, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const successors = graph[top.node];
    if (top.next === successors.length) {
      postorder.push(top.node);
      path.pop();
      continue;
    }
    const successor = successors[top.next];
    top.next += 1;
    if (seen.has(successor)) continue;
    seen.add(successor);
    path.push({ node: successor, next: 0 });
  }
  return postorder.toReversed();
};

const predecessorsOf = (graph: FlowGraph): readonly (readonly number[])[] => {
  const predecessors: number[][] = graph.map(() => []);
  for (const [node, successors] of graph.entries()) for (const successor of successors) predecessors[successor].push(node);
  return predecessors;
};

/**
 * The dominator tree of a reducible flow graph, and what structured control flow has to know of its edges; null if the
 * graph is irreducible, that is, if a loop can be entered elsewhere than at its head.
 *
 * Only edges that lead forwards are looked at, once, in reverse postorder: in a reducible graph the others change no
 * dominator, since each leads back to a node that dominates where it comes from. So the work is bounded by edges times
 * depth of the tree, whatever the program. The walk to the common dominator is that of Cooper, Harvey and Kennedy,
 * "A Simple, Fast Dominance Algorithm", 2001.
 */
export const dominatorsOf = (graph: FlowGraph, root: number): Dominators | null => {
  const order = reversePostorder(graph, root);
  const position = graph.map(() => 0);
  for (const [index, node] of order.entries()) position[node] = index;
  const predecessors = predecessorsOf(graph);
  const immediate = graph.map(() => root);
  const common = (a: number, b: number): number => {
    let [one, other] = [a, b];
    while (one !== other) {
      if (position[one] > position[other]) one = immediate[one];
      else other = immediate[other];
    }
    return one;
  };
  const dominates = (above: number, below: number): boolean => common(above, below) === above;
  const children: number[][] = graph.map(() => []);
  const loopHeads = new Set<number>();
  const merges = new Set<number>();
  for (const node of order) {
    const before = predecessors[node].filter((from) => position[from] < position[node]);
    if (before.length < predecessors[node].length) loopHeads.add(node);
    if (before.length > 1) merges.add(node);
    if (before.length === 0) continue;
    immediate[node] = before.reduce(common);
    children[immediate[node]].push(node);
  }
  const isReducible = order.every((node) => predecessors[node].every((from) => position[from] < position[node] || dominates(node, from)));
  return isReducible ? { position, children, loopHeads, merges } : null;
};
