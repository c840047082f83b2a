import type { FrameMap } from '../abi/frameMap.ts';
import { SAVE_AREA_BYTES } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import { envRowBytes, QUANTUM_ROW_BYTES } from '../abi/layout.ts';

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
  /** The kernel stack: dead between entries, and read as the interrupt frame at a trap. */
  stack: 6,
  /** A frame outside the kernel's; its Page row says what it holds. */
  pool: 7,
} as const;

/** Where the lines of the core frame that change lie, as byte offsets into it. */
export interface CoreLines {
  readonly processorFrom: number;
  readonly processorTo: number;
  readonly stackFrom: number;
  readonly stackTo: number;
}

/** One byte per line of RAM that says what it holds. */
export const lineKindsOf = (g: Geometry, map: FrameMap, core: CoreLines): Uint8Array => {
  const kinds = new Uint8Array(g.frames * FRAME_LINES).fill(LINE.constant);
  // Lines past the last row of a table stay constant: they are zero for ever.
  const put = (firstFrame: number, bytes: number, kind: number): void => {
    const first = firstFrame * FRAME_LINES;
    kinds.fill(kind, first, first + Math.ceil(bytes / LINE_BYTES));
  };
  put(map.quantaFirst, g.quanta * QUANTUM_ROW_BYTES, LINE.quantum);
  put(map.envsFirst, g.envs * envRowBytes(g.capabilitySlots), LINE.env);
  put(map.pagesFirst, g.frames * LINE_BYTES, LINE.page);
  put(map.saveFirst, g.envs * SAVE_AREA_BYTES, LINE.save);
  kinds.fill(LINE.pool, map.kernelFrames * FRAME_LINES);
  const first = map.core * FRAME_LINES;
  // Only lines that lie wholly inside the stack are dead; a line shared with constants would hide them.
  kinds.fill(LINE.stack, first + Math.ceil(core.stackFrom / LINE_BYTES), first + Math.floor(core.stackTo / LINE_BYTES));
  kinds.fill(LINE.processor, first + Math.floor(core.processorFrom / LINE_BYTES), first + Math.ceil(core.processorTo / LINE_BYTES));
  return kinds;
};
