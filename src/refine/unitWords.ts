import { FLOATING_POINT_WORDS, INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import type { FloatingPoint } from '../model/state.ts';
import type { Fpu } from '../x86/x87/fpu.ts';

/*
 * The floating-point unit of the machine as the words of FPU-1 (SDM vol. 1, figure 8-9 and 8.1.7), made here from its
 * registers and not by its own FNSAVE, nor by the kernel's.
 */

const REGISTERS = 8;
const TAG = { valid: 0, zero: 1, special: 2, empty: 3 } as const;
/** Ones in the half of a field that has only sixteen bits. MCH-104. */
const UNUSED = 0xffff0000;
const EXPONENT = 0x7fff;
const FIRST_REGISTER_WORD = 7;

/** What its tag says of the register with a number. */
const tagOf = ({ full, heads, highs, lows }: Fpu, number: number): number => {
  if (((full >> number) & 1) === 0) return TAG.empty;
  const exponent = heads[number] & EXPONENT;
  if (exponent === 0) return (highs[number] | lows[number]) === 0 ? TAG.zero : TAG.special;
  return exponent !== EXPONENT && highs[number] < 0 ? TAG.valid : TAG.special;
};

/** Two registers are twenty bytes: five words. */
const writePair = ({ heads, highs, lows }: Fpu, first: number, second: number, words: Uint32Array, at: number): void => {
  words[at] = lows[first];
  words[at + 1] = highs[first];
  words[at + 2] = heads[first] | (lows[second] << 16);
  words[at + 3] = (lows[second] >>> 16) | (highs[second] << 16);
  words[at + 4] = (highs[second] >>> 16) | (heads[second] << 16);
};

const scratch = new Uint32Array(FLOATING_POINT_WORDS);

const writeUnit = (fpu: Fpu, words: Uint32Array): void => {
  let tags = 0;
  for (let number = 0; number < REGISTERS; number++) tags |= tagOf(fpu, number) << (2 * number);
  words[0] = UNUSED | fpu.control;
  words[1] = UNUSED | fpu.status;
  words[2] = UNUSED | tags;
  words[3] = fpu.lastEip;
  words[4] = fpu.lastCode | (fpu.lastOpcode << 16);
  words[5] = fpu.lastData;
  words[6] = UNUSED | fpu.lastDataSegment;
  for (let i = 0; i < REGISTERS; i += 2) {
    writePair(fpu, (fpu.top + i) % REGISTERS, (fpu.top + i + 1) % REGISTERS, words, FIRST_REGISTER_WORD + (i / 2) * 5);
  }
};

const areSame = (words: Uint32Array, state: FloatingPoint): boolean => {
  for (let i = 0; i < FLOATING_POINT_WORDS; i++) if (words[i] !== state[i]) return false;
  return true;
};

/** The state of the unit; the initial one is the shared constant, one that is unchanged the old object. */
export const unitWords = (fpu: Fpu, old: FloatingPoint): FloatingPoint => {
  writeUnit(fpu, scratch);
  if (areSame(scratch, old)) return old;
  return areSame(scratch, INITIAL_FLOATING_POINT) ? INITIAL_FLOATING_POINT : Array.from(scratch);
};

/** FPU-2, FPU-3: whether the unit is in the initial state in every bit. */
export const isInitial = (fpu: Fpu): boolean => {
  const { heads, highs, lows } = fpu;
  let bits = (fpu.control ^ (INITIAL_FLOATING_POINT[0] & 0xffff)) | fpu.status | fpu.full | fpu.lastEip | fpu.lastCode | fpu.lastOpcode | fpu.lastData | fpu.lastDataSegment;
  for (let i = 0; i < REGISTERS; i++) bits |= heads[i] | highs[i] | lows[i];
  return bits === 0;
};
