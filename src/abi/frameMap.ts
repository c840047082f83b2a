import { frameNumber, type FrameNumber } from './words.ts';
import { PAGE_BYTES } from './addressMap.ts';
import type { Geometry } from './geometry.ts';
import { envRowBytes, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES } from './layout.ts';

/** Bytes of an environment's private save area: registers, and room kept for FPU, TLS descriptors and exception vectors. */
export const SAVE_AREA_BYTES = 1024;

/** Which frames the kernel owns from boot on. Frame 0 is sysinfo; the first frame after the kernel's is `kernelFrames`. LAY-15. */
export interface FrameMap {
  readonly sysinfo: FrameNumber;
  readonly quantaFirst: FrameNumber;
  readonly envsFirst: FrameNumber;
  readonly pagesFirst: FrameNumber;
  readonly pad: FrameNumber;
  /** Page table of the windows, then of the kernel half. */
  readonly windowTable: FrameNumber;
  readonly kernelTable: FrameNumber;
  /** GDT, TSS, IDT, stubs, kernel stack, CPU words. */
  readonly core: FrameNumber;
  /** The kernel's own page directory, loaded while no environment runs. */
  readonly kernelDirectory: FrameNumber;
  readonly saveFirst: FrameNumber;
  readonly kernelFrames: FrameNumber;
}

const framesOf = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);

export const frameMapOf = (g: Geometry): FrameMap => {
  const quantaFirst = frameNumber(1);
  const envsFirst = frameNumber(quantaFirst + framesOf(g.quanta * QUANTUM_ROW_BYTES));
  const pagesFirst = frameNumber(envsFirst + framesOf(g.envs * envRowBytes(g.capabilitySlots)));
  const pad = frameNumber(pagesFirst + framesOf(g.frames * PAGE_ROW_BYTES));
  const saveFirst = frameNumber(pad + 5);
  return {
    sysinfo: frameNumber(0), quantaFirst, envsFirst, pagesFirst, pad, windowTable: frameNumber(pad + 1), kernelTable: frameNumber(pad + 2),
    core: frameNumber(pad + 3), kernelDirectory: frameNumber(pad + 4), saveFirst,
    kernelFrames: frameNumber(saveFirst + framesOf(g.envs * SAVE_AREA_BYTES)),
  };
};
