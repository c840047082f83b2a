import { KERNBASE, PAGE_BYTES, PAD, REGION_BYTES, UADDRS, UVPT, UWINDOWS, ENTRIES_PER_TABLE } from '../abi/addressMap.ts';
import { frameMapOf, type FrameMap } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import {
  CAPABILITY_BYTES, ENTRY, ENV, ENV_STATUS, envRowBytes, INTERFACE_VERSION, PAGE, PAGE_LIMIT_WRITERS_UNIT, PAGE_ROW_BYTES, PAGE_STATUS,
  QUANTUM, QUANTUM_ROW_BYTES, QUANTUM_STATUS, SYSINFO, SYSINFO_MAGIC,
} from '../abi/layout.ts';
import { type EnvIndex, type FrameNumber, pageEntryWord, type PageEntryWord } from '../abi/words.ts';
import { capabilityWord } from './capabilities.ts';
import { idOf } from './environments.ts';
import { tableAt } from './pageEntries.ts';
import { geometryOf, NO_ENTRY, type Page, type Quantum, type Slot, type Space, type State } from './state.ts';
import { get } from './vector.ts';

/** The exposed structures as words: LAY-5 to LAY-8, LAY-16. Little-endian, computed by arithmetic from the abstract state. */
const WORD_BYTES = 4;

const zeros = (bytes: number): number[] => {
  const words: number[] = [];
  for (let i = 0; i < bytes; i += WORD_BYTES) words.push(0);
  return words;
};

const put = (words: number[], field: number, value: number): void => {
  words[field / WORD_BYTES] = value;
};

const putSlots = (words: number[], field: number, slots: readonly Slot[]): void => {
  slots.forEach((slot, i) => {
    put(words, field + CAPABILITY_BYTES * i, capabilityWord(slot, 0));
    put(words, field + CAPABILITY_BYTES * i + WORD_BYTES, capabilityWord(slot, 1));
  });
};

const maps = new WeakMap<Geometry, FrameMap>();
let lastGeometry: Geometry | null = null;
let lastMap: FrameMap | null = null;

/** The kernel's frames, worked out once for each geometry; asked many times for one geometry in a row. LAY-15. */
export const kernelFramesOf = (g: Geometry): FrameMap => {
  if (g === lastGeometry && lastMap !== null) return lastMap;
  const map = maps.get(g) ?? frameMapOf(g);
  maps.set(g, map);
  lastGeometry = g;
  lastMap = map;
  return map;
};

/** The words of sysinfo; those beyond are zero. LAY-5. */
export const sysinfoWords = (g: Geometry): readonly number[] => {
  const words = zeros(SYSINFO.kernelFrames + WORD_BYTES);
  put(words, SYSINFO.magic, SYSINFO_MAGIC);
  put(words, SYSINFO.version, INTERFACE_VERSION);
  put(words, SYSINFO.frames, g.frames);
  put(words, SYSINFO.envs, g.envs);
  put(words, SYSINFO.capabilitySlots, g.capabilitySlots);
  put(words, SYSINFO.aclEntries, g.aclEntries);
  put(words, SYSINFO.quanta, g.quanta);
  put(words, SYSINFO.generationBits, g.generationBits);
  put(words, SYSINFO.cpus, g.cpus);
  put(words, SYSINFO.tickCycles, g.tickCycles);
  put(words, SYSINFO.readersLimit, g.readersLimit);
  put(words, SYSINFO.writersLimit, g.writersLimit);
  put(words, SYSINFO.envBytes, envRowBytes(g.capabilitySlots));
  put(words, SYSINFO.pageBytes, PAGE_ROW_BYTES);
  put(words, SYSINFO.quantumBytes, QUANTUM_ROW_BYTES);
  put(words, SYSINFO.kernelFrames, kernelFramesOf(g).kernelFrames);
  return words;
};

