import { findInstruction, hasModrm } from './instructionTable.ts';
import type { Instruction, OperandForm } from './instructionTable.ts';
import { REGISTER_NAMES, SEGMENT_NAMES } from './registers.ts';
import { isEscape } from './x87/x87Table.ts';

export interface Disassembled {
  /** Intel syntax that `assemble` accepts; `db` for a byte that begins no implemented instruction. */
  readonly text: string;
  /** Bytes. */
  readonly length: number;
}

const LENGTH_MAX = 15;
/** NOP, which is PAUSE with a REP prefix. */
const NOP = 0x90;
const PREFIX_NAMES: Readonly<Record<number, string>> = {
  0xf0: 'lock', 0xf2: 'repne', 0xf3: 'rep', 0x26: 'es', 0x2e: 'cs', 0x36: 'ss', 0x3e: 'ds', 0x64: 'fs', 0x65: 'gs', 0x66: 'o16', 0x67: 'a16',
};
const BYTE_NAMES = ['al', 'cl', 'dl', 'bl', 'ah', 'ch', 'dh', 'bh'];
const PAIRS16 = ['bx+si', 'bx+di', 'bp+si', 'bp+di', 'si', 'di', 'bp', 'bx'];

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/** A displacement with its sign, empty for zero. */
function signed(value: number): string {
  if (value === 0) return '';
  return value < 0 ? `-0x${(-value).toString(16)}` : `+0x${value.toString(16)}`;
}

function registerName(number: number, size: number): string {
  if (size === 1) return BYTE_NAMES[number];
  return size === 2 ? REGISTER_NAMES[number].slice(1) : REGISTER_NAMES[number];
}

/** Reads one instruction from a byte array; bytes beyond its end read as zero and are noticed by the caller. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #address: number;
  at: number;
  operandSize = 4;
  addressSize = 4;
  segment = '';
  modrm = 0;
  /** The memory operand without its size, in brackets. */
  memory = '';

  constructor(bytes: Uint8Array, offset: number, address: number) {
    this.#bytes = bytes;
    this.#start = offset;
    this.#address = address;
    this.at = offset;
  }

  get length(): number {
    return this.at - this.#start;
  }

  get truncated(): boolean {
    return this.at > this.#bytes.length || this.length > LENGTH_MAX;
  }

  peek(distance: number): number {
    return this.#bytes[this.at + distance] ?? 0;
  }

  /** A little-endian number, sign-extended. */
  signed(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value |= this.peek(i) << (8 * i);
    this.at += size;
    const spare = 32 - size * 8;
    return (value << spare) >> spare;
  }

  unsigned(size: number): number {
    const value = this.signed(size);
    return size === 4 ? value >>> 0 : value & (2 ** (size * 8) - 1);
  }

  /** Target of a relative jump, relative to what has been read. */
  target(size: number): number {
    const distance = this.signed(size);
    const target = (this.#address + this.length + distance) >>> 0;
    return this.operandSize === 2 ? target & 0xffff : target;
  }

  readModrm(): void {
    this.modrm = this.unsigned(1);
    if (this.modrm >= 0xc0) return;
    const inside = this.addressSize === 4 ? this.#address32() : this.#address16();
    this.memory = `[${this.segment}${inside}]`;
  }

  #address32(): string {
    const mod = this.modrm >> 6;
    const rm = this.modrm & 7;
    let base = rm === 5 && mod === 0 ? '' : registerName(rm, 4);
    let index = '';
    if (rm === 4) {
      const sib = this.unsigned(1);
      base = (sib & 7) === 5 && mod === 0 ? '' : registerName(sib & 7, 4);
      if (((sib >> 3) & 7) !== 4) index = `${registerName((sib >> 3) & 7, 4)}*${1 << (sib >> 6)}`;
    }
    const displacement = mod === 1 ? this.signed(1) : mod === 2 || base === '' ? this.signed(4) : 0;
    const registers = [base, index].filter((part) => part !== '').join('+');
    return registers === '' ? hex(displacement) : registers + signed(displacement);
  }

  #address16(): string {
    const mod = this.modrm >> 6;
    const rm = this.modrm & 7;
    if (rm === 6 && mod === 0) return hex(this.unsigned(2));
    return PAIRS16[rm] + signed(mod === 0 ? 0 : this.signed(mod));
  }
}

const SIZE_NAMES: Readonly<Record<number, string>> = { 1: 'byte', 2: 'word', 4: 'dword', 8: 'qword', 10: 'tword' };

function rmText(reader: Reader, size: number): string {
  return reader.modrm >= 0xc0 ? registerName(reader.modrm & 7, size) : `${SIZE_NAMES[size]} ${reader.memory}`;
}

