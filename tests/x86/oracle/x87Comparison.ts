import { differences } from './comparison.ts';
import type { Answer, LiveCase, Patch } from './liveFormat.ts';
import type { Cases } from './liveRun.ts';
import { FX_STORED, RESULT, STORED, STORED_SHORT, drawX87Case } from './x87Draw.ts';

/**
 * Bytes of stored images that are not compared. In the selectors, the opcode and the operand of the last instruction
 * processors differ by generation (SDM vol. 1, 8.1.8 and 8.1.9: newer ones keep no selectors, and the rest only after an
 * exception); the real one's FXSAVE writes the registers of SSE as well.
 */
const UNCOMPARED: readonly (readonly [from: number, to: number])[] = [
  [RESULT + 16, RESULT + 28], [STORED + 16, STORED + 28], [STORED_SHORT + 8, STORED_SHORT + 14],
  [FX_STORED + 6, FX_STORED + 8], [FX_STORED + 12, FX_STORED + 32], [FX_STORED + 160, FX_STORED + 512],
];

const isCompared = (address: number): boolean => !UNCOMPARED.some(([from, to]) => address >= from && address < to);

/** Changes without the bytes that are not compared, as runs of one byte. */
const compared = (changes: readonly Patch[]): Patch[] =>
  changes.flatMap(({ address, bytes }) => [...bytes].map((byte, i) => ({ address: address + i, bytes: Uint8Array.of(byte) }))).filter((run) => isCompared(run.address));

/** The differences between the real and the emulated floating-point unit, in words. */
export const x87Differences = (test: LiveCase, real: Answer, emulated: Answer): string[] =>
  differences(test, { ...real, changes: compared(real.changes) }, { ...emulated, changes: compared(emulated.changes) });

/** Cases of the floating-point unit. */
export const X87_CASES: Cases = { draw: drawX87Case, differences: x87Differences };
