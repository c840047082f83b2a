/*
 * The bytes in which cases go to the harness and answers come back, which are also those of recorded files.
 * Case: u8 instructions, u8 patches, ten words (eight registers by number, EIP, EFLAGS), then for each patch
 * u32 address, u8 length, bytes; the first patch is the code. Answer: ten words, u8 vector, u32 error code,
 * u32 CR2, u16 runs, then for each run of changed bytes u32 address, u8 length, bytes. Little-endian.
 */

export const EIP = 8;
export const EFLAGS = 9;
export const WORDS = 10;
export const ANSWER_HEAD = WORDS * 4 + 11;

/** Vectors that no processor has: the harness's word for a system call and for a case that does not end. */
export const VECTOR_SYSTEM = 254;
export const VECTOR_ENDLESS = 255;

export interface Patch {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface LiveCase {
  /** How many instructions the code has. */
  readonly instructions: number;
  /** The first is the code; an instruction which ends in an unmapped page has fewer bytes here than it should. */
  readonly patches: readonly Patch[];
  readonly words: Int32Array;
}

export interface Answer {
  readonly words: Int32Array;
  readonly vector: number;
  readonly error: number;
  readonly address: number;
  readonly changes: readonly Patch[];
}

export const codeOf = (test: LiveCase): Patch => test.patches[0];

/** A byte array that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  u8(value: number): void {
    this.reserve(1);
    this.#bytes[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.#view.setUint16(this.length, value, true);
    this.length += 2;
  }

  u32(value: number): void {
    this.reserve(4);
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  take(): Uint8Array {
    const result = this.#bytes.slice(0, this.length);
    this.length = 0;
    return result;
  }
}

/** Reads from a byte array. @throws RangeError at its end */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  words(): Int32Array {
    const result = new Int32Array(WORDS);
    for (let i = 0; i < WORDS; i++, this.at += 4) result[i] = this.#view.getInt32(this.at, true);
    return result;
  }

  patch(): Patch {
    const address = this.u32();
    const length = this.u8();
    if (this.at + length > this.#bytes.length) throw new RangeError('a patch goes beyond the end');
    this.at += length;
    return { address, bytes: this.#bytes.subarray(this.at - length, this.at) };
  }

  patches(count: number): Patch[] {
    return Array.from({ length: count }, () => this.patch());
  }
}

const writePatch = (to: ByteWriter, patch: Patch): void => {
  to.u32(patch.address);
  to.u8(patch.bytes.length);
  to.raw(patch.bytes);
};

export const writeCase = (to: ByteWriter, test: LiveCase): void => {
  to.u8(test.instructions);
  to.u8(test.patches.length);
  for (const word of test.words) to.u32(word);
  for (const patch of test.patches) writePatch(to, patch);
};

export const readCase = (from: ByteReader): LiveCase => {
  const instructions = from.u8();
  const patches = from.u8();
  const words = from.words();
  return { instructions, words, patches: from.patches(patches) };
};

export const writeAnswer = (to: ByteWriter, answer: Answer): void => {
  for (const word of answer.words) to.u32(word);
  to.u8(answer.vector);
  to.u32(answer.error);
  to.u32(answer.address);
  to.u16(answer.changes.length);
  for (const run of answer.changes) writePatch(to, run);
};

export const readAnswer = (from: ByteReader): Answer => {
  const words = from.words();
  const vector = from.u8();
  const error = from.u32();
  const address = from.u32();
  return { words, vector, error, address, changes: from.patches(from.u16()) };
};
