import { UDF_WORD_BYTES } from '../abi/udf.ts';
import { UDF_ROWS } from '../abi/udfInstructions.ts';
import type { UdfFields, UdfInstruction, UdfRow } from '../abi/udfInstructions.ts';

/** A legal word, taken apart. Fields that its row does not use are 0. */
export interface DecodedWord {
  readonly instruction: UdfInstruction;
  readonly destination: number;
  readonly source: number;
  /** Signed. */
  readonly offset: number;
  /** Signed. */
  readonly immediate: number;
  /** What LDDW loads, a natural below 2^64; 0 for every other instruction. */
  readonly constant: bigint;
  /** Words that the instruction takes: 2 for LDDW. */
  readonly wordCount: 1 | 2;
}

const FRAME_POINTER = 10;
const WORD_32 = 2 ** 32;

const rowsOfOpcode: readonly (readonly UdfRow[])[] = Array.from({ length: 256 }, (_, opcode) => UDF_ROWS.filter((row) => row.opcode === opcode));

const fits = (use: number | string, value: number): boolean => (typeof use === 'number' ? value === use : use !== 'zero' || value === 0);

const isRegister = (use: UdfFields['destination'] | UdfFields['source'], register: number): boolean =>
  use === 'changed' ? register < FRAME_POINTER : use !== 'read' || register <= FRAME_POINTER;

/** The upper half of the constant of LDDW, from the word behind it; null unless that word is a second one. */
const upperHalf = (view: DataView, at: number): number | null =>
  at + UDF_WORD_BYTES <= view.byteLength && view.getUint32(at, true) === 0 ? view.getUint32(at + 4, true) : null;

/** The instruction that begins at a word, or null if the word is illegal. UDF-10. */
const decodeAt = (view: DataView, at: number): DecodedWord | null => {
  const registers = view.getUint8(at + 1);
  const destination = registers % 16;
  const source = registers >> 4;
  const offset = view.getInt16(at + 2, true);
  const immediate = view.getInt32(at + 4, true);
  for (const { instruction, fields } of rowsOfOpcode[view.getUint8(at)]) {
    const matches = fits(fields.destination, destination) && fits(fields.source, source) && fits(fields.offset, offset) && fits(fields.immediate, immediate);
    if (!matches || !isRegister(fields.destination, destination) || !isRegister(fields.source, source)) continue;
    if (instruction.form !== 'constant') return { instruction, destination, source, offset, immediate, constant: 0n, wordCount: 1 };
    const upper = upperHalf(view, at + UDF_WORD_BYTES);
    return upper === null ? null : { instruction, destination, source, offset, immediate, constant: BigInt(upper) * BigInt(WORD_32) + BigInt(immediate >>> 0), wordCount: 2 };
  }
  return null;
};

/** The instruction that begins at each word; null where the word is illegal, as the second one of LDDW is. Bytes that make no whole word are left out. */
export const decodeWords = (words: Uint8Array): readonly (DecodedWord | null)[] => {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  return Array.from({ length: Math.floor(words.length / UDF_WORD_BYTES) }, (_, place) => decodeAt(view, place * UDF_WORD_BYTES));
};
