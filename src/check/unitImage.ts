import type { FloatingPoint } from '../model/state.ts';

/** A register of the unit: sign and exponent, the significand as two words, and whether it is in use. */
export interface UnitRegister {
  readonly head: number;
  readonly high: number;
  readonly low: number;
  readonly full: boolean;
}

/** What one instruction of the unit left where the next can find it: offset, selector and opcode, offset and selector of its operand. */
export interface LastInstruction {
  readonly eip: number;
  readonly codeAndOpcode: number;
  readonly data: number;
  readonly dataSegment: number;
}

/** A floating-point state taken apart: the checker's own reading of its words (SDM vol. 1, figure 8-9). */
export interface Unit {
  readonly control: number;
  /** Exceptions, SF and condition codes: the status word without TOP, ES and B. */
  readonly flags: number;
  readonly top: number;
  /** By number, not by place in the stack. */
  readonly registers: readonly UnitRegister[];
  readonly last: LastInstruction;
}

export const EXCEPTION_MASK = 0x3f;
export const EXPONENT_SPECIAL = 0x7fff;
const SUMMARY = 0x8080;
const TOP_UNIT = 0x800;
const HALVES_PER_REGISTER = 5;
const FIRST_REGISTER_WORD = 7;
const UNUSED_HALF = 0xffff0000;
const EMPTY = 3;

const halfOf = (words: FloatingPoint, index: number): number => (words[FIRST_REGISTER_WORD + (index >> 1)] >>> (16 * (index & 1))) & 0xffff;

/** The number of the register that ST(i) is. */
export const numberOf = (top: number, i: number): number => (top + i) % 8;

/** Takes a state apart. */
export const openUnit = (words: FloatingPoint): Unit => {
  const status = words[1] & 0xffff;
  const top = Math.trunc(status / TOP_UNIT) % 8;
  const registers: UnitRegister[] = [];
  for (let i = 0; i < 8; i++) {
    const number = numberOf(top, i);
    const [a, b, c, d, head] = [0, 1, 2, 3, 4].map((half) => halfOf(words, HALVES_PER_REGISTER * i + half));
    registers[number] = { head, high: (c | (d << 16)) >>> 0, low: (a | (b << 16)) >>> 0, full: ((words[2] >>> (2 * number)) & 3) !== EMPTY };
  }
  const last = { eip: words[3], codeAndOpcode: words[4], data: words[5], dataSegment: words[6] & 0xffff };
  return { control: words[0] & 0xffff, flags: status & ~(SUMMARY | (7 * TOP_UNIT)), top, registers, last };
};

/** Figure 8-7: valid, zero, special or empty. */
const tagOf = ({ head, high, low, full }: UnitRegister): number => {
  if (!full) return EMPTY;
  const exponent = head % 0x8000;
  if (exponent === 0) return high === 0 && low === 0 ? 1 : 2;
  return exponent === EXPONENT_SPECIAL || high < 0x80000000 ? 2 : 0;
};

/** Whether an exception is flagged that is not masked. MCH-93. */
export const isPending = (words: FloatingPoint): boolean => (words[1] & ~words[0] & EXCEPTION_MASK) !== 0;

/** Puts a state together. */
export const closeUnit = ({ control, flags, top, registers, last }: Unit): FloatingPoint => {
  const summary = (flags & ~control & EXCEPTION_MASK) === 0 ? 0 : SUMMARY;
  const tags = registers.reduce((word, register, number) => word + tagOf(register) * 4 ** number, 0);
  const words = [UNUSED_HALF + control, UNUSED_HALF + (flags | summary | (top * TOP_UNIT)), UNUSED_HALF + tags, last.eip, last.codeAndOpcode, last.data, UNUSED_HALF + last.dataSegment];
  const halves = registers.flatMap((_, i) => {
    const { head, high, low } = registers[numberOf(top, i)];
    return [low % 0x10000, low >>> 16, high % 0x10000, high >>> 16, head];
  });
  for (let i = 0; i < halves.length; i += 2) words.push(halves[i] + halves[i + 1] * 0x10000);
  return words;
};
