import type { DecodedWord } from '../decode.ts';
import { goesOn, targetOf } from './control.ts';

/** Loops nested deeper than this are followed in the order of their words: any order is sound, and the cost of this one is bounded. */
const NESTING_MAX = 32;

/** The order in which places are executed when several wait. By place; a place that no block begins at has the positions of its block. */
export interface Order {
  /** Of a state that waits at a place. */
  readonly positions: Int32Array;
  /** Of the states inside of a call from a place: those of the head of a loop belong before the rest of its turn. */
  readonly callPositions: Int32Array;
  /** Whether a block begins here: a word that a path reaches otherwise than from the word before. */
  readonly isLeader: Uint8Array;
  /** Whether a turn of a loop begins here. */
  readonly isHead: Uint8Array;
}

/** A run of words that is entered at its first one only, with the blocks that may follow in the same frame. */
interface Block {
  readonly place: number;
  readonly successors: readonly number[];
}

type Words = readonly (DecodedWord | null)[];

const isControl = (word: DecodedWord): boolean => word.instruction.form === 'exit' || targetOf(word, 0) !== null;

const leadersOf = (words: Words): Uint8Array => {
  const isLeader = new Uint8Array(words.length + 1);
  isLeader[0] = 1;
  words.forEach((word, place) => {
    if (word === null || !isControl(word)) return;
    isLeader[targetOf(word, place) ?? place + 1] = 1;
    isLeader[place + 1] = 1;
  });
  return isLeader;
};

/** The last word of the block that begins at a place. */
const endOf = (words: Words, isLeader: Uint8Array, place: number): number => {
  let end = place;
  for (let next = end + (words[end]?.wordCount ?? 1); next < words.length && isLeader[next] === 0; next = end + (words[end]?.wordCount ?? 1)) end = next;
  return end;
};

/**
 * A hierarchical ordering of the blocks: strongly connected components one after another in topological order, and within
 * each one the same again, without its head. The head of a loop comes last, so that all ways of one turn are joined there
 * before the next turn begins; whatever follows the loop comes after it. After "Efficient chaotic iteration strategies with
 * widenings", Bourdoncle, FMPA 1993, whose heads come first because they widen there.
 */
class Arrangement {
  readonly #blocks: readonly Block[];
  /** By block. Those that cannot be reached have none of their own. */
  readonly positions: Int32Array;
  /** By block: where its turn begins if it is the head of a loop, else its position. */
  readonly firstPositions: Int32Array;
  readonly heads: number[] = [];
  #positionsCount = 0;
  /** The component that a block is being arranged in; blocks that have their position are in none. */
  readonly #scope: Int32Array;
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  #scopes = 0;

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    this.positions = new Int32Array(blocks.length);
    this.firstPositions = new Int32Array(blocks.length);
    this.#scope = new Int32Array(blocks.length);
    this.#index = new Int32Array(blocks.length).fill(-1);
    this.#low = new Int32Array(blocks.length);
  }

  /** Arranges what can be reached from the roots within a scope. */
  arrange(roots: readonly number[], scope: number, nesting: number): void {
    for (const component of this.#components(roots, scope).toReversed()) this.#place(component, nesting);
  }

  #place(component: readonly number[], nesting: number): void {
    const [head] = component;
    const isLoop = component.length > 1 || this.#blocks[head].successors.includes(head);
    if (isLoop && nesting < NESTING_MAX) {
      const scope = ++this.#scopes;
      for (const block of component) {
        this.#scope[block] = scope;
        this.#index[block] = -1;
      }
      this.#scope[head] = -1;
      this.heads.push(head);
      this.firstPositions[head] = this.#positionsCount++;
      this.arrange(this.#blocks[head].successors, scope, nesting + 1);
      this.positions[head] = this.#positionsCount++;
      return;
    }
    for (const block of component.toSorted((a, b) => a - b)) {
      if (isLoop) this.heads.push(block);
      this.#scope[block] = -1;
      this.firstPositions[block] = this.#positionsCount;
      this.positions[block] = this.#positionsCount++;
    }
  }

  /** Strongly connected components, each with the block first by which it was entered, in reverse topological order (Tarjan 1972). */
  #components(roots: readonly number[], scope: number): readonly (readonly number[])[] {
    const components: (readonly number[])[] = [];
    const open: number[] = [];
    const path: { readonly block: number; next: number }[] = [];
    let count = 0;
    const enter = (block: number): void => {
      this.#index[block] = count;
      this.#low[block] = count++;
      open.push(block);
      path.push({ block, next: 0 });
    };
    const leave = (block: number): void => {
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) this.#low[above.block] = Math.min(this.#low[above.block], this.#low[block]);
      if (this.#low[block] !== this.#index[block]) return;
      const component = open.splice(open.lastIndexOf(block));
      for (const member of component) this.#low[member] = this.#blocks.length; // Closed: it lowers nothing any more.
      components.push(component);
    };
    for (const root of roots) {
      if (this.#scope[root] === scope && this.#index[root] < 0) enter(root);
      for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
        const { block } = step;
        const successor = this.#blocks[block].successors[step.next++];
        if (successor === undefined) leave(block);
        else if (this.#scope[successor] !== scope) continue;
        else if (this.#index[successor] < 0) enter(successor);
        else if (this.#low[successor] < this.#blocks.length) this.#low[block] = Math.min(this.#low[block], this.#index[successor]);
      }
    }
    return components;
  }
}

/** The order of a program whose words are legal and lead to legal ones. Local functions are arranged like the first one; a call goes on behind itself. */
export const orderOf = (words: Words): Order => {
  const isLeader = leadersOf(words);
  const blockOf = new Int32Array(words.length + 1).fill(-1);
  const begins = words.flatMap((word, place) => (isLeader[place] === 1 && word !== null ? [place] : []));
  begins.forEach((place, block) => { blockOf[place] = block; });
  const entries = [0];
  const blocks = begins.map((place): Block => {
    const end = endOf(words, isLeader, place);
    for (let inner = place; inner <= end; inner++) blockOf[inner] = blockOf[place];
    const word = words[end];
    if (word === null) return { place, successors: [] };
    const target = targetOf(word, end);
    const isCall = word.instruction.form === 'callLocal';
    if (isCall && target !== null) entries.push(blockOf[target]);
    const next = end + word.wordCount;
    // The later successor is arranged first, so that of two ways the one that goes on comes before the other.
    const successors = [...(target !== null && !isCall ? [target] : []), ...(goesOn(word) && next < words.length ? [next] : [])];
    return { place, successors: successors.map((successor) => blockOf[successor]) };
  });
  const arrangement = new Arrangement(blocks);
  arrangement.arrange(entries, 0, 0);
  const isHead = new Uint8Array(words.length + 1);
  for (const head of arrangement.heads) isHead[blocks[head].place] = 1;
  const byPlace = (positions: Int32Array): Int32Array => blockOf.map((block) => (block < 0 ? 0 : positions[block]));
  return { positions: byPlace(arrangement.positions), callPositions: byPlace(arrangement.firstPositions), isLeader, isHead };
};
