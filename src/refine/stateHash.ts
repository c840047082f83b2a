import { INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import type { Contents, Entry, Env, FloatingPoint, FrameContents, Page, Quantum, Registers, Slot, Space, State } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';
import type { Machine } from '../x86/machine.ts';
import type { Fpu } from '../x86/x87/fpu.ts';
import { LINE_WORDS } from './lineKinds.ts';

const TWO_32 = 4294967296;

/** Two lanes of 32 bits, mixed as murmur does; order matters. */
class Hasher {
  #a = 0x9747b28c | 0;
  #b = 0x3c6ef372 | 0;

  word(value: number): void {
    const k = Math.imul(value, 0xcc9e2d51);
    const a = this.#a ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    this.#a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    const m = Math.imul(value, 0x239b961b);
    const b = this.#b ^ Math.imul((m << 16) | (m >>> 16), 0x38b34ae5);
    this.#b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x0bcaa747) | 0;
  }

  /** A natural up to 2^53, or -1 (no value). */
  wide(value: number): void {
    this.word(value % TWO_32 | 0);
    this.word(value < 0 ? -1 : Math.trunc(value / TWO_32));
  }

  hex(): string {
    const finish = (h: number): string => {
      let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
      return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
    };
    return finish(this.#a) + finish(this.#b ^ this.#a);
  }
}

const hashSlot = (h: Hasher, slot: Slot): void => {
  if (slot === null) return h.word(0);
  h.word(1 + slot.rights * 2 + slot.name.length * 16);
  for (const byte of slot.name) h.word(byte);
  return undefined;
};

const hashSlots = (h: Hasher, slots: readonly Slot[]): void => {
  h.word(slots.length);
  for (const slot of slots) hashSlot(h, slot);
};

const hashRegisters = (h: Hasher, r: Registers): void => {
  for (const value of [r.eax, r.ecx, r.edx, r.ebx, r.esp, r.ebp, r.esi, r.edi, r.eip, r.eflags]) h.word(value);
};

/** Whether nothing has been computed yet, or nothing is there: which of the two, status and unit say (FPU-1). */
const isUntouched = (state: FloatingPoint): boolean =>
  state === INITIAL_FLOATING_POINT || state.every((word) => word === 0) || state.every((word, i) => word === INITIAL_FLOATING_POINT[i]);

/** An env that has not computed adds nothing, so that what was recorded before there was floating point has its hash still. */
const hashFloatingPoint = (h: Hasher, state: FloatingPoint): void => {
  if (isUntouched(state)) return;
  for (const word of state) h.word(word);
};

const ENV_CODES = { free: 0, live: 1, retired: 2 } as const;
const PAGE_CODES = { free: 0, kernel: 1, user: 2, directory: 3, table: 4 } as const;

const hashEnv = (h: Hasher, env: Env): void => {
  h.word(ENV_CODES[env.status]);
  h.word(env.generation);
  h.word(env.directory);
  h.word(env.uarea);
  hashSlots(h, env.capabilities);
  hashRegisters(h, env.registers);
  hashFloatingPoint(h, env.floatingPoint);
};

const hashPage = (h: Hasher, page: Page): void => {
  h.word(PAGE_CODES[page.status]);
  if (page.status === 'free') return;
  for (const value of [page.readers, page.writers, page.pins, page.readersLimit, page.writersLimit]) h.word(value);
  hashSlots(h, page.acl);
};

/** Lines that are zero are skipped by content, not by identity: equal states must hash alike. */
const hashContents = (h: Hasher, contents: Contents): void => {
  contents.forEach((line, index) => {
    if (line.every((word) => word === 0)) return;
    h.word(index + 1);
    for (const word of line) h.word(word);
  });
  h.word(0);
};

const hashEntry = (h: Hasher, e: Entry): void => {
  const bits = [e.present, e.writable, e.writeThrough, e.cacheDisable, e.accessed, e.dirty];
  h.word(bits.reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), e.software * 64));
  h.word(e.present ? e.frame : e.payload);
};

const hashSpace = (h: Hasher, space: Space): void => {
  h.word(space.uareaTable);
  h.word(space.uareas.length);
  for (const index of space.uareas) h.word(index);
  h.word(space.tables.length);
  for (const table of space.tables) {
    h.word(table.region);
    h.word(table.frame);
    table.lines.forEach((line, l) => line.forEach((entry, i) => {
      if (entry === null) return;
      h.word(l * 16 + i + 1);
      hashEntry(h, entry);
    }));
    h.word(0);
  }
};

const hashQuantum = (h: Hasher, quantum: Quantum): void => {
  h.word(quantum.used ? 1 : 0);
  h.word(quantum.env);
  h.word(quantum.ticks);
  hashSlot(h, quantum.guard);
};

/** Rows by content up to the vector's length; absent ones (null) only by their absence. */
const hashRows = <Row>(h: Hasher, vector: Vector<Row | null>, one: (h: Hasher, row: Row) => void): void => {
  h.word(vector.length);
  for (let i = 0; i < vector.length; i++) {
    const row = vector.chunks[i >> 4][i & 15];
    if (row === null) continue;
    h.word(i + 1);
    one(h, row);
  }
  h.word(0);
};

