import { UDF_WORD_BYTES } from '../abi/udf.ts';
import { UDF_ROWS } from '../abi/udfInstructions.ts';
import type { UdfInstruction, UdfRow } from '../abi/udfInstructions.ts';

/** The fields of a word that its instruction leaves open; those that it does not use are ignored. */
export interface Operands {
  readonly destination: number;
  readonly source: number;
  /** Signed 16 bits. */
  readonly offset: number;
  /** 32 bits, signed or not. */
  readonly immediate: number;
  /** What LDDW loads, 64 bits, signed or not. */
  readonly constant: bigint;
}

export const NO_OPERANDS: Operands = { destination: 0, source: 0, offset: 0, immediate: 0, constant: 0n };

const keyOf = (instruction: UdfInstruction): string => Object.entries(instruction).map(([name, value]) => `${name}=${value}`).toSorted().join(' ');

const rowOf: ReadonlyMap<string, UdfRow> = new Map(UDF_ROWS.map((row) => [keyOf(row.instruction), row]));

/** Whether the instruction set has an instruction: not every combination of its parts is one. */
export const isInstruction = (instruction: UdfInstruction): boolean => rowOf.has(keyOf(instruction));

const fieldOf = (use: number | string, value: number): number => (typeof use === 'number' ? use : use === 'zero' ? 0 : value);

/** The bytes of the instruction of a row: one word, for LDDW two. UDF-9. */
export const encodeRow = ({ opcode, instruction, fields }: UdfRow, { destination, source, offset, immediate, constant }: Operands): Uint8Array => {
  const isLong = instruction.form === 'constant';
  const bytes = new Uint8Array(isLong ? 2 * UDF_WORD_BYTES : UDF_WORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, opcode);
  view.setUint8(1, fieldOf(fields.destination, destination) | (fieldOf(fields.source, source) << 4));
  view.setInt16(2, fieldOf(fields.offset, offset), true);
  view.setInt32(4, isLong ? Number(BigInt.asIntN(32, constant)) : fieldOf(fields.immediate, immediate), true);
  if (isLong) view.setInt32(UDF_WORD_BYTES + 4, Number(BigInt.asIntN(32, constant >> 32n)), true);
  return bytes;
};

/**
 * The bytes of an instruction.
 * @throws RangeError if the instruction set has no such instruction
 */
export const encodeInstruction = (instruction: UdfInstruction, operands: Operands): Uint8Array => {
  const row = rowOf.get(keyOf(instruction));
  if (row === undefined) throw new RangeError(`no instruction is ${keyOf(instruction)}`);
  return encodeRow(row, operands);
};
