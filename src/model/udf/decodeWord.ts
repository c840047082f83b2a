import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import { UDF_ROWS, type UdfFields, type UdfInstruction, type UdfRow } from '../../abi/udfInstructions.ts';
import { numberOf, SPAN_32, WIDTHS } from './widths.ts';

/** A legal word, taken apart. */
export interface Word {
  readonly instruction: UdfInstruction;
  /** Register numbers. */
  readonly destination: number;
  readonly source: number;
  /** Signed, both. */
  readonly offset: number;
  readonly immediate: number;
  /** The immediate, its sign extended to 64 bits; of LDDW the whole constant. UDF-11. */
  readonly constant: bigint;
  /** How many words the instruction takes: 1, or 2 of LDDW. */
  readonly length: number;
}

type Fields = Pick<Word, 'destination' | 'source' | 'offset' | 'immediate'> & { readonly opcode: number };

const FIELD_16 = 65536;
const FIELD_32 = 4294967296;
const REGISTER_FIELD = 16;

const signedField = (natural: number, span: number): number => (natural < span / 2 ? natural : natural - span);

/** The fields of the word at a place, from the least significant byte. UDF-9. */
const fieldsAt = (words: Uint8Array, place: number): Fields => {
  const at = place * UDF_WORD_BYTES;
  return {
    opcode: words[at],
    destination: words[at + 1] % REGISTER_FIELD,
    source: Math.floor(words[at + 1] / REGISTER_FIELD),
    offset: signedField(words[at + 2] + words[at + 3] * 256, FIELD_16),
    immediate: signedField(words[at + 4] + words[at + 5] * 256 + words[at + 6] * 65536 + words[at + 7] * 16777216, FIELD_32),
  };
};

const R10 = 10;
/** The highest register that a field may name. R10 cannot be changed; an unused field holds 0. UDF-10. */
const HIGHEST: Readonly<Record<UdfFields['destination'], number>> = { changed: R10 - 1, read: R10, zero: 0 };

/** Whether offset or immediate is what the row wants there: its number, zero, or anything. UDF-10. */
const isWanted = (wanted: UdfFields['offset'] | UdfFields['immediate'], value: number): boolean => {
  if (typeof wanted === 'number') return value === wanted;
  return wanted !== 'zero' || value === 0;
};

const fits = ({ fields: wanted }: UdfRow, { destination, source, offset, immediate }: Fields): boolean =>
  destination <= HIGHEST[wanted.destination] &&
  (typeof wanted.source === 'number' ? source === wanted.source : source <= HIGHEST[wanted.source]) &&
  isWanted(wanted.offset, offset) &&
  isWanted(wanted.immediate, immediate);

const OPCODES = 256;
const ROWS_BY_OPCODE: readonly (readonly UdfRow[])[] = Array.from({ length: OPCODES }, (_, opcode) => UDF_ROWS.filter((row) => row.opcode === opcode));

/** The number of words of a program; bytes that make no whole word are none. UDF-18. */
export const wordCount = (words: Uint8Array): number => Math.floor(words.length / UDF_WORD_BYTES);

/** The upper half of the constant of LDDW, from its second word; null if that is missing or has anything else in it. UDF-9, UDF-10. */
const upperHalfAt = (words: Uint8Array, place: number): bigint | null => {
  if (place >= wordCount(words)) return null;
  const { opcode, destination, source, offset, immediate } = fieldsAt(words, place);
  if (opcode !== 0 || destination !== 0 || source !== 0 || offset !== 0) return null;
  return numberOf(BigInt(immediate), WIDTHS[32]);
};

/** The word at a place of the program; null if it is illegal. UDF-10. */
export const decodeWord = (words: Uint8Array, place: number): Word | null => {
  const { opcode, ...fields } = fieldsAt(words, place);
  const row = ROWS_BY_OPCODE[opcode].find((candidate) => fits(candidate, { opcode, ...fields }));
  if (row === undefined) return null;
  const { instruction } = row;
  if (instruction.form !== 'constant') return { instruction, ...fields, constant: numberOf(BigInt(fields.immediate), WIDTHS[64]), length: 1 };
  const upper = upperHalfAt(words, place + 1);
  if (upper === null) return null;
  return { instruction, ...fields, constant: upper * SPAN_32 + numberOf(BigInt(fields.immediate), WIDTHS[32]), length: 2 };
};