/**
 * A canonical hash of an abstract state: equal content, equal hash, whatever is shared
 * and wherever the kernel keeps it. The boot configuration is named elsewhere in a scenario file.
 */
export const hashState = (s: State): string => {
  const h = new Hasher();
  hashRows(h, s.envs, hashEnv);
  hashRows(h, s.pages, hashPage);
  hashRows<NonNullable<FrameContents>>(h, s.contents, hashContents);
  hashRows<Space>(h, s.spaces, hashSpace);
  hashRows(h, s.quanta, hashQuantum);
  const { clock, running, quantum, deadline, registers, unit } = s.processor;
  for (const value of [clock, running, quantum, deadline]) h.wide(value);
  hashRegisters(h, registers);
  if (unit !== null) for (const word of unit) h.word(word);
  return h.hex();
};

/** The words of RAM at boot and their hash; made once, right after boot. */
export interface BootImage {
  readonly words: Int32Array;
  readonly hash: string;
}

/** The boot image of a machine that has just booted; `words` may be the copy that resets use, and is zero from `used` on. */
export const bootImageOf = (words: Int32Array, used: number): BootImage => {
  const h = new Hasher();
  h.word(words.length);
  for (let i = 0; i < used; i++) h.word(words[i]);
  return { words, hash: h.hex() };
};

const mixed = (x: number, word: number): number => {
  const product = Math.imul(x ^ word, 0xcc9e2d51);
  return (product << 15) | (product >>> 17);
};

const settled = (x: number): number => {
  const product = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  return product ^ (product >>> 13);
};

/** Whether a line has its boot contents: most of the dirty ones do, since a page is cleared line by line before it is used. */
const isAsBooted = (words: Int32Array, boot: Int32Array, first: number): boolean => {
  for (let i = first; i < first + LINE_WORDS; i += 4) {
    const differing = (words[i] ^ boot[i]) | (words[i + 1] ^ boot[i + 1]) | (words[i + 2] ^ boot[i + 2]) | (words[i + 3] ^ boot[i + 3]);
    if (differing !== 0) return false;
  }
  return true;
};

/** Adds up hashes, in two lanes, of the lines that are not as booted, each with its number: a campaign hashes dozens after every scenario. */
const hashLines = (h: Hasher, ram: Machine['ram'], boot: Int32Array): void => {
  const { words, bootDirty, bootDirtyCount } = ram;
  let sumA = 0;
  let sumB = 0;
  for (let n = 0; n < bootDirtyCount; n++) {
    const line = bootDirty[n];
    const first = line * LINE_WORDS;
    if (isAsBooted(words, boot, first)) continue;
    let a = Math.imul(line + 1, 0x9e3779b1) ^ 0x9747b28c;
    let b = Math.imul(line + 1, 0x9e3779b1) ^ 0x3c6ef372;
    for (let i = first; i < first + LINE_WORDS; i++) {
      a = mixed(a, words[i]);
      b = mixed(b, words[i]);
    }
    sumA = (sumA + settled(a)) | 0;
    sumB = (sumB + Math.imul(settled(a) ^ settled(b), 0x85ebca6b)) | 0;
  }
  h.word(sumA);
  h.word(sumB);
};

/** A floating-point unit that nobody has used adds nothing. */
const hashFpu = (h: Hasher, fpu: Fpu): void => {
  if (fpu.isReset()) return;
  for (let i = 0; i < fpu.heads.length; i++) {
    h.word(fpu.heads[i]);
    h.word(fpu.highs[i]);
    h.word(fpu.lows[i]);
  }
  for (const word of [fpu.control, fpu.status, fpu.full, fpu.lastEip, fpu.lastCode, fpu.lastOpcode, fpu.lastData, fpu.lastDataSegment]) h.word(word);
};

/**
 * A hash of the machine: RAM whole (boot image and every line that differs from it),
 * registers, timer and clock; never the TLB. A line that was written and has its
 * boot contents again does not count, so an image loaded afresh hashes alike.
 */
export const hashMachine = (machine: Machine, boot: BootImage): string => {
  const h = new Hasher();
  const { ram } = machine;
  h.word(Number.parseInt(boot.hash.slice(0, 8), 16));
  h.word(Number.parseInt(boot.hash.slice(8), 16));
  hashLines(h, ram, boot.words);
  for (const cpu of machine.cpus) {
    for (const word of cpu.regs) h.word(word);
    for (const word of [cpu.eip, cpu.eflags, cpu.cpl, cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4, cpu.halted ? 1 : 0]) h.word(word);
    for (const segment of cpu.segments) h.word(segment.selector);
    hashFpu(h, cpu.fpu);
  }
  h.wide(machine.clock);
  h.wide(machine.timer.deadline === Infinity ? -1 : machine.timer.deadline);
  return h.hex();
};
