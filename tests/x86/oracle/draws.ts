/** Seeded random numbers (sfc32): case `index` of a seed draws the same on every host. */
export class Draws {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(seed: number, index: number) {
    this.restart(seed, index);
  }

  restart(seed: number, index: number): void {
    this.#a = seed | 0;
    this.#b = index | 0;
    this.#c = Math.imul(index, 0x9e3779b1) ^ seed;
    this.#counter = 1;
    for (let i = 0; i < 10; i++) this.word();
  }

  /** Any 32 bits, signed. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** From 0 to `limit` - 1. */
  below(limit: number): number {
    return (this.word() >>> 0) % limit;
  }

  /** From `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  percent(chance: number): boolean {
    return this.below(100) < chance;
  }

  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)];
  }

  /** A word in which boundaries are frequent: small numbers, signs, powers of two and their neighbours. */
  value(): number {
    switch (this.below(8)) {
      case 0: return this.pick(EDGES);
      case 1: return this.between(-4, 4);
      case 2: return 1 << this.below(32);
      case 3: return ((1 << this.below(32)) - 1) ^ (this.percent(50) ? -1 : 0);
      case 4: return this.below(41);
      case 5: return ((this.word() << 24) >> 24) * this.pick([1, 0x101, 0x10001, 0x1010101]);
      default: return this.word();
    }
  }
}

const EDGES = [
  0, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, -0x80000000, -0x7fffffff, 0x0f, 0x10, 0x99, 0x9a, 0x55555555, -0x55555556,
  0x8080, 0x7f7f, 0x80008000, 0x10000, 0xffff0000,
].map((value) => value | 0);
