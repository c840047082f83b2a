import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import type { UdfArithmetic, UdfByteOrder, UdfCondition, UdfInstruction, UdfLoad, UdfSignExtension, UdfStore, UdfWidth } from '../../src/abi/udfInstructions.ts';

/** Programs for tests, word by word. An operand is a number, which is an immediate, or a register. */
export interface Register {
  readonly register: number;
}
export type Operand = number | Register;
export const r = (register: number): Register => ({ register });

export interface Fields {
  readonly destination?: number;
  readonly source?: number;
  readonly offset?: number;
  readonly immediate?: number;
}

/** The bytes of a word, whatever its fields. */
export const rawWord = (opcode: number, { destination = 0, source = 0, offset = 0, immediate = 0 }: Fields = {}): Uint8Array => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  bytes[0] = opcode;
  bytes[1] = source * 16 + destination;
  view.setInt16(2, offset, true);
  view.setInt32(4, immediate, true);
  return bytes;
};

/** The word of an instruction; fields that are part of it are filled in. */
export const wordOf = (instruction: UdfInstruction, given: Fields): Uint8Array => {
  const wanted = JSON.stringify(instruction);
  const row = UDF_ROWS.find((one) => JSON.stringify(one.instruction) === wanted);
  if (row === undefined) throw new Error(`no row for ${wanted}`);
  const { opcode, fields } = row;
  const fixed: Fields = {
    ...(typeof fields.source === 'number' ? { source: fields.source } : {}),
    ...(typeof fields.offset === 'number' ? { offset: fields.offset } : {}),
    ...(typeof fields.immediate === 'number' ? { immediate: fields.immediate } : {}),
  };
  return rawWord(opcode, { ...given, ...fixed });
};

const fieldsOf = (operand: Operand): Fields => (typeof operand === 'number' ? { immediate: operand } : { source: operand.register });
const kindOf = (operand: Operand): 'immediate' | 'register' => (typeof operand === 'number' ? 'immediate' : 'register');

export const alu = (operation: UdfArithmetic, width: UdfWidth, destination: number, operand: Operand): Uint8Array =>
  wordOf({ form: 'arithmetic', operation, width, operand: kindOf(operand) }, { destination, ...fieldsOf(operand) });
export const mov = (destination: number, operand: Operand): Uint8Array => alu('MOV', 64, destination, operand);
export const add = (destination: number, operand: Operand): Uint8Array => alu('ADD', 64, destination, operand);
export const neg = (width: UdfWidth, destination: number): Uint8Array => wordOf({ form: 'negation', width }, { destination });
export const movsx = (operation: UdfSignExtension, width: UdfWidth, destination: number, source: number): Uint8Array =>
  wordOf({ form: 'signExtension', operation, width }, { destination, source });
export const order = (operation: UdfByteOrder, destination: number): Uint8Array => wordOf({ form: 'byteOrder', operation }, { destination });
export const load = (memory: UdfLoad, destination: number, source: number, offset: number): Uint8Array => wordOf({ form: 'load', memory }, { destination, source, offset });
export const store = (memory: UdfStore, destination: number, offset: number, operand: Operand): Uint8Array =>
  wordOf({ form: 'store', memory, operand: kindOf(operand) }, { destination, offset, ...fieldsOf(operand) });
export const branch = (condition: UdfCondition, width: UdfWidth, destination: number, operand: Operand, offset: number): Uint8Array =>
  wordOf({ form: 'branch', condition, width, operand: kindOf(operand) }, { destination, offset, ...fieldsOf(operand) });
export const ja = (offset: number): Uint8Array => wordOf({ form: 'jump', distance: 'offset' }, { offset });
export const jaLong = (immediate: number): Uint8Array => wordOf({ form: 'jump', distance: 'immediate' }, { immediate });
export const helper = (immediate: number): Uint8Array => wordOf({ form: 'callHelper' }, { immediate });
export const callLocal = (immediate: number): Uint8Array => wordOf({ form: 'callLocal' }, { immediate });
export const exit = (): Uint8Array => wordOf({ form: 'exit' }, {});

/** Two words. */
export const lddw = (destination: number, value: bigint): Uint8Array => {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return program(wordOf({ form: 'constant' }, { destination, immediate: low }), rawWord(0, { immediate: high }));
};

/** No row has this opcode. */
export const illegal = (): Uint8Array => rawWord(0xff);

export const program = (...words: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(words.reduce((length, word) => length + word.length, 0));
  let at = 0;
  for (const word of words) {
    bytes.set(word, at);
    at += word.length;
  }
  return bytes;
};
