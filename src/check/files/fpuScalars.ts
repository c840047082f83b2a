import type { FpuState } from '../../x86/x87/fpu.ts';

const REGISTERS = 8;
/** Head, upper and lower word of each register; then the eight fields below. */
export const FPU_SCALARS = REGISTERS * 3 + 8;

/** What reads one number after another, each within its bounds. */
interface Scalars {
  whole(name: string, min: number, max: number): number;
  word(name: string): number;
}

/** The floating-point unit as numbers, in the order of FIL-9. */
export const fpuScalars = (fpu: FpuState): number[] => [
  ...fpu.heads, ...fpu.highs, ...fpu.lows,
  fpu.control, fpu.status, fpu.full, fpu.lastEip, fpu.lastCode, fpu.lastOpcode, fpu.lastData, fpu.lastDataSegment,
];

/** The floating-point unit that the numbers describe. @throws ImageError */
export const readFpu = (scalars: Scalars): FpuState => {
  const half = (name: string): number => scalars.whole(name, 0, 0xffff);
  const heads = Uint16Array.from({ length: REGISTERS }, (_, i) => half(`the head of floating-point register ${i}`));
  const highs = Int32Array.from({ length: REGISTERS }, (_, i) => scalars.word(`the upper word of floating-point register ${i}`));
  const lows = Int32Array.from({ length: REGISTERS }, (_, i) => scalars.word(`the lower word of floating-point register ${i}`));
  const [control, status] = [half('the control word'), half('the status word')];
  const full = scalars.whole('the full registers', 0, 0xff);
  const [lastEip, lastCode] = [scalars.word('the last EIP'), half('the last code selector')];
  const lastOpcode = scalars.whole('the last opcode', 0, 0x7ff);
  const [lastData, lastDataSegment] = [scalars.word('the last data offset'), half('the last data selector')];
  return { heads, highs, lows, control, status, full, lastEip, lastCode, lastOpcode, lastData, lastDataSegment };
};
