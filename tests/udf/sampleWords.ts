import * as fc from 'fast-check';
import { UDF_WORD_BYTES } from '../../src/abi/udf.ts';
import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import type { UdfRow } from '../../src/abi/udfInstructions.ts';

/** Puts words one behind another. */
export const joined = (words: readonly Uint8Array[]): Uint8Array => Uint8Array.from(words.flatMap((word) => [...word]));

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));

const register = (use: string | number, drawn: number): number => {
  if (typeof use === 'number') return use;
  return use === 'zero' ? 0 : drawn % (use === 'changed' ? 10 : 11);
};

const field = (use: string | number, drawn: number): number => {
  if (typeof use === 'number') return use;
  return use === 'zero' ? 0 : drawn;
};

/** A legal instruction of a row from five drawn numbers. */
export const legalWord = ({ opcode, instruction, fields }: UdfRow, destination: number, source: number, offset: number, immediate: number, upper: number): Uint8Array => {
  const bytes = new Uint8Array(instruction.form === 'constant' ? 2 * UDF_WORD_BYTES : UDF_WORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, opcode);
  view.setUint8(1, register(fields.destination, destination) + 16 * register(fields.source, source));
  view.setInt16(2, field(fields.offset, offset), true);
  view.setInt32(4, field(fields.immediate, immediate), true);
  if (instruction.form === 'constant') view.setInt32(UDF_WORD_BYTES + 4, upper, true);
  return bytes;
};

const int16 = fc.oneof(fc.constantFrom(0, 1, -1, 2, -2, 32767, -32768), fc.integer({ min: -32768, max: 32767 }));
const int32 = fc.oneof(fc.constantFrom(0, 1, -1, 2, 3, -2, 2147483647, -2147483648), fc.integer({ min: -2147483648, max: 2147483647 }));

/** Legal instructions, all rows alike. */
export const legalWords: fc.Arbitrary<Uint8Array> =
  fc.tuple(fc.constantFrom(...UDF_ROWS), fc.nat(255), fc.nat(255), int16, int32, int32).map(([row, destination, source, offset, immediate, upper]) => legalWord(row, destination, source, offset, immediate, upper));

/** Any whole words: legal ones, legal ones with a changed byte, and noise. */
export const anyWords: fc.Arbitrary<Uint8Array> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: legalWords },
    { weight: 2, arbitrary: fc.tuple(legalWords, fc.nat(7), fc.nat(255)).map(([word, at, value]) => word.map((byte, i) => (i === at ? value : byte))) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 8, maxLength: 8 }) },
  ), { minLength: 1, maxLength: 40 },
).map(joined);