function operandText(form: OperandForm, reader: Reader, opcode: number, movesSegment: boolean): string {
  const wide = reader.operandSize;
  const field = (reader.modrm >> 3) & 7;
  switch (form) {
    case 'Eb': return rmText(reader, 1);
    case 'Ew': return rmText(reader, 2);
    // A segment register goes to memory as a word whatever the operand size.
    case 'Ev': return rmText(reader, movesSegment && reader.modrm < 0xc0 ? 2 : wide);
    case 'Ed': return registerName(reader.modrm & 7, 4);
    case 'M': return reader.memory;
    case 'Mw': return rmText(reader, 2);
    case 'Md': return rmText(reader, 4);
    case 'Mq': return rmText(reader, 8);
    case 'Mt': return rmText(reader, 10);
    case 'ST': return 'st0';
    case 'STi': return `st${opcode & 7}`;
    case 'AX': return 'ax';
    case 'Gb': return registerName(field, 1);
    case 'Gw': return registerName(field, 2);
    case 'Gv': return registerName(field, wide);
    case 'Gd': return registerName(field, 4);
    case 'Zb': return registerName(opcode & 7, 1);
    case 'Zv': return registerName(opcode & 7, wide);
    case 'Sw': return SEGMENT_NAMES[field];
    case 'Cd': return `cr${field}`;
    case 'Dd': return `dr${field}`;
    case 'Ib': return hex(reader.unsigned(1));
    case 'Iw': return hex(reader.unsigned(2));
    case 'Iz': return hex(reader.unsigned(wide));
    case 'Is': return hex(wide === 4 ? reader.signed(1) : reader.signed(1) & 0xffff);
    case 'Jb': return hex(reader.target(1));
    case 'Jz': return hex(reader.target(wide));
    case 'Ob': return `byte [${reader.segment}${hex(reader.unsigned(reader.addressSize))}]`;
    case 'Ov': return `${SIZE_NAMES[wide]} [${reader.segment}${hex(reader.unsigned(reader.addressSize))}]`;
    case 'Ap': {
      const offset = hex(reader.unsigned(wide));
      return `${hex(reader.unsigned(2))}:${offset}`;
    }
    case 'ES': case 'CS': case 'SS': case 'DS': case 'FS': case 'GS': return form.toLowerCase();
    case 'AL': return 'al';
    case 'eAX': return registerName(0, wide);
    case 'CL': return 'cl';
    case 'DX': return 'dx';
    case '1': return '1';
  }
}

/** Reads the prefixes; gives those that the operands do not show. */
function readPrefixes(reader: Reader): string[] {
  const names: string[] = [];
  for (let name = PREFIX_NAMES[reader.peek(0)]; name !== undefined && reader.length < LENGTH_MAX; name = PREFIX_NAMES[reader.peek(0)]) {
    reader.at++;
    if (name === 'o16') reader.operandSize = 2;
    else if (name === 'a16') reader.addressSize = 2;
    else if (name.endsWith('s')) reader.segment = `${name}:`;
    else names.push(name);
  }
  return names;
}

/** Words for prefixes that change an instruction without showing in its operands. */
function hiddenPrefixes(instruction: Instruction, reader: Reader): string[] {
  const names: string[] = [];
  const absolute = instruction.operands.some((form) => form === 'Ob' || form === 'Ov');
  const showsMemory = reader.memory !== '' || absolute;
  const direct = absolute || (reader.memory !== '' && !/[a-z]{2}(?!:)/.test(reader.memory));
  if (reader.segment !== '' && !showsMemory) names.push(reader.segment.slice(0, -1));
  if (reader.addressSize === 2 && (!showsMemory || direct)) names.push('a16');
  const showsSize = instruction.operands.some((form) => ['Gv', 'Zv', 'eAX', 'Ev'].includes(form) && !instruction.operands.includes('Sw'));
  if (reader.operandSize === 2 && !showsSize && instruction.mnemonic === instruction.mnemonic16) names.push('o16');
  return names;
}

/** The instruction at `offset`, which stands at `address` in memory. */
export function disassemble(bytes: Uint8Array, offset: number, address: number): Disassembled {
  const reader = new Reader(bytes, offset, address);
  const prefixes = readPrefixes(reader);
  const first = reader.unsigned(1);
  const stackForm = isEscape(first) && reader.peek(0) >= 0xc0;
  const instruction = stackForm ? findInstruction(first, reader.peek(0)) : findInstruction(first === 0x0f ? 0x0f00 | reader.peek(0) : first, reader.peek(first === 0x0f ? 1 : 0));
  const opcode = first === 0x0f || stackForm ? (first << 8) | reader.unsigned(1) : first;
  if (instruction !== undefined) {
    if (hasModrm(instruction)) reader.readModrm();
    const movesSegment = instruction.operands.includes('Sw');
    const operands = instruction.operands.map((form) => operandText(form, reader, opcode, movesSegment));
    const pauses = opcode === NOP && prefixes.includes('rep');
    const name = pauses ? 'pause' : reader.operandSize === 2 ? instruction.mnemonic16 : instruction.mnemonic;
    const shown = pauses ? prefixes.filter((prefix) => prefix !== 'rep') : prefixes;
    const words = [...shown, ...hiddenPrefixes(instruction, reader), name].join(' ');
    if (!reader.truncated) return { text: `${words} ${operands.join(', ')}`.trim(), length: reader.length };
  }
  return { text: `db ${hex(bytes[offset] ?? 0)}`, length: 1 };
}
