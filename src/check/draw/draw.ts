/** Mixes one 32-bit word into another well enough that near tapes give far draws. */
const mix = (word: number): number => {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
};

/** Words of the tape that belong to one step. */
export const WORDS_PER_STEP = 8;

/**
 * Reads choices from one block of the tape. Each choice reads one word; when
 * the block is used up, further words follow from its last by mixing, so that
 * any block is a valid source of any number of choices.
 */
export class Draw {
  #words: Int32Array;
  #position = 0;
  #end = 0;
  #last = 0;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Turns to the block of the given index (block 0 is the header). */
  turnTo(block: number, words: Int32Array): void {
    this.#words = words;
    this.#position = block * WORDS_PER_STEP;
    this.#end = this.#position + WORDS_PER_STEP;
    this.#last = block;
  }

  /** Begins a source of choices that is a function of one word. */
  begin(seed: number): void {
    this.#position = 0;
    this.#end = 0;
    this.#last = seed;
  }

  /** The next word, 0 to 2^32 - 1. */
  word(): number {
    if (this.#position < this.#end) {
      this.#last = this.#words[this.#position++];
      return this.#last >>> 0;
    }
    this.#last = mix(this.#last + 0x9e3779b9);
    return this.#last;
  }

  /** A natural below n; the word 0 gives 0. */
  below(n: number): number {
    return n <= 1 ? 0 : this.word() % n;
  }

  /** True with the given chance in percent; the word 0 gives false. */
  chance(percent: number): boolean {
    return this.word() % 100 >= 100 - percent;
  }

  /** One element of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}
