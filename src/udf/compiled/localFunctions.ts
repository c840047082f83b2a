import { successorsOf } from './controlFlow.ts';
import type { ControlFlow } from './controlFlow.ts';

/** Blocks that become one function of WebAssembly, and those of them where it can begin. */
export interface LocalFunction {
  readonly entries: readonly number[];
  readonly blocks: readonly number[];
}

/** Disjoint sets of numbers, each named by one of its own. */
class DisjointSets {
  readonly #parents: number[] = [];

  find(item: number): number {
    let root = item;
    while (this.#parent(root) !== root) root = this.#parent(root);
    for (let at = item; at !== root;) {
      const next = this.#parent(at);
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  unite(a: number, b: number): void {
    this.#parents[this.find(b)] = this.find(a);
  }

  #parent(item: number): number {
    return this.#parents[item] ?? item;
  }
}

/**
 * Divides a program into its functions: all that an entry reaches by jumps. Two that share a block become one function
 * with two entries, so that each word is compiled once, however many functions run into it.
 */
export const divide = ({ blocks, entryCount }: ControlFlow): readonly LocalFunction[] => {
  const sets = new DisjointSets();
  const seen = new Set<number>();
  for (let entry = 0; entry < entryCount; entry++) {
    const waiting = [entry];
    for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
      sets.unite(entry, block);
      if (seen.has(block)) continue;
      seen.add(block);
      waiting.push(...successorsOf(blocks[block].end));
    }
  }
  const members = new Map<number, { readonly entries: number[]; readonly blocks: number[] }>();
  for (const block of blocks.keys()) {
    const root = sets.find(block);
    const group = members.get(root) ?? { entries: [], blocks: [] };
    members.set(root, group);
    group.blocks.push(block);
    if (block < entryCount) group.entries.push(block);
  }
  return [...members.values()];
};
