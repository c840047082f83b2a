import { AssemblyError } from './asmParser.ts';
import type { Expression, MemoryOperand, Operand, Statement } from './asmParser.ts';
import { INSTRUCTIONS, hasModrm } from './instructionTable.ts';
import type { Instruction, OperandForm } from './instructionTable.ts';
import { SEGMENT_NAMES } from './registers.ts';

/** What encoding needs to know of the program around the statement. */
export interface EncodingContext {
  /** Address of the statement. */
  readonly address: number;
  readonly valueOf: (expression: Expression) => number;
  /** Short jumps are no longer tried: one of an earlier round did not reach. */
  readonly longJumps: boolean;
}

const PREFIX_BYTES: Readonly<Record<string, number>> = {
  lock: 0xf0, rep: 0xf3, repe: 0xf3, repz: 0xf3, repne: 0xf2, repnz: 0xf2,
  es: 0x26, cs: 0x2e, ss: 0x36, ds: 0x3e, fs: 0x64, gs: 0x65, o16: 0x66, a16: 0x67,
};
const SEGMENT_PREFIXES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];

/** Other names of conditions. */
const CONDITION_ALIASES: Readonly<Record<string, string>> = {
  z: 'e', nz: 'ne', c: 'b', nc: 'ae', nae: 'b', nb: 'ae', na: 'be', nbe: 'a', pe: 'p', po: 'np', nge: 'l', nl: 'ge', ng: 'le', nle: 'g',
};
const ALIASES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['j', 'set', 'cmov'].flatMap((name) => Object.entries(CONDITION_ALIASES).map(([other, usual]) => [name + other, name + usual]))),
  sal: 'shl', loopz: 'loope', loopnz: 'loopne', retn: 'ret', pushad: 'pusha', popad: 'popa', pushfd: 'pushf', popfd: 'popf', iretd: 'iret', xlatb: 'xlat', fwait: 'wait',
};
/** Instructions whose operand without a size is a doubleword. */
const DOUBLEWORD_BY_DEFAULT: ReadonlySet<string> = new Set(['push', 'pop', 'call', 'jmp']);
/** Instructions whose word in memory needs no size. */
const CONTROL_WORD = /^f(?:ldcw|nstcw|nstsw)$/;
/** Wide forms, whose size the operand size decides. */
const WIDE: ReadonlySet<OperandForm> = new Set<OperandForm>(['Ev', 'Gv', 'Zv', 'eAX', 'Iz', 'Is', 'Jz', 'Ov']);

/** The rows of each mnemonic, those of a 16-bit name marked. */
const BY_MNEMONIC: ReadonlyMap<string, readonly { row: Instruction; narrow: boolean }[]> = buildIndex();

function buildIndex(): Map<string, { row: Instruction; narrow: boolean }[]> {
  const index = new Map<string, { row: Instruction; narrow: boolean }[]>();
  const add = (name: string, row: Instruction, narrow: boolean): void => {
    const list = index.get(name) ?? [];
    list.push({ row, narrow });
    index.set(name, list);
  };
  for (const row of INSTRUCTIONS) {
    if (row.alias) continue;
    add(row.mnemonic, row, false);
    if (row.mnemonic16 !== row.mnemonic) add(row.mnemonic16, row, true);
  }
  return index;
}

const inByte = (value: number): boolean => value >= -0x80 && value <= 0x7f;

/** The value as the signed number of `size` bytes that it stands for. */
function signedValue(value: number, size: number): number {
  return size === 2 ? (value << 16) >> 16 : value | 0;
}

function fitsUnsignedOrSigned(value: number, bits: number): boolean {
  return value >= -(2 ** (bits - 1)) && value < 2 ** bits;
}

/** Size that an operand gives to the wide forms of a row; 0 if none. */
function wideSize(form: OperandForm, operand: Operand): number {
  if (!WIDE.has(form)) return 0;
  if (operand.kind === 'register' || operand.kind === 'memory') return operand.size;
  return 0;
}

/** Whether an operand can stand for a form; `size` is the operand size of the wide forms. */
function fits(form: OperandForm, operand: Operand, size: number, row: Instruction, context: EncodingContext): boolean {
  switch (operand.kind) {
    case 'register': return fitsRegister(form, operand.number, operand.size, size);
    case 'segment': return form === 'Sw' || form === SEGMENT_NAMES[operand.number].toUpperCase();
    case 'far': return form === 'Ap';
    case 'control': return form === 'Cd';
    case 'debug': return form === 'Dd';
    case 'stack': return form === 'STi' || (form === 'ST' && operand.number === 0);
    case 'immediate': return fitsImmediate(form, operand.value, size, context);
    case 'memory': return fitsMemory(form, operand, size, row);
  }
}

function fitsRegister(form: OperandForm, number: number, registerSize: number, size: number): boolean {
  switch (form) {
    case 'Eb': case 'Gb': case 'Zb': return registerSize === 1;
    case 'Ev': case 'Gv': case 'Zv': return registerSize === size;
    case 'Ew': case 'Gw': return registerSize === 2;
    case 'Ed': case 'Gd': return registerSize === 4;
    case 'AL': return registerSize === 1 && number === 0;
    case 'CL': return registerSize === 1 && number === 1;
    case 'eAX': return registerSize === size && number === 0;
    case 'DX': return registerSize === 2 && number === 2;
    case 'AX': return registerSize === 2 && number === 0;
    default: return false;
  }
}

