import { PAGE_BYTES } from './addressMap.ts';
import type { Geometry } from './geometry.ts';
import { envRowBytes, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES } from './layout.ts';

/** Bytes of an environment's private save area: registers, and room kept for FPU, TLS descriptors and exception vectors. */
export const SAVE_AREA_BYTES = 1024;

/** Which frames the kernel owns from boot on. Frame 0 is sysinfo; the first frame after the kernel's is `kernelFrames`. LAY-15. */
export interface FrameMap {
  readonly sysinfo: number;
  readonly quantaFirst: number;
  readonly envsFirst: number;
  readonly pagesFirst: number;
  readonly pad: number;
  /** Page table of the windows, then of the kernel half. */
  readonly windowTable: number;
  readonly kernelTable: number;
  /** GDT, TSS, IDT, stubs, kernel stack, CPU words. */
  readonly core: number;
  /** The kernel's own page directory, loaded while no environment runs. */
  readonly kernelDirectory: number;
  readonly saveFirst: number;
  readonly kernelFrames: number;
}

const framesOf = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);

export const frameMapOf = (g: Geometry): FrameMap => {
  const quantaFirst = 1;
  const envsFirst = quantaFirst + framesOf(g.quanta * QUANTUM_ROW_BYTES);
  const pagesFirst = envsFirst + framesOf(g.envs * envRowBytes(g.capabilitySlots));
  const pad = pagesFirst + framesOf(g.frames * PAGE_ROW_BYTES);
  const saveFirst = pad + 5;
  return {
    sysinfo: 0, quantaFirst, envsFirst, pagesFirst, pad, windowTable: pad + 1, kernelTable: pad + 2, core: pad + 3,
    kernelDirectory: pad + 4, saveFirst, kernelFrames: saveFirst + framesOf(g.envs * SAVE_AREA_BYTES),
  };
};
