import type { CodeWriter } from './codeWriter.ts';
import type { Dominators } from './dominators.ts';
import type { FlowNode, WriteNode } from './flowNodes.ts';
import { found } from './found.ts';

/**
 * Writes a reducible function with the blocks and loops of WebAssembly. Source of the idea: Ramsey, "Beyond Relooper:
 * Recursive Translation of Unstructured Control Flow to Structured Control Flow", ICFP 2022.
 *
 * Each node is written where its immediate dominator is: a node that several edges lead forwards to behind a block
 * which those edges leave, any other in the place of its one edge. Edges that lead backwards go on with the loop around
 * their target. What is still to be written waits on a stack of tasks, since a program nests thousands deep.
 */
class StructuredWriter {
  readonly #code: CodeWriter;
  readonly #nodes: readonly FlowNode[];
  readonly #dominators: Dominators;
  readonly #writeNode: WriteNode;
  readonly #tasks: (() => void)[] = [];
  /** For each node, how many blocks are open within and including the one whose label leads to it. */
  readonly #labels = new Map<number, number>();
  #height = 0;

  constructor(code: CodeWriter, nodes: readonly FlowNode[], dominators: Dominators, writeNode: WriteNode) {
    this.#code = code;
    this.#nodes = nodes;
    this.#dominators = dominators;
    this.#writeNode = writeNode;
  }

  write(root: number): void {
    this.#tasks.push(() => this.#tree(root));
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) task();
  }

  /** A node, with all that it dominates. What is pushed last is written first. */
  #tree(node: number): void {
    const { children, loopHeads } = this.#dominators;
    if (loopHeads.has(node)) {
      this.#begin('loop', node);
      this.#tasks.push(() => this.#end());
    }
    for (const child of children[node].filter((one) => this.#isMerge(one, node)).toReversed()) {
      this.#begin('block', child);
      this.#tasks.push(() => this.#tree(child), () => this.#end());
    }
    this.#writeNode(node);
    this.#leave(node);
  }

  /** The ways out of a node whose code has been written. */
  #leave(node: number): void {
    const { kind, successors } = this.#nodes[node];
    const [first, second] = successors;
    switch (kind) {
      case 'end': return;
      case 'jump': this.#go(node, first); return;
      case 'table': this.#code.brTable(successors.map((target) => this.#depth(target))); return;
      case 'branch': this.#branch(node, first, second);
    }
  }

  /** The condition is on the stack. */
  #branch(node: number, taken: number, otherwise: number): void {
    if (this.#isLeap(node, taken)) {
      this.#code.brIf(this.#depth(taken));
      this.#go(node, otherwise);
    } else if (this.#isLeap(node, otherwise)) {
      this.#code.op('i32.eqz');
      this.#code.brIf(this.#depth(otherwise));
      this.#go(node, taken);
    } else {
      this.#begin('if', null);
      this.#tasks.push(() => this.#tree(otherwise), () => this.#end(), () => this.#tree(taken));
    }
  }

  #go(from: number, to: number): void {
    if (this.#isLeap(from, to)) this.#code.br(this.#depth(to));
    else this.#tasks.push(() => this.#tree(to));
  }

  #isLeap(from: number, to: number): boolean {
    const { position } = this.#dominators;
    return position[to] <= position[from] || this.#isMerge(to, from);
  }

  /** Whether a node stands behind a block of its own. All that a table leads to must. */
  #isMerge(node: number, from: number): boolean {
    return this.#dominators.merges.has(node) || this.#nodes[from].kind === 'table';
  }

  #begin(name: 'block' | 'loop' | 'if', target: number | null): void {
    this.#code.begin(name);
    this.#height += 1;
    if (target !== null) this.#labels.set(target, this.#height);
  }

  #end(): void {
    this.#code.op('end');
    this.#height -= 1;
  }

  #depth(target: number): number {
    return this.#height - found(this.#labels, target);
  }
}

export const writeStructured = (code: CodeWriter, nodes: readonly FlowNode[], root: number, dominators: Dominators, writeNode: WriteNode): void =>
  new StructuredWriter(code, nodes, dominators, writeNode).write(root);