function fitsImmediate(form: OperandForm, value: Expression, size: number, context: EncodingContext): boolean {
  const known = value.labels.length === 0;
  switch (form) {
    case '1': return known && value.constant === 1;
    case 'Ib': return known ? fitsUnsignedOrSigned(value.constant, 8) : true;
    case 'Iw': return known ? fitsUnsignedOrSigned(value.constant, 16) : true;
    case 'Iz': return known ? fitsUnsignedOrSigned(value.constant, size * 8) : true;
    // A value with labels always takes the wide form, so that its size does not depend on the layout.
    case 'Is': return known && fitsUnsignedOrSigned(value.constant, size * 8) && inByte(signedValue(value.constant, size));
    case 'Jb': return !context.longJumps;
    case 'Jz': return true;
    default: return false;
  }
}

function fitsMemory(form: OperandForm, operand: MemoryOperand, size: number, row: Instruction): boolean {
  const given = operand.size;
  const direct = operand.base < 0 && operand.index < 0;
  // Without a size the other operand must tell it, or the instruction must have one only.
  const byteKnown = row.operands.includes('Gb') || row.operands.includes('AL') || row.mnemonic.startsWith('set');
  const wideKnown = row.operands.some((other) => other === 'Gv' || other === 'eAX') || DOUBLEWORD_BY_DEFAULT.has(row.mnemonic);
  switch (form) {
    case 'Eb': return given === 1 || (given === 0 && byteKnown);
    case 'Ev':
      if (row.operands.includes('Sw')) return given === 0 || given === 2;
      return given === size || (given === 0 && wideKnown);
    case 'Ew': return given === 2 || (given === 0 && (row.operands.length === 1 || row.operands.includes('Sw') || row.operands.includes('Gw')));
    case 'Ob': return direct && (given === 0 || given === 1);
    case 'Ov': return direct && (given === 0 || given === size);
    case 'M': return true;
    case 'Mw': return given === 2 || (given === 0 && CONTROL_WORD.test(row.mnemonic));
    case 'Md': return given === 4;
    case 'Mq': return given === 8;
    case 'Mt': return given === 10 || (given === 0 && row.mnemonic.startsWith('fb'));
    default: return false;
  }
}

/** Operand size of a row for these operands: 2 or 4, or 0 if they contradict each other. */
function operandSizeFor(row: Instruction, narrow: boolean, statement: Statement): number {
  if (narrow || statement.prefixes.includes('o16')) return 2;
  let size = 0;
  row.operands.forEach((form, i) => {
    const given = row.operands.includes('Sw') && statement.operands[i].kind === 'memory' ? 0 : wideSize(form, statement.operands[i]);
    if (given !== 0) size = size === 0 || size === given ? given : -1;
  });
  if (size === 0) return 4;
  return size === 2 || size === 4 ? size : 0;
}

function bytesOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (value >> (8 * i)) & 0xff);
}

/** ModRM, SIB and displacement of a 32-bit address. */
function encodeAddress32(field: number, memory: MemoryOperand, displacement: number): number[] {
  const { base, index } = memory;
  const scale = Math.log2(memory.scale);
  const reg = field << 3;
  if (base < 0) {
    if (index < 0) return [reg | 5, ...bytesOf(displacement, 4)];
    return [reg | 4, (scale << 6) | (index << 3) | 5, ...bytesOf(displacement, 4)];
  }
  const short = memory.displacement.labels.length === 0 && inByte(displacement);
  // EBP as base has no form without displacement.
  const mod = displacement === 0 && short && base !== 5 ? 0 : short ? 1 : 2;
  const tail = mod === 0 ? [] : bytesOf(displacement, mod === 1 ? 1 : 4);
  if (index < 0 && base !== 4) return [(mod << 6) | reg | base, ...tail];
  return [(mod << 6) | reg | 4, (scale << 6) | ((index < 0 ? 4 : index) << 3) | base, ...tail];
}

/** ModRM and displacement of a 16-bit address; null if the registers do not combine. */
function encodeAddress16(field: number, memory: MemoryOperand, displacement: number): number[] | null {
  const registers = [memory.base, memory.index].filter((register) => register >= 0).sort((a, b) => a - b).join(',');
  const rm = ['3,6', '3,7', '5,6', '5,7', '6', '7', '5', '3'].indexOf(registers);
  if (rm < 0 || memory.scale !== 1) return null;
  const short = memory.displacement.labels.length === 0 && inByte(displacement);
  const mod = displacement === 0 && short && rm !== 6 ? 0 : short ? 1 : 2;
  return [(mod << 6) | (field << 3) | rm, ...bytesOf(displacement, mod)];
}

function immediateBytes(form: OperandForm, size: number): number {
  switch (form) {
    case 'Ib': case 'Is': case 'Jb': return 1;
    case 'Iw': return 2;
    case 'Iz': case 'Jz': return size;
    default: return 0;
  }
}

