import type { AbstractState } from './state.ts';

/** What is kept of the turns of one loop, to notice that they repeat. */
export interface Turns {
  earlier: AbstractState;
  /** Turns since `earlier` was taken. */
  count: number;
  /** After so many turns a later one is taken in its place. */
  countMax: number;
}

/**
 * The local calls that led to the frame that runs. A chain is one object while a state waits or runs in it; afterwards the
 * same calls make another one.
 */
export class Chain {
  readonly caller: Chain | null;
  /** The word that called; -1 for the first frame. */
  readonly callSite: number;
  /** Of the frame that runs; 0 for the first one. */
  readonly depth: number;
  /** Where the calls stand in the order of the program, the first one first. */
  readonly positions: readonly number[];
  /** The state that waits at a place. */
  readonly waiting = new Map<number, AbstractState>();
  /** The turns of a loop, by the place where they begin. */
  readonly turns = new Map<number, Turns>();
  readonly #callees = new Map<number, Chain>();
  /** States that wait or run here or further down. */
  #users = 0;

  constructor(caller: Chain | null, callSite: number, position: number) {
    this.caller = caller;
    this.callSite = callSite;
    this.depth = caller === null ? 0 : caller.depth + 1;
    this.positions = caller === null ? [] : [...caller.positions, position];
  }

  /** The chain of a call from here, at a place with its position in the order of the program. */
  callee(callSite: number, position: number): Chain {
    const known = this.#callees.get(callSite);
    if (known !== undefined) return known;
    const callee = new Chain(this, callSite, position);
    this.#callees.set(callSite, callee);
    return callee;
  }

  /** One more state waits or runs here. */
  retain(): void {
    this.#users++;
    this.caller?.retain();
  }

  /** One less does. A chain without any is forgotten by its caller. */
  release(): void {
    this.#users--;
    if (this.caller === null) return;
    if (this.#users === 0) this.caller.#callees.delete(this.callSite);
    this.caller.release();
  }
}

/** The places of the calls, the first one first. */
export const callSitesOf = (chain: Chain): readonly number[] => (chain.caller === null ? [] : [...callSitesOf(chain.caller), chain.callSite]);
