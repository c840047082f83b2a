import type { CpuState } from '../../x86/cpuState.ts';
import { ImageError } from './chunks.ts';
import { FPU_SCALARS, fpuScalars, readFpu } from './fpuScalars.ts';

/*
 * A processor is a row of 64-bit floats (every 32-bit word fits exactly, signed or
 * not), then the pairs of both translation caches as 32-bit words. FIL-9.
 */

const REGISTERS = 8;
const SEGMENTS = 6;
const SEGMENT_FIELDS = 5;
/** Registers; EIP, EFLAGS, privilege, CR0, CR2, CR3, CR4; GDTR, IDTR, TR; the floating-point unit; halted, shut down, retired, fault error; lengths of the caches. */
const SCALARS = REGISTERS + 7 + SEGMENTS * SEGMENT_FIELDS + 2 + 2 + 3 + FPU_SCALARS + 4 + 2;
const PAGES = 1 << 20;
const DIRECTORIES = 1 << 10;

const scalarsOf = (cpu: CpuState): number[] => [
  ...cpu.regs, cpu.eip, cpu.eflags, cpu.privilege, cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4,
  ...cpu.segments.flatMap(({ selector, base, limit, access, big }) => [selector, base, limit, access, Number(big)]),
  cpu.gdtr.base, cpu.gdtr.limit, cpu.idtr.base, cpu.idtr.limit, cpu.tr.selector, cpu.tr.base, cpu.tr.limit, ...fpuScalars(cpu.fpu),
  Number(cpu.halted), Number(cpu.shutDown), cpu.retired, cpu.faultError, cpu.tlbPages.length, cpu.tlbDirectories.length,
];

/** The bytes of a processor. */
export const encodeCpu = (cpu: CpuState): Uint8Array => {
  const scalars = scalarsOf(cpu);
  const bytes = new Uint8Array(scalars.length * 8 + (cpu.tlbPages.length + cpu.tlbDirectories.length) * 4);
  const view = new DataView(bytes.buffer);
  scalars.forEach((value, i) => view.setFloat64(i * 8, value, true));
  [...cpu.tlbPages, ...cpu.tlbDirectories].forEach((value, i) => view.setInt32(scalars.length * 8 + i * 4, value, true));
  return bytes;
};

/** Reads the scalars of a processor one after another, each within its bounds. */
class ScalarReader {
  readonly #view: DataView;
  readonly #place: string;
  #next = 0;

  constructor(view: DataView, place: string) {
    this.#view = view;
    this.#place = place;
  }

  whole(name: string, min: number, max: number): number {
    const value = this.#view.getFloat64(this.#next, true);
    this.#next += 8;
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new ImageError(this.#place, `${name} is ${value}, but must be a whole number from ${min} to ${max}`);
  }

  word(name: string): number {
    return this.whole(name, -(2 ** 31), 2 ** 32 - 1);
  }

  flag(name: string): boolean {
    return this.whole(name, 0, 1) === 1;
  }
}

/** Pairs of key and entry; a key stands there once and an entry is never 0, or the caches would lose count. */
const pairsAt = (view: DataView, at: number, length: number, keys: number, place: string): Int32Array => {
  const pairs = new Int32Array(length);
  const seen = new Set<number>();
  for (let i = 0; i < length; i++) pairs[i] = view.getInt32(at + i * 4, true);
  for (let i = 0; i < length; i += 2) {
    if (pairs[i] < 0 || pairs[i] >= keys || seen.has(pairs[i]) || pairs[i + 1] === 0) throw new ImageError(place, `has a cached translation ${i / 2} that cannot be`);
    seen.add(pairs[i]);
  }
  return pairs;
};

/** The processor that the bytes describe. @throws ImageError */
export const decodeCpu = (bytes: Uint8Array, place: string): CpuState => {
  if (bytes.length < SCALARS * 8) throw new ImageError(place, 'is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scalars = new ScalarReader(view, place);
  const word = (name: string): number => scalars.word(name);
  const regs = Int32Array.from({ length: REGISTERS }, (_, i) => word(`register ${i}`));
  const [eip, eflags] = [word('EIP'), word('EFLAGS')];
  const privilege = scalars.whole('the privilege level', 0, 3);
  const [cr0, cr2, cr3, cr4] = [word('CR0'), word('CR2'), word('CR3'), word('CR4')];
  const segments = Array.from({ length: SEGMENTS }, (_, i) => ({
    selector: scalars.whole(`selector ${i}`, 0, 0xffff), base: word(`base ${i}`), limit: word(`limit ${i}`), access: scalars.whole(`access ${i}`, 0, 0xff), big: scalars.flag(`size ${i}`),
  }));
  const gdtr = { base: word('GDTR'), limit: word('the GDT limit') };
  const idtr = { base: word('IDTR'), limit: word('the IDT limit') };
  const tr = { selector: scalars.whole('TR', 0, 0xffff), base: word('the TSS base'), limit: word('the TSS limit') };
  const fpu = readFpu(scalars);
  const [halted, shutDown] = [scalars.flag('halted'), scalars.flag('shut down')];
  const retired = scalars.whole('the number of instructions retired', 0, Number.MAX_SAFE_INTEGER);
  const faultError = word('the fault error');
  const pages = scalars.whole('the number of cached pages', 0, 2 * PAGES);
  const directories = scalars.whole('the number of cached directories', 0, 2 * DIRECTORIES);
  if (pages % 2 !== 0 || directories % 2 !== 0 || bytes.length !== SCALARS * 8 + (pages + directories) * 4) throw new ImageError(place, 'has another length than its caches need');
  const tlbPages = pairsAt(view, SCALARS * 8, pages, PAGES, place);
  const tlbDirectories = pairsAt(view, SCALARS * 8 + pages * 4, directories, DIRECTORIES, place);
  return { regs, eip, eflags, segments, privilege, cr0, cr2, cr3, cr4, gdtr, idtr, tr, fpu, halted, shutDown, retired, faultError, tlbPages, tlbDirectories };
};