/** LAY-6. */
export const envRowWords = (s: State, index: EnvIndex): readonly number[] => {
  const env = get(s.envs, index);
  const words = zeros(envRowBytes(geometryOf(s).capabilitySlots));
  put(words, ENV.status, ENV_STATUS[env.status]);
  put(words, ENV.generation, env.generation);
  if (env.status !== 'live') return words;
  put(words, ENV.id, idOf(s, index));
  put(words, ENV.directory, env.directory);
  put(words, ENV.uarea, env.uarea);
  putSlots(words, ENV.capabilities, env.capabilities);
  return words;
};

/** LAY-7. */
export const pageRowWords = (page: Page): readonly number[] => {
  const words = zeros(PAGE_ROW_BYTES);
  put(words, PAGE.status, PAGE_STATUS[page.status]);
  put(words, PAGE.readers, page.readers);
  put(words, PAGE.writers, page.writers);
  put(words, PAGE.pins, page.pins);
  put(words, PAGE.limits, page.readersLimit + PAGE_LIMIT_WRITERS_UNIT * page.writersLimit);
  putSlots(words, PAGE.acl, page.acl);
  return words;
};

/** LAY-8; cpu is zero. */
export const quantumRowWords = (quantum: Quantum): readonly number[] => {
  const words = zeros(QUANTUM_ROW_BYTES);
  if (!quantum.used) return words;
  put(words, QUANTUM.status, QUANTUM_STATUS.used);
  put(words, QUANTUM.env, quantum.env);
  put(words, QUANTUM.ticks, quantum.ticks);
  putSlots(words, QUANTUM.guard, [quantum.guard]);
  return words;
};

const READABLE = ENTRY.present + ENTRY.user + ENTRY.accessed + ENTRY.dirty;
const SUPERVISOR = ENTRY.present + ENTRY.writable + ENTRY.accessed + ENTRY.dirty;
const WRITABLE = READABLE + ENTRY.writable;

/** The word of a fixed entry that users may read through. LAY-16. */
export const readableEntry = (frame: FrameNumber): PageEntryWord => pageEntryWord(frame * PAGE_BYTES + READABLE);
/** The word of a fixed entry that users may write through. LAY-12, LAY-16. */
export const writableEntry = (frame: FrameNumber): PageEntryWord => pageEntryWord(frame * PAGE_BYTES + WRITABLE);

export const WINDOWS_REGION = UWINDOWS / REGION_BYTES;
export const UAREAS_REGION = UADDRS / REGION_BYTES;
export const SELF_REGION = UVPT / REGION_BYTES;
const KERNEL_REGION = KERNBASE / REGION_BYTES;
/** The pad lies in the last page of the region below UTOP. */
export const PAD_REGION = Math.trunc(PAD / REGION_BYTES);

/** One word of the page directory at a frame. LAY-12, LAY-16. */
export const directoryWord = (s: State, space: Space, directory: FrameNumber, region: number): PageEntryWord => {
  const map = kernelFramesOf(geometryOf(s));
  if (region === WINDOWS_REGION) return writableEntry(map.windowTable);
  if (region === UAREAS_REGION) return writableEntry(space.uareaTable);
  if (region === SELF_REGION) return readableEntry(directory);
  if (region === KERNEL_REGION) return pageEntryWord(map.kernelTable * PAGE_BYTES + SUPERVISOR);
  const table = tableAt(space, region);
  return table === null ? NO_ENTRY : writableEntry(table.frame);
};

/** All words of the page directory at a frame. */
export const directoryWords = (s: State, space: Space, directory: FrameNumber): readonly PageEntryWord[] => {
  const words: PageEntryWord[] = [];
  for (let region = 0; region < ENTRIES_PER_TABLE; region++) words.push(directoryWord(s, space, directory, region));
  return words;
};

/** One word of a space's u-area table. LAY-16. */
export const uareaTableWord = (s: State, space: Space, index: EnvIndex): PageEntryWord =>
  space.uareas.includes(index) ? writableEntry(get(s.envs, index).uarea) : NO_ENTRY;
