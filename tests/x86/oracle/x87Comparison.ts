import { findInstruction } from '../../../src/x86/instructionTable.ts';
import { differences } from './comparison.ts';
import { codeOf } from './liveFormat.ts';
import type { Answer, LiveCase, Patch } from './liveFormat.ts';
import type { Cases } from './liveRun.ts';
import { FX_STORED, RESULT, SETUP_BYTES, STORED, STORED_SHORT, drawX87Case, isTranscendental } from './x87Draw.ts';
import { WORLD, worldPageOf } from './world.ts';

/**
 * Bytes of stored images that are not compared. In the selectors, the opcode and the operand of the last instruction
 * processors differ by generation (SDM vol. 1, 8.1.8 and 8.1.9: newer ones keep no selectors, and the rest only after an
 * exception); the real one's FXSAVE writes the registers of SSE as well.
 */
const UNCOMPARED: readonly (readonly [from: number, to: number])[] = [
  [RESULT + 16, RESULT + 28], [STORED + 16, STORED + 28], [STORED_SHORT + 8, STORED_SHORT + 14],
  [FX_STORED + 6, FX_STORED + 8], [FX_STORED + 12, FX_STORED + 32], [FX_STORED + 160, FX_STORED + 512],
];
/** The bytes of the status word that FNSAVE leaves, with the underflow flag in the one and C1 in the other; then the tags. */
const STATUS_LOW = RESULT + 4;
const UNDERFLOW = 0x10;
const STATUS_HIGH = RESULT + 5;
const C1 = 2;
const TAGS = RESULT + 8;
const REGISTERS = RESULT + 28;
const REGISTER_BYTES = 10;

const isCompared = (address: number): boolean => !UNCOMPARED.some(([from, to]) => address >= from && address < to);

/** Changes as single bytes, without those that are not compared. */
const compared = (changes: readonly Patch[]): Map<number, number> => {
  const bytes = new Map<number, number>();
  for (const run of changes) run.bytes.forEach((byte, i) => bytes.set(run.address + i, byte));
  for (const address of bytes.keys()) if (!isCompared(address)) bytes.delete(address);
  return bytes;
};

const runsOf = (bytes: ReadonlyMap<number, number>): Patch[] =>
  [...bytes].sort(([a], [b]) => a - b).map(([address, byte]) => ({ address, bytes: Uint8Array.of(byte) }));

/** Whether a case is of an instruction whose result may be off by a unit in the last place. */
export const isApproximate = (test: LiveCase): boolean => {
  const [first, second] = codeOf(test).bytes.subarray(SETUP_BYTES);
  const instruction = findInstruction(first, second);
  return instruction !== undefined && isTranscendental(instruction);
};

/** A byte of the data pages that no case patches but as its image. */
const initialByte = (address: number): number => WORLD[worldPageOf(address)].contents[address & 0xfff];

/** Sign and place of a number among all numbers of its sign: neighbours are one apart. */
const placeOf = (bytes: ReadonlyMap<number, number>, register: number): [sign: number, place: bigint] => {
  const at = REGISTERS + register * REGISTER_BYTES;
  let significand = 0n;
  for (let i = 7; i >= 0; i--) significand = (significand << 8n) | BigInt(bytes.get(at + i) ?? initialByte(at + i));
  const head = (bytes.get(at + 8) ?? initialByte(at + 8)) | ((bytes.get(at + 9) ?? initialByte(at + 9)) << 8);
  // Denormals have the exponent of the smallest normal numbers.
  return [head >> 15, (BigInt(Math.max(head & 0x7fff, 1)) << 63n) + significand];
};

/** Units in the last place between the results of two answers in a register of the stack; infinite if their signs differ. */
export const distance = (real: Answer, emulated: Answer, register: number): number => {
  const [wantedSign, wanted] = placeOf(compared(real.changes), register);
  const [foundSign, found] = placeOf(compared(emulated.changes), register);
  if (wantedSign !== foundSign) return wanted === found ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(Number(wanted - found));
};

/** Gives the emulated results that are off by one the real value, and what follows from it; and C1, which says how it was rounded. */
const forgive = (real: Answer, emulated: Answer, want: ReadonlyMap<number, number>, got: Map<number, number>): void => {
  const take = (address: number, mask: number): void => {
    const [wanted, found] = [want.get(address) ?? initialByte(address), got.get(address) ?? initialByte(address)];
    const merged = (found & ~mask) | (wanted & mask);
    if (merged === initialByte(address)) got.delete(address);
    else got.set(address, merged);
  };
  for (const register of [0, 1]) {
    if (distance(real, emulated, register) !== 1) continue;
    const at = REGISTERS + register * REGISTER_BYTES;
    for (let i = 0; i < REGISTER_BYTES; i++) take(at + i, 0xff);
    // One step may lead from the normal numbers to the denormals: so may underflow and the tag.
    take(STATUS_LOW, UNDERFLOW);
    for (let i = 0; i < 2; i++) take(TAGS + i, 0xff);
  }
  take(STATUS_HIGH, C1);
};

/** The differences between the real and the emulated floating-point unit, in words. */
export const x87Differences = (test: LiveCase, real: Answer, emulated: Answer): string[] => {
  const [want, got] = [compared(real.changes), compared(emulated.changes)];
  if (isApproximate(test)) forgive(real, emulated, want, got);
  return differences(test, { ...real, changes: runsOf(want) }, { ...emulated, changes: runsOf(got) });
};

/** Cases of the floating-point unit. */
export const X87_CASES: Cases = { draw: drawX87Case, differences: x87Differences };
