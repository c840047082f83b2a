import type { Cpu } from '../cpu.ts';
import { readRegister } from '../operands.ts';
import { LINE_SHIFT, SETTLED } from '../ram.ts';
import { DF, EAX, ECX, EDI, ESI, FRAME_MASK } from '../registers.ts';
import type { Segment } from '../segment.ts';
import { CMPS, LODS, MOVS, SCAS, STOS } from '../strings.ts';
import type { Decoded } from './decodeInstruction.ts';
import { loadSized, storeSized } from './memoryOperand.ts';

/** Executes iterations of a repeated string instruction, at most so many; gives how many it did. */
export type Repeat = (cpu: Cpu, iterationsMax: number) => number;

const TOP = -0x80000000;
const REPNE = 0xf2;

/** Elements from an offset upwards that lie in one page, in the segment, and in RAM. */
function elements(cpu: Cpu, segment: Segment, offset: number, size: number, write: boolean): number {
  const la = (segment.base + offset) | 0;
  const count = Math.floor((0x1000 - (la & 0xfff)) / size);
  const mask = write ? cpu.writeMask : cpu.readMask;
  const pa = physical(cpu, la);
  if ((cpu.pageEntries[la >>> 12] & mask) !== mask || pa < 0 || pa >= cpu.bytes.length) return 0;
  const end = write ? segment.writeEnd : segment.readEnd;
  const last = (offset + count * size) | 0;
  // Both ends below the segment's end, and no way around its top.
  return (offset ^ TOP) < (last ^ TOP) && (last ^ TOP) < end ? count : 0;
}

function physical(cpu: Cpu, la: number): number {
  return (cpu.pageEntries[la >>> 12] & FRAME_MASK) | (la & 0xfff);
}

/** Of `count` elements those at the beginning whose lines need no bookkeeping when they are written. */
function settled(cpu: Cpu, pa: number, count: number, size: number): number {
  const last = (pa + count * size - 1) >> LINE_SHIFT;
  for (let line = pa >> LINE_SHIFT; line <= last; line++) {
    if (cpu.lineFlags[line] !== SETTLED) return Math.max(0, Math.floor(((line << LINE_SHIFT) - pa) / size));
  }
  return count;
}

/** Moves elements one after another, as far as that differs from moving them at once. */
function move(cpu: Cpu, from: number, to: number, count: number, size: number): void {
  const bytes = count * size;
  if (to <= from || from + bytes <= to) cpu.bytes.copyWithin(to, from, from + bytes);
  else for (let at = 0; at < bytes; at += size) storeSized(cpu, to + at, size, loadSized(cpu, from + at, size));
}

function fill(cpu: Cpu, to: number, count: number, size: number): void {
  const value = readRegister(cpu, EAX, size);
  if (size === 4 && (to & 3) === 0) cpu.words.fill(value, to >> 2, (to >> 2) + count);
  else for (let at = 0; at < count * size; at += size) storeSized(cpu, to + at, size, value);
}

/** Elements at the beginning after which a comparison goes on. */
function comparedAlike(cpu: Cpu, from: number, to: number, count: number, size: number, whileEqual: boolean): number {
  const value = from < 0 ? readRegister(cpu, EAX, size) : 0;
  for (let i = 0; i < count; i++) {
    const one = from < 0 ? value : loadSized(cpu, from + i * size, size);
    if ((one === loadSized(cpu, to + i * size, size)) !== whileEqual) return i;
  }
  return count;
}

/**
 * REP MOVS, STOS, CMPS or SCAS upwards, as many iterations at once as lie in their pages. At least the last iteration is
 * left to the interpreter, and with it the flags and how the instruction ends or is suspended (MCH-34).
 */
export function repeatedString({ opcode, operandSize, repeat, override }: Decoded, ds: Segment): Repeat | null {
  const operation = opcode & 0xfe;
  if (operation === LODS) return null;
  const size = (opcode & 1) === 0 ? 1 : operandSize;
  const source = override ?? ds;
  const usesSource = operation === MOVS || operation === CMPS;
  const writes = operation === MOVS || operation === STOS;
  return (cpu, iterationsMax) => {
    const { regs } = cpu;
    let count = Math.min(iterationsMax, (regs[ECX] >>> 0) - 1);
    if ((cpu.flags & DF) !== 0 || count <= 0) return 0;
    count = Math.min(count, elements(cpu, cpu.es, regs[EDI], size, writes));
    if (usesSource) count = Math.min(count, elements(cpu, source, regs[ESI], size, false));
    const from = usesSource ? physical(cpu, (source.base + regs[ESI]) | 0) : -1;
    const to = physical(cpu, (cpu.es.base + regs[EDI]) | 0);
    if (writes) count = settled(cpu, to, count, size);
    if (operation === MOVS) move(cpu, from, to, count, size);
    else if (operation === STOS) fill(cpu, to, count, size);
    else count = comparedAlike(cpu, from, to, count, size, repeat !== REPNE);
    regs[EDI] += count * size;
    if (usesSource) regs[ESI] += count * size;
    regs[ECX] -= count;
    return count;
  };
}

/** Whether an opcode is that of a string instruction. */
export function isString(opcode: number): boolean {
  const operation = opcode & ~1;
  return operation === MOVS || operation === CMPS || operation === STOS || operation === LODS || operation === SCAS;
}