/** Where the operands of a row go: the r/m operand, the reg field and the register in the opcode. */
function encodeModrm(row: Instruction, statement: Statement, context: EncodingContext): number[] {
  if (!hasModrm(row)) return [];
  let field = Math.max(row.extension, 0);
  let rm: Operand | undefined;
  row.operands.forEach((form, i) => {
    const operand = statement.operands[i];
    if (/^(G[bwvd]|Sw|Cd|Dd)$/.test(form) && 'number' in operand) field = operand.number;
    else if (/^(E[bwvd]|M[wdqt]?)$/.test(form)) rm = operand;
  });
  if (rm?.kind === 'register') return [0xc0 | (field << 3) | rm.number];
  if (rm?.kind !== 'memory') throw new AssemblyError(statement.line, `${row.mnemonic}: operand missing`);
  const displacement = context.valueOf(rm.displacement) | 0;
  const bytes = rm.addressSize === 4 ? encodeAddress32(field, rm, displacement) : encodeAddress16(field, rm, displacement);
  if (bytes === null) throw new AssemblyError(statement.line, 'these 16-bit registers do not form an address');
  return bytes;
}

function prefixBytes(statement: Statement, size: number): number[] {
  const bytes = statement.prefixes.filter((name) => name !== 'o16').map((name) => PREFIX_BYTES[name]);
  for (const operand of statement.operands) {
    if (operand.kind !== 'memory') continue;
    if (operand.segment >= 0) bytes.push(SEGMENT_PREFIXES[operand.segment]);
    if (operand.addressSize === 2) bytes.push(PREFIX_BYTES.a16);
  }
  return size === 2 ? [...bytes, PREFIX_BYTES.o16] : bytes;
}

/** The bytes of a statement in a given row. */
function encodeRow(row: Instruction, size: number, statement: Statement, context: EncodingContext): number[] {
  const inOpcode = row.operands.findIndex((form) => form === 'Zb' || form === 'Zv' || form === 'STi');
  const register = inOpcode < 0 ? undefined : statement.operands[inOpcode];
  const opcode = row.opcode + (register?.kind === 'register' || register?.kind === 'stack' ? register.number : 0);
  const bytes = [...prefixBytes(statement, size), ...(opcode > 0xff ? [opcode >> 8, opcode & 0xff] : [opcode]), ...encodeModrm(row, statement, context)];
  row.operands.forEach((form, i) => {
    const operand = statement.operands[i];
    if ((form === 'Ob' || form === 'Ov') && operand.kind === 'memory') bytes.push(...bytesOf(context.valueOf(operand.displacement), 4));
    if (operand.kind === 'far') bytes.push(...bytesOf(context.valueOf(operand.offset), size), ...bytesOf(context.valueOf(operand.selector), 2));
    const count = immediateBytes(form, size);
    if (count === 0 || operand.kind !== 'immediate') return;
    const end = context.address + bytes.length + count;
    const value = context.valueOf(operand.value);
    bytes.push(...bytesOf(form === 'Jb' || form === 'Jz' ? value - end : value, count));
  });
  return bytes;
}

/** The base of AAM and AAD when none is written. */
const TEN: Operand = { kind: 'immediate', value: { constant: 10, labels: [] } };

/**
 * TEST and XCHG are symmetric: memory may stand second. JCXZ is JECXZ with a 16-bit address size, PAUSE a NOP with REP.
 */
function normalise(statement: Statement): Statement {
  const name = statement.mnemonic ?? '';
  const mnemonic = ALIASES[name] ?? name;
  if (mnemonic === 'jcxz') return { ...statement, mnemonic: 'jecxz', prefixes: [...statement.prefixes, 'a16'] };
  if (mnemonic === 'pause') return { ...statement, mnemonic: 'nop', prefixes: [...statement.prefixes, 'rep'] };
  const [first, second] = statement.operands;
  if ((mnemonic === 'aam' || mnemonic === 'aad') && first === undefined) return { ...statement, operands: [TEN] };
  const swap = (mnemonic === 'test' || mnemonic === 'xchg') && second?.kind === 'memory';
  return { ...statement, mnemonic, operands: swap ? [second, first] : statement.operands };
}

/** The bytes of one instruction. @throws AssemblyError if no encoding fits */
export function encodeInstruction(source: Statement, context: EncodingContext): { bytes: number[]; relativeByte: boolean } {
  const statement = normalise(source);
  const rows = BY_MNEMONIC.get(statement.mnemonic ?? '');
  if (rows === undefined) throw new AssemblyError(source.line, `unknown instruction "${source.mnemonic}"`);
  for (const { row, narrow } of rows) {
    if (row.operands.length !== statement.operands.length) continue;
    const size = operandSizeFor(row, narrow, statement);
    if (size === 0 || !row.operands.every((form, i) => fits(form, statement.operands[i], size, row, context))) continue;
    return { bytes: encodeRow(row, size, statement, context), relativeByte: row.operands.includes('Jb') };
  }
  throw new AssemblyError(source.line, `"${source.mnemonic}" does not take these operands, or their size is not given`);
}
