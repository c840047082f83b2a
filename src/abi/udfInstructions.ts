/**
 * The instruction set of downloaded code as data: RFC 9669, conformance groups base32, base64, divmul32 and divmul64.
 * Source: spec/udf.md, UDF-9. A row tells how a word is made up; what it does is written in each engine.
 */

/** Arithmetic with two operands, in both widths and with register or immediate. */
export const UDF_ARITHMETIC = ['ADD', 'SUB', 'MUL', 'DIV', 'SDIV', 'OR', 'AND', 'LSH', 'RSH', 'MOD', 'SMOD', 'XOR', 'MOV', 'ARSH'] as const;
export type UdfArithmetic = (typeof UDF_ARITHMETIC)[number];

/** MOV with the sign of the lowest bits extended; the number of bits is in the offset field. */
export const UDF_SIGN_EXTENSIONS = ['MOVSX8', 'MOVSX16', 'MOVSX32'] as const;
export type UdfSignExtension = (typeof UDF_SIGN_EXTENSIONS)[number];

/** Byte order; the number of bits is in the immediate field. */
export const UDF_BYTE_ORDERS = ['LE16', 'LE32', 'LE64', 'BE16', 'BE32', 'BE64', 'BSWAP16', 'BSWAP32', 'BSWAP64'] as const;
export type UdfByteOrder = (typeof UDF_BYTE_ORDERS)[number];

/** Conditions of jumps, in both widths and with register or immediate. */
export const UDF_CONDITIONS = ['JEQ', 'JGT', 'JGE', 'JSET', 'JNE', 'JSGT', 'JSGE', 'JLT', 'JLE', 'JSLT', 'JSLE'] as const;
export type UdfCondition = (typeof UDF_CONDITIONS)[number];

/** What a load fetches: a number of bits, with zeros or its sign above. */
export const UDF_LOADS = ['U8', 'U16', 'U32', 'U64', 'S8', 'S16', 'S32'] as const;
export type UdfLoad = (typeof UDF_LOADS)[number];

/** What a store leaves. */
export const UDF_STORES = ['U8', 'U16', 'U32', 'U64'] as const;
export type UdfStore = (typeof UDF_STORES)[number];

export type UdfWidth = 32 | 64;
/** Where the second operand comes from: the immediate or the source register. RFC 9669 calls them K and X. */
export type UdfOperand = 'immediate' | 'register';

/** What an instruction is. */
export type UdfInstruction =
  | { readonly form: 'arithmetic'; readonly operation: UdfArithmetic; readonly width: UdfWidth; readonly operand: UdfOperand }
  | { readonly form: 'negation'; readonly width: UdfWidth }
  | { readonly form: 'signExtension'; readonly operation: UdfSignExtension; readonly width: UdfWidth }
  | { readonly form: 'byteOrder'; readonly operation: UdfByteOrder }
  | { readonly form: 'constant' }
  | { readonly form: 'load'; readonly memory: UdfLoad }
  | { readonly form: 'store'; readonly memory: UdfStore; readonly operand: UdfOperand }
  | { readonly form: 'branch'; readonly condition: UdfCondition; readonly width: UdfWidth; readonly operand: UdfOperand }
  | { readonly form: 'jump'; readonly distance: 'offset' | 'immediate' }
  | { readonly form: 'callHelper' }
  | { readonly form: 'callLocal' }
  | { readonly form: 'exit' };

/** What a field holds. `zero`: nothing, and must be zero. A number: that number, which is part of the instruction. */
export interface UdfFields {
  /** `changed`: a register that gets a result, R0 to R9. `read`: a register that is only read, R0 to R10. */
  readonly destination: 'changed' | 'read' | 'zero';
  readonly source: 'read' | 'zero' | number;
  readonly offset: 'distance' | 'displacement' | 'zero' | number;
  readonly immediate: 'constant' | 'distance' | 'helper' | 'zero' | number;
}

export interface UdfRow {
  readonly opcode: number;
  readonly instruction: UdfInstruction;
  readonly fields: UdfFields;
}

const CLASS = { ld: 0x00, ldx: 0x01, st: 0x02, stx: 0x03, alu: 0x04, jmp: 0x05, jmp32: 0x06, alu64: 0x07 } as const;
const REGISTER = 0x08;
const MODE = { immediate: 0x00, memory: 0x60, signed: 0x80 } as const;
const SIZE = { 8: 0x10, 16: 0x08, 32: 0x00, 64: 0x18 } as const;
const ARITHMETIC_CODE: Readonly<Record<UdfArithmetic, number>> = {
  ADD: 0x00, SUB: 0x10, MUL: 0x20, DIV: 0x30, SDIV: 0x30, OR: 0x40, AND: 0x50, LSH: 0x60, RSH: 0x70, MOD: 0x90, SMOD: 0x90, XOR: 0xa0, MOV: 0xb0, ARSH: 0xc0,
};
/** The offset of the signed forms of division. */
const SIGNED = 1;
const NEG = 0x80;
const END = 0xd0;
const CONDITION_CODE: Readonly<Record<UdfCondition, number>> = {
  JEQ: 0x10, JGT: 0x20, JGE: 0x30, JSET: 0x40, JNE: 0x50, JSGT: 0x60, JSGE: 0x70, JLT: 0xa0, JLE: 0xb0, JSLT: 0xc0, JSLE: 0xd0,
};
const CALL = 0x80;
const EXIT = 0x90;
const LOCAL = 1;

const OPERANDS: readonly UdfOperand[] = ['immediate', 'register'];
const WIDTHS: readonly UdfWidth[] = [32, 64];
const LOAD_BITS: Readonly<Record<UdfLoad, keyof typeof SIZE>> = { U8: 8, U16: 16, U32: 32, U64: 64, S8: 8, S16: 16, S32: 32 };

