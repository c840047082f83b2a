import { differences } from './comparison.ts';
import type { Answer, LiveCase, Patch } from './liveFormat.ts';
import { FX_STORED, RESULT, STORED, STORED_SHORT } from './x87Draw.ts';

/**
 * Bytes of stored images that are not compared. Where the last instruction, its opcode and its operand stand, processors
 * differ by generation (SDM vol. 1, 8.1.8 to 8.1.10); the real one's FXSAVE writes the registers of SSE as well.
 */
const UNCOMPARED: readonly (readonly [from: number, to: number])[] = [
  [RESULT + 12, RESULT + 28], [STORED + 12, STORED + 28], [STORED_SHORT + 6, STORED_SHORT + 14],
  [FX_STORED + 6, FX_STORED + 32], [FX_STORED + 160, FX_STORED + 512],
];

const isCompared = (address: number): boolean => !UNCOMPARED.some(([from, to]) => address >= from && address < to);

/** Changes without the bytes that are not compared, as runs of one byte. */
const compared = (changes: readonly Patch[]): Patch[] =>
  changes.flatMap(({ address, bytes }) => [...bytes].map((byte, i) => ({ address: address + i, bytes: Uint8Array.of(byte) }))).filter((run) => isCompared(run.address));

/** The differences between the real and the emulated floating-point unit, in words. */
export const x87Differences = (test: LiveCase, real: Answer, emulated: Answer): string[] =>
  differences(test, { ...real, changes: compared(real.changes) }, { ...emulated, changes: compared(emulated.changes) });
