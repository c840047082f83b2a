import { Broken } from '../abi/broken.ts';
import type { Geometry } from '../abi/geometry.ts';
import { CAPABILITY_LENGTH_UNIT, CAPABILITY_VALID, ENV, ENV_ID_GENERATION_UNIT, ENV_STATUS, envRowBytes, PAGE, PAGE_LIMIT_WRITERS_UNIT, PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM, QUANTUM_ROW_BYTES, QUANTUM_STATUS } from '../abi/layout.ts';
import { envId, type EnvIndex, frameNumber, type FrameNumber } from '../abi/words.ts';
import type { Env, EnvStatus, FloatingPoint, Page, PageStatus, Quantum, Registers, Slot } from '../model/state.ts';
import { FREE_PAGE, FREE_QUANTUM, NO_FLOATING_POINT, NULL_FRAME, ZERO_REGISTERS } from '../model/state.ts';

/*
 * Rows of the exposed tables from words of RAM. Each decoder is given the row that
 * was there before and returns that very object if the bytes still say the same,
 * because comparison goes by identity first. `at` is an index of a word.
 */

const ENV_STATUSES: readonly EnvStatus[] = ['free', 'live', 'retired'];
const PAGE_STATUSES: readonly PageStatus[] = ['free', 'kernel', 'user', 'directory', 'table'];
const NO_SLOTS: readonly Slot[] = FREE_PAGE.acl;

/** Throws unless the words are zero; `rule` is the sentence that says so. */
export const requireZero = (words: Int32Array, from: number, to: number, rule: string, what: string): void => {
  for (let i = from; i < to; i++) {
    if (words[i] !== 0) throw new Broken(rule, `${what}: the word at physical ${i * 4} is ${words[i] >>> 0}, not zero`);
  }
};

/** Byte i of a capability whose words are `low` and `high`. */
const byteOf = (low: number, high: number, i: number): number => ((i < 4 ? low : high) >>> (8 * (i & 3))) & 0xff;

const sameCapability = (slot: Slot, low: number, high: number): boolean => {
  if (slot === null) return low === 0 && high === 0;
  const { name } = slot;
  let first = 0;
  let second = 0;
  for (let i = 0; i < name.length; i++) {
    if (i < 3) first |= name[i] << (8 * (i + 1));
    else second |= name[i] << (8 * (i - 3));
  }
  return low === (first | slot.rights | CAPABILITY_VALID | (name.length * CAPABILITY_LENGTH_UNIT)) && high === second;
};

/** CAP-1, LAY-4: eight bytes that are zero or exactly canonical. */
export const decodeSlot = (words: Int32Array, at: number, old: Slot): Slot => {
  const low = words[at];
  const high = words[at + 1];
  if (low === 0 && high === 0) return null;
  if (old !== null && sameCapability(old, low, high)) return old;
  const head = low & 0xff;
  if ((head & CAPABILITY_VALID) === 0 || (head & 0x10) !== 0) throw new Broken('CAP-1', `byte 0 of the capability at physical ${at * 4} is ${head}`);
  const length = head >> 5;
  const name: number[] = [];
  for (let i = 1; i < 8; i++) {
    const byte = byteOf(low, high, i);
    if (i <= length) name.push(byte);
    else if (byte !== 0) throw new Broken('CAP-1', `the capability at physical ${at * 4} has a byte beyond its name`);
  }
  return { rights: head & 7, name };
};

/** The slots at `at`; the old array if every slot is the old one. */
const decodeSlots = (words: Int32Array, at: number, count: number, old: readonly Slot[]): readonly Slot[] => {
  let same = old.length === count;
  const slots: Slot[] = [];
  for (let i = 0; i < count; i++) {
    const before = i < old.length ? old[i] : null;
    const slot = decodeSlot(words, at + 2 * i, before);
    if (slot !== before) same = false;
    slots.push(slot);
  }
  return same ? old : slots;
};