const arithmeticClass = (width: UdfWidth): number => (width === 64 ? CLASS.alu64 : CLASS.alu);
const jumpClass = (width: UdfWidth): number => (width === 64 ? CLASS.jmp : CLASS.jmp32);
const operandBit = (operand: UdfOperand): number => (operand === 'register' ? REGISTER : 0);
const bitsOf = (name: string): number => Number(/\d+$/.exec(name)?.[0]);

const arithmeticRow = (operation: UdfArithmetic, width: UdfWidth, operand: UdfOperand): UdfRow => ({
  opcode: arithmeticClass(width) + ARITHMETIC_CODE[operation] + operandBit(operand),
  instruction: { form: 'arithmetic', operation, width, operand },
  fields: {
    destination: 'changed', source: operand === 'register' ? 'read' : 'zero', offset: operation === 'SDIV' || operation === 'SMOD' ? SIGNED : 'zero',
    immediate: operand === 'immediate' ? 'constant' : 'zero',
  },
});

const signExtensionRow = (operation: UdfSignExtension, width: UdfWidth): UdfRow => ({
  opcode: arithmeticClass(width) + ARITHMETIC_CODE.MOV + REGISTER,
  instruction: { form: 'signExtension', operation, width },
  fields: { destination: 'changed', source: 'read', offset: bitsOf(operation), immediate: 'zero' },
});

const byteOrderRow = (operation: UdfByteOrder): UdfRow => ({
  opcode: END + (operation.startsWith('BSWAP') ? CLASS.alu64 : CLASS.alu) + (operation.startsWith('BE') ? REGISTER : 0),
  instruction: { form: 'byteOrder', operation },
  fields: { destination: 'changed', source: 'zero', offset: 'zero', immediate: bitsOf(operation) },
});

const branchRow = (condition: UdfCondition, width: UdfWidth, operand: UdfOperand): UdfRow => ({
  opcode: jumpClass(width) + CONDITION_CODE[condition] + operandBit(operand),
  instruction: { form: 'branch', condition, width, operand },
  fields: { destination: 'read', source: operand === 'register' ? 'read' : 'zero', offset: 'distance', immediate: operand === 'immediate' ? 'constant' : 'zero' },
});

const loadRow = (memory: UdfLoad): UdfRow => ({
  opcode: CLASS.ldx + (memory.startsWith('S') ? MODE.signed : MODE.memory) + SIZE[LOAD_BITS[memory]],
  instruction: { form: 'load', memory },
  fields: { destination: 'changed', source: 'read', offset: 'displacement', immediate: 'zero' },
});

const storeRow = (memory: UdfStore, operand: UdfOperand): UdfRow => ({
  opcode: (operand === 'register' ? CLASS.stx : CLASS.st) + MODE.memory + SIZE[LOAD_BITS[memory]],
  instruction: { form: 'store', memory, operand },
  fields: { destination: 'read', source: operand === 'register' ? 'read' : 'zero', offset: 'displacement', immediate: operand === 'immediate' ? 'constant' : 'zero' },
});

const eachWidth = (row: (width: UdfWidth) => readonly UdfRow[]): readonly UdfRow[] => WIDTHS.flatMap(row);
const eachOperand = (row: (operand: UdfOperand) => UdfRow): readonly UdfRow[] => OPERANDS.map(row);

const NOTHING: UdfFields = { destination: 'zero', source: 'zero', offset: 'zero', immediate: 'zero' };

/**
 * Every instruction. Opcode and the fields that are numbers tell a row from all others: of two rows with one opcode no word fits both.
 * LDDW has a second word: opcode, registers and offset 0, the upper half of the constant as immediate.
 */
export const UDF_ROWS: readonly UdfRow[] = [
  ...eachWidth((width) => UDF_ARITHMETIC.flatMap((operation) => eachOperand((operand) => arithmeticRow(operation, width, operand)))),
  ...eachWidth((width) => [{ opcode: arithmeticClass(width) + NEG, instruction: { form: 'negation', width }, fields: { ...NOTHING, destination: 'changed' } }]),
  ...eachWidth((width) => UDF_SIGN_EXTENSIONS.filter((operation) => bitsOf(operation) < width).map((operation) => signExtensionRow(operation, width))),
  ...UDF_BYTE_ORDERS.map(byteOrderRow),
  { opcode: CLASS.ld + MODE.immediate + SIZE[64], instruction: { form: 'constant' }, fields: { ...NOTHING, destination: 'changed', immediate: 'constant' } },
  ...UDF_LOADS.map(loadRow),
  ...UDF_STORES.flatMap((memory) => eachOperand((operand) => storeRow(memory, operand))),
  ...eachWidth((width) => UDF_CONDITIONS.flatMap((condition) => eachOperand((operand) => branchRow(condition, width, operand)))),
  { opcode: CLASS.jmp, instruction: { form: 'jump', distance: 'offset' }, fields: { ...NOTHING, offset: 'distance' } },
  { opcode: CLASS.jmp32, instruction: { form: 'jump', distance: 'immediate' }, fields: { ...NOTHING, immediate: 'distance' } },
  { opcode: CLASS.jmp + CALL, instruction: { form: 'callHelper' }, fields: { ...NOTHING, immediate: 'helper' } },
  { opcode: CLASS.jmp + CALL, instruction: { form: 'callLocal' }, fields: { ...NOTHING, source: LOCAL, immediate: 'distance' } },
  { opcode: CLASS.jmp + EXIT, instruction: { form: 'exit' }, fields: NOTHING },
];
