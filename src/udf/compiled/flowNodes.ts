import { successorsOf } from './controlFlow.ts';
import type { ControlFlow } from './controlFlow.ts';
import { found } from './found.ts';
import type { LocalFunction } from './localFunctions.ts';

/** A node of a function's flow graph: a basic block, or the choice between the entries of a function that has several. */
export interface FlowNode {
  /** How its code leaves it: not at all, to its one successor, to the first of two if the condition holds, or by the number of the entry. */
  readonly kind: 'end' | 'jump' | 'branch' | 'table';
  /** Numbers of nodes. */
  readonly successors: readonly number[];
}

/** Writes the code of a node; of a branch it leaves the condition on the stack, and of a table the number of the entry. */
export type WriteNode = (node: number) => void;

/** Node i is block i of the function, so that its entries come first; a function with several entries has one node more, its root. */
export const flowNodesOf = ({ blocks, entries }: LocalFunction, flow: ControlFlow): { readonly nodes: readonly FlowNode[]; readonly root: number } => {
  const nodeOf = new Map(blocks.map((block, node) => [block, node]));
  const nodes = blocks.map((block): FlowNode => {
    const { end } = flow.blocks[block];
    const successors = successorsOf(end).map((target) => found(nodeOf, target));
    return { kind: end.kind === 'jump' || end.kind === 'branch' ? end.kind : 'end', successors };
  });
  if (entries.length === 1) return { nodes, root: 0 };
  return { nodes: [...nodes, { kind: 'table', successors: entries.map((_, node) => node) }], root: nodes.length };
};
