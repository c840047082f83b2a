/** Little-endian fields of a block that a test writes by their offsets. */
export class Bytes {
  readonly all: Uint8Array;
  readonly #view: DataView;

  constructor(length: number) {
    this.all = new Uint8Array(length);
    this.#view = new DataView(this.all.buffer);
  }

  u8(at: number, value: number): this {
    this.#view.setUint8(at, value);
    return this;
  }

  u16(at: number, value: number): this {
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(at: number, value: number): this {
    this.#view.setUint32(at, value, true);
    return this;
  }

  u64(at: number, value: bigint): this {
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  /** Fills everything with numbers that are not zero, as a block looks that was used before. */
  dirty(): this {
    for (let i = 0; i < this.all.length; i++) this.all[i] = 1 + (i * 89) % 251;
    return this;
  }
}

/** Numbers that are the same in every run: a linear congruential generator. */
export const numbersFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
};
