import type { Cpu } from '../cpu.ts';
import { findInstruction, hasModrm, opcodeHasModrm } from '../instructionTable.ts';
import type { Instruction, OperandForm } from '../instructionTable.ts';
import { DS, EBP, ES, ESP, CS, FS, GS, SS } from '../registers.ts';
import type { Segment } from '../segment.ts';
import { MemoryOperand, NO_REGISTER } from './memoryOperand.ts';
import { isString } from './repeatedStrings.ts';

/** An instruction taken apart, with nothing left of the bytes but what they mean. */
export interface Decoded {
  readonly row: Instruction;
  readonly opcode: number;
  /** Operand size in bytes: 4, or 2 behind the prefix 0x66. */
  readonly operandSize: number;
  /** 0, 0xF2 or 0xF3; only in front of string instructions. */
  readonly repeat: number;
  /** The segment that a prefix names. */
  readonly override: Segment | null;
  readonly modrm: number;
  /** The ModRM memory operand or the absolute address; null if there is none. */
  readonly memory: MemoryOperand | null;
  /** Zero-extended, or a signed word; of the forms Is, Jb and Jz sign-extended. */
  readonly immediate: number;
  readonly length: number;
}

const SEGMENT_PREFIXES: ReadonlyMap<number, number> = new Map([[0x26, ES], [0x2e, CS], [0x36, SS], [0x3e, DS], [0x64, FS], [0x65, GS]]);
/** More are left to the interpreter, which knows the limit of an instruction's length. */
const PREFIXES_MAX = 3;

/** Reads code bytes of one page; whatever would need another page, or is not implemented, makes the reader fail. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  hasFailed = false;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = (at | 0xfff) + 1;
  }

  get at(): number {
    return this.#at;
  }

  byte(): number {
    if (this.#at < this.#end) return this.#bytes[this.#at++];
    this.hasFailed = true;
    return 0;
  }

  signedByte(): number {
    return (this.byte() << 24) >> 24;
  }

  number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value |= this.byte() << (8 * i);
    return value;
  }
}

/** The instruction at a physical address, or null if it is left to the interpreter. */
export function decodeInstruction(cpu: Cpu, at: number): Decoded | null {
  const reader = new Reader(cpu.ram.bytes, at);
  let operandSize = 4;
  let repeat = 0;
  let override: Segment | null = null;
  let byte = reader.byte();
  for (let prefixes = 0; ; prefixes++) {
    const segment = SEGMENT_PREFIXES.get(byte);
    if (segment !== undefined) override = cpu.segments[segment];
    else if (byte === 0x66) operandSize = 2;
    else if (byte === 0xf2 || byte === 0xf3) repeat = byte;
    else break;
    if (prefixes === PREFIXES_MAX) return null;
    byte = reader.byte();
  }
  const opcode = byte === 0x0f ? 0x0f00 | reader.byte() : byte;
  const modrm = opcodeHasModrm(opcode) ? reader.byte() : 0;
  const row = findInstruction(opcode, modrm);
  if (row === undefined || (repeat !== 0 && !isString(opcode))) return null;
  let memory = hasModrm(row) && modrm < 0xc0 ? readMemory(cpu, reader, modrm, override) : null;
  let immediate = 0;
  for (const form of row.operands) {
    if (form === 'Ob' || form === 'Ov') memory = new MemoryOperand(override ?? cpu.ds, NO_REGISTER, NO_REGISTER, 0, reader.number(4));
    else if (form === 'Ap') return null;
    else immediate = readImmediate(reader, form, operandSize) ?? immediate;
  }
  return reader.hasFailed ? null : { row, opcode, operandSize, repeat, override, modrm, memory, immediate, length: reader.at - at };
}

function readImmediate(reader: Reader, form: OperandForm, operandSize: number): number | null {
  switch (form) {
    case 'Ib': return reader.byte();
    case 'Is': case 'Jb': return reader.signedByte();
    case 'Iw': return reader.number(2);
    case 'Iz': case 'Jz': return reader.number(operandSize);
    default: return null;
  }
}

/** ModRM with 32-bit addressing, as decode.ts reads it. Source: SDM vol. 2A tables 2-2 and 2-3. */
function readMemory(cpu: Cpu, reader: Reader, modrm: number, override: Segment | null): MemoryOperand {
  const mod = modrm >> 6;
  const rm = modrm & 7;
  let base = rm;
  let index = NO_REGISTER;
  let scale = 0;
  if (rm === ESP) {
    const sib = reader.byte();
    base = sib & 7;
    if (((sib >> 3) & 7) !== ESP) {
      index = (sib >> 3) & 7;
      scale = sib >> 6;
    }
  }
  let displacement = 0;
  if (base === EBP && mod === 0) {
    base = NO_REGISTER;
    displacement = reader.number(4);
  } else if (mod === 1) displacement = reader.signedByte();
  else if (mod === 2) displacement = reader.number(4);
  const segment = base === ESP || base === EBP ? cpu.ss : cpu.ds;
  return new MemoryOperand(override ?? segment, base, index, scale, displacement);
}
