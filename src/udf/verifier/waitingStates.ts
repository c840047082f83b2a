import type { Chain } from './chain.ts';
import { joinInto } from './join.ts';
import type { AbstractState } from './state.ts';

/** A place in some frames at which a state waits. */
export interface Stop {
  readonly chain: Chain;
  readonly place: number;
  readonly position: number;
}

const positionAt = ({ chain, position }: Stop, level: number): number => (level < chain.depth ? chain.positions[level] : level === chain.depth ? position : -1);

/**
 * Whether a stop comes before another one in the order of the program, as if each call were replaced by the function that
 * it calls. What runs inside of a call comes before a state that waits at the call itself.
 */
const precedes = (a: Stop, b: Stop): boolean => {
  const levels = Math.max(a.chain.depth, b.chain.depth);
  for (let level = 0; level <= levels; level++) {
    const x = positionAt(a, level);
    const y = positionAt(b, level);
    if (x === y) continue;
    return y < 0 || (x >= 0 && x < y);
  }
  return false;
};

/** The states that wait to be executed, at most one at a place in the same frames; a binary heap by the order of the program. */
export class WaitingStates {
  readonly #positions: Int32Array;
  readonly #heap: Stop[] = [];

  constructor(positions: Int32Array) {
    this.#positions = positions;
  }

  get count(): number {
    return this.#heap.length;
  }

  /** Lets a state wait at a place, joined with the one that waits there. */
  add(state: AbstractState, place: number): void {
    const { chain } = state;
    const other = chain.waiting.get(place);
    if (other !== undefined) {
      joinInto(other, state);
      return;
    }
    chain.waiting.set(place, state);
    chain.retain();
    this.#push({ chain, place, position: this.#positions[place] });
  }

  /** Takes the first stop; its state is taken from the chain, which is to be released when it has been executed. */
  take(): { readonly stop: Stop; readonly state: AbstractState } | null {
    const stop = this.#pop();
    const state = stop?.chain.waiting.get(stop.place);
    if (stop === undefined || state === undefined) return null;
    stop.chain.waiting.delete(stop.place);
    return { stop, state };
  }

  #push(stop: Stop): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!precedes(stop, heap[above])) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = stop;
  }

  #pop(): Stop | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && precedes(heap[below + 1], heap[below])) below++;
      if (!precedes(heap[below], last)) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