/** LAY-7. `kernel` says whether the frame is one of the kernel's, which decides its status for ever (BOO-2). */
export const decodePage = (words: Int32Array, at: number, g: Geometry, kernel: boolean, old: Page): Page => {
  const what = 'Page row';
  const code = words[at + PAGE.status / 4];
  if (code < 0 || code >= PAGE_STATUSES.length) throw new Broken('LAY-7', `${what} at physical ${at * 4}: status ${code}`);
  if ((code === PAGE_STATUS.kernel) !== kernel) throw new Broken('BOO-2', `${what} at physical ${at * 4}: status ${code}`);
  const end = at + PAGE_ROW_BYTES / 4;
  if (code === PAGE_STATUS.free) {
    requireZero(words, at, end, 'LAY-7', `free ${what}`);
    return FREE_PAGE;
  }
  requireZero(words, at + PAGE.limits / 4 + 1, at + PAGE.acl / 4, 'LAY-7', what);
  const user = code === PAGE_STATUS.user;
  const entries = user ? g.aclEntries : 0;
  requireZero(words, at + PAGE.acl / 4 + 2 * entries, end, 'LAY-7', what);
  const limits = words[at + PAGE.limits / 4];
  const readersLimit = limits % PAGE_LIMIT_WRITERS_UNIT;
  const writersLimit = Math.trunc(limits / PAGE_LIMIT_WRITERS_UNIT);
  if (limits < 0 || readersLimit > 2 || writersLimit > 2 || (!user && limits !== 0)) {
    throw new Broken('LAY-7', `${what} at physical ${at * 4}: limits ${limits >>> 0}`);
  }
  const status = PAGE_STATUSES[code];
  const readers = words[at + PAGE.readers / 4] >>> 0;
  const writers = words[at + PAGE.writers / 4] >>> 0;
  const pins = words[at + PAGE.pins / 4] >>> 0;
  const acl = user ? decodeSlots(words, at + PAGE.acl / 4, entries, old.acl) : NO_SLOTS;
  if (old.status === status && old.readers === readers && old.writers === writers && old.pins === pins
    && old.readersLimit === readersLimit && old.writersLimit === writersLimit && old.acl === acl) return old;
  return { status, readers, writers, pins, readersLimit, writersLimit, acl };
};

/** LAY-8. */
export const decodeQuantum = (words: Int32Array, at: number, old: Quantum): Quantum => {
  const what = 'quantum row';
  const code = words[at + QUANTUM.status / 4];
  const end = at + QUANTUM_ROW_BYTES / 4;
  if (code === QUANTUM_STATUS.free) {
    requireZero(words, at, end, 'LAY-8', `free ${what}`);
    return FREE_QUANTUM;
  }
  if (code !== QUANTUM_STATUS.used) throw new Broken('LAY-8', `${what} at physical ${at * 4}: status ${code}`);
  requireZero(words, at + QUANTUM.cpu / 4, at + QUANTUM.guard / 4, 'LAY-8', what);
  requireZero(words, at + QUANTUM.guard / 4 + 2, end, 'LAY-8', what);
  const env = envId(words[at + QUANTUM.env / 4] >>> 0);
  const ticks = words[at + QUANTUM.ticks / 4] >>> 0;
  const guard = decodeSlot(words, at + QUANTUM.guard / 4, old.guard);
  if (old.used && old.env === env && old.ticks === ticks && old.guard === guard) return old;
  return { used: true, env, ticks, guard };
};

const requireFrame = (frame: FrameNumber, g: Geometry, what: string): void => {
  if (frame < 1 || frame >= g.frames) throw new Broken('LAY-6', `${what} names frame ${frame >>> 0}`);
};

/** LAY-6, LAY-11: the row at `at`, with what its save area holds. */
export const decodeEnv = (words: Int32Array, at: number, index: EnvIndex, g: Geometry, registers: Registers, floatingPoint: FloatingPoint, old: Env): Env => {
  const what = `row of env ${index}`;
  const code = words[at + ENV.status / 4];
  if (code < 0 || code >= ENV_STATUSES.length) throw new Broken('LAY-6', `${what}: status ${code}`);
  const generation = words[at + ENV.generation / 4];
  if (generation < 1 || generation >= 2 ** g.generationBits) throw new Broken('LAY-11', `${what}: generation ${generation}`);
  const live = code === ENV_STATUS.live;
  const id = live ? generation * ENV_ID_GENERATION_UNIT + index : 0;
  if ((words[at + ENV.id / 4] >>> 0) !== id) throw new Broken('LAY-11', `${what}: id ${words[at + ENV.id / 4] >>> 0}, not ${id}`);
  const end = at + envRowBytes(g.capabilitySlots) / 4;
  const first = at + (live ? ENV.uarea / 4 + 1 : ENV.directory / 4);
  requireZero(words, first, live ? at + ENV.capabilities / 4 : end, 'LAY-6', what);
  requireZero(words, at + ENV.capabilities / 4 + 2 * g.capabilitySlots, end, 'LAY-6', what);
  const directory = frameNumber(words[at + ENV.directory / 4]);
  const uarea = frameNumber(words[at + ENV.uarea / 4]);
  if (live) {
    requireFrame(directory, g, what);
    requireFrame(uarea, g, what);
  }
  const status = ENV_STATUSES[code];
  const capabilities = live ? decodeSlots(words, at + ENV.capabilities / 4, g.capabilitySlots, old.capabilities)
    : old.capabilities.length === 0 ? old.capabilities : NO_SLOTS;
  if (old.status === status && old.generation === generation && old.directory === directory && old.uarea === uarea
    && old.capabilities === capabilities && old.registers === registers && old.floatingPoint === floatingPoint) return old;
  return { status, generation, directory, uarea, capabilities, registers, floatingPoint };
};

/** What a row is decoded against when nothing was there before. */
export const NO_ENV: Env = {
  status: 'free', generation: 0, directory: NULL_FRAME, uarea: NULL_FRAME, capabilities: NO_SLOTS, registers: ZERO_REGISTERS, floatingPoint: NO_FLOATING_POINT,
};
