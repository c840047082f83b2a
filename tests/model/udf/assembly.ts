import type { UdfInstruction, UdfRow } from '../../../src/abi/udfInstructions.ts';

/**
 * Words for tests, as bytes. The opcodes are typed from the appendix of RFC 9669 and not taken from the table, which
 * the interpreter is built on.
 */
export type Bytes = readonly number[];

const little = (value: bigint, bytes: number): Bytes => Array.from({ length: bytes }, (_, i) => Number((BigInt.asUintN(64, value) >> BigInt(8 * i)) & 0xffn));

/** A word of any fields. */
export const word = (opcode: number, destination = 0, source = 0, offset = 0, immediate = 0): Bytes => [
  opcode, destination | (source << 4), ...little(BigInt(offset), 2), ...little(BigInt(immediate), 4),
];

/** LDDW, both words. */
export const constant = (register: number, value: bigint): Bytes => [
  0x18, register, 0, 0, ...little(value, 4), 0, 0, 0, 0, ...little(BigInt.asUintN(64, value) >> 32n, 4),
];
export const set = (register: number, value: number): Bytes => word(0xb7, register, 0, 0, value);
export const copy = (register: number, from: number): Bytes => word(0xbf, register, from);
export const add = (register: number, value: number): Bytes => word(0x07, register, 0, 0, value);
export const addRegister = (register: number, from: number): Bytes => word(0x0f, register, from);

const LOADS = { u8: 0x71, u16: 0x69, u32: 0x61, u64: 0x79, s8: 0x91, s16: 0x89, s32: 0x81 } as const;
const STORES = { u8: 0x73, u16: 0x6b, u32: 0x63, u64: 0x7b } as const;
const STORES_OF_IMMEDIATES = { u8: 0x72, u16: 0x6a, u32: 0x62, u64: 0x7a } as const;
export const load = (size: keyof typeof LOADS, register: number, base: number, offset: number): Bytes => word(LOADS[size], register, base, offset);
export const store = (size: keyof typeof STORES, base: number, offset: number, register: number): Bytes => word(STORES[size], base, register, offset);
export const storeImmediate = (size: keyof typeof STORES, base: number, offset: number, value: number): Bytes =>
  word(STORES_OF_IMMEDIATES[size], base, 0, offset, value);

export const jump = (distance: number): Bytes => word(0x05, 0, 0, distance);
export const ifNot = (register: number, value: number, distance: number): Bytes => word(0x55, register, 0, distance, value);
export const helper = (number: number): Bytes => word(0x85, 0, 0, 0, number);
export const call = (distance: number): Bytes => word(0x85, 0, 1, 0, distance);
export const exit = (): Bytes => word(0x95);

export const own = (): Bytes => helper(1);
export const time = (): Bytes => helper(2);
export const credential = (): Bytes => helper(3);

export const program = (...words: readonly Bytes[]): Uint8Array => Uint8Array.from(words.flat());

/** A word of a row of the table: the fields that the row leaves open are as given. */
export const wordOfRow = ({ opcode, fields }: UdfRow, destination: number, source: number, offset: number, immediate: number): Bytes => {
  const field = (wanted: string | number, value: number): number => (typeof wanted === 'number' ? wanted : wanted === 'zero' ? 0 : value);
  return word(opcode, field(fields.destination, destination), field(fields.source, source), field(fields.offset, offset), field(fields.immediate, immediate));
};

/** What tells an instruction from all others, in words: `ADD64 register`. */
export const nameOf = (instruction: UdfInstruction): string => {
  switch (instruction.form) {
    case 'arithmetic':
      return `${instruction.operation}${instruction.width} ${instruction.operand}`;
    case 'negation':
      return `NEG${instruction.width}`;
    case 'signExtension':
      return `${instruction.operation}_${instruction.width}`;
    case 'byteOrder':
      return instruction.operation;
    case 'load':
      return `load ${instruction.memory}`;
    case 'store':
      return `store ${instruction.memory} ${instruction.operand}`;
    case 'branch':
      return `${instruction.condition}${instruction.width} ${instruction.operand}`;
    case 'jump':
      return `jump ${instruction.distance}`;
    default:
      return instruction.form;
  }
};
