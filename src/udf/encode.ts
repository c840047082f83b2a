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

/**
 * The bytes of an instruction: one word, for LDDW two. UDF-9.
 * @throws RangeError if the instruction set has no such instruction
 */
export const encodeInstruction = (instruction: UdfInstruction, { destination, source, offset, immediate, constant }: Operands): Uint8Array => {
  const row = rowOf.get(keyOf(instruction));
  if (row === undefined) throw new RangeError(`no instruction is ${keyOf(instruction)}`);
  const isLong = instruction.form === 'constant';
  const bytes = new Uint8Array(isLong ? 2 * UDF_WORD_BYTES : UDF_WORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, row.opcode);
  view.setUint8(1, fieldOf(row.fields.destination, destination) | (fieldOf(row.fields.source, source) << 4));
  view.setInt16(2, fieldOf(row.fields.offset, offset), true);
  view.setInt32(4, isLong ? Number(BigInt.asIntN(32, constant)) : fieldOf(row.fields.immediate, immediate), true);
  if (isLong) view.setInt32(UDF_WORD_BYTES + 4, Number(BigInt.asIntN(32, constant >> 32n)), true);
  return bytes;
};
