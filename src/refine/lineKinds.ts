import { FLOATING_POINT_BYTES } from '../abi/floatingPoint.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import { SAVE_AREA_BYTES } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import { envRowBytes, QUANTUM_ROW_BYTES } from '../abi/layout.ts';
import { SAVE } from '../impl/layoutCore.ts';
import { CORE_PLACES } from './corePlaces.ts';

/** Bytes and words of a line, the unit of dirty tracking, and lines of a frame. */
export const LINE_BYTES = 64;
export const LINE_WORDS = 16;
export const FRAME_LINES = 64;
export const FRAME_WORDS = 1024;

/** What a 64-byte line of RAM holds. */
export const LINE = {
  /** Never changes after boot: compared with the boot image. */
  constant: 0,
  quantum: 1,
  env: 2,
  page: 3,
  save: 4,
  /** The kernel's words about its processor, among constants of the core frame. */
  processor: 5,
  /** Top of the kernel stack: dead between entries, and read as the interrupt frame at a trap. */
  stack: 6,
  /** A frame outside the kernel's; its Page row says what it holds. */
  pool: 7,
} as const;

/** Lines at the start of a save area that change; the others are constant. */
export const SAVE_LINES_USED = Math.ceil((SAVE.floatingPoint + FLOATING_POINT_BYTES) / LINE_BYTES);

/** One byte per line of RAM that says what it holds. */
export const lineKindsOf = (g: Geometry, map: FrameMap): Uint8Array => {
  const kinds = new Uint8Array(g.frames * FRAME_LINES).fill(LINE.constant);
  // Lines past the last row of a table stay constant: they are zero for ever.
  const put = (firstFrame: number, bytes: number, kind: number): void => {
    const first = firstFrame * FRAME_LINES;
    kinds.fill(kind, first, first + Math.ceil(bytes / LINE_BYTES));
  };
  put(map.quantaFirst, g.quanta * QUANTUM_ROW_BYTES, LINE.quantum);
  put(map.envsFirst, g.envs * envRowBytes(g.capabilitySlots), LINE.env);
  put(map.pagesFirst, g.frames * LINE_BYTES, LINE.page);
  // Registers and floating-point words are in the first lines of a save area; its other lines are room for later and stay zero.
  for (let env = 0; env < g.envs; env++) {
    const first = map.saveFirst * FRAME_LINES + (env * SAVE_AREA_BYTES) / LINE_BYTES;
    kinds.fill(LINE.save, first, first + SAVE_LINES_USED);
  }
  kinds.fill(LINE.pool, map.kernelFrames * FRAME_LINES);
  const first = map.core * FRAME_LINES;
  const putCore = (from: number, to: number, kind: number): void => {
    kinds.fill(kind, first + Math.floor(from / LINE_BYTES), first + Math.ceil(to / LINE_BYTES));
  };
  putCore(CORE_PLACES.stackFrom, CORE_PLACES.stackTo, LINE.stack);
  putCore(CORE_PLACES.processorFrom, CORE_PLACES.processorTo, LINE.processor);
  return kinds;
};
