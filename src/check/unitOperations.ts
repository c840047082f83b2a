import type { FloatingPoint } from '../model/state.ts';
import { closeUnit, EXCEPTION_MASK, EXPONENT_SPECIAL, numberOf, openUnit } from './unitImage.ts';
import type { LastInstruction, Unit, UnitRegister } from './unitImage.ts';

/*
 * What the instructions of the pad do to the floating-point unit, written from the SDM and spec/machine-x87.md for any
 * state that it can have: raw code leaves all of them.
 */

const FLAG = { invalid: 0x01, precision: 0x20, stackFault: 0x40, c1: 0x200 } as const;
const BIAS = 0x3fff;
const SIGN = 0x8000;
const ROUNDING = { nearest: 0, down: 1, up: 2 } as const;
const INDEFINITE_INTEGER = 0x80000000;
/** The quiet NaN that stands for what an invalid operation cannot give. */
const INDEFINITE: UnitRegister = { head: 0xffff, high: 0xc0000000, low: 0, full: true };
const CONTROL_KEPT = 0x1f3f;
const CONTROL_FIXED = 0x40;
const CONTROL_INITIAL = 0x37f;
const NEVER: LastInstruction = { eip: 0, codeAndOpcode: 0, data: 0, dataSegment: 0 };

/** The exceptions of an instruction and its C1 are noted, and the instruction is. MCH-93, MCH-100. */
const noted = (unit: Unit, exceptions: number, c1: boolean, last: LastInstruction): Unit =>
  ({ ...unit, flags: (unit.flags & ~FLAG.c1) | exceptions | (c1 ? FLAG.c1 : 0), last });

const isMasked = ({ control }: Unit, exceptions: number): boolean => (exceptions & ~control & EXCEPTION_MASK) === 0;

const withRegister = (unit: Unit, number: number, register: UnitRegister): readonly UnitRegister[] =>
  unit.registers.map((old, i) => (i === number ? register : old));

/** A signed word as a number of the unit. */
const registerOfWord = (word: number): UnitRegister => {
  if (word === 0) return { head: 0, high: 0, low: 0, full: true };
  const isNegative = word >= 0x80000000;
  const magnitude = isNegative ? 0x100000000 - word : word;
  const zeros = Math.clz32(magnitude);
  return { head: (isNegative ? SIGN : 0) + BIAS + 31 - zeros, high: magnitude * 2 ** zeros, low: 0, full: true };
};

/** FILD of a word that has been read. A full destination is a stack overflow, whose masked result is the indefinite. MCH-94. */
export const integerLoaded = (words: FloatingPoint, word: number, last: LastInstruction): FloatingPoint => {
  const unit = openUnit(words);
  const top = numberOf(unit.top, 7);
  const overflows = unit.registers[top].full;
  const exceptions = overflows ? FLAG.invalid | FLAG.stackFault : 0;
  const after = noted(unit, exceptions, overflows, last);
  if (!isMasked(unit, exceptions)) return closeUnit(after);
  return closeUnit({ ...after, top, registers: withRegister(unit, top, overflows ? INDEFINITE : registerOfWord(word)) });
};

/** A number rounded to a whole one: its magnitude, whether anything was lost, and whether the magnitude grew. */
const rounded = ({ head, high, low }: UnitRegister, rounding: number): { readonly magnitude: bigint; readonly inexact: boolean; readonly grew: boolean } => {
  const significand = BigInt(high) * 0x100000000n + BigInt(low);
  const shift = BigInt(BIAS + 63 - Math.max(1, head % SIGN));
  const whole = significand >> shift;
  const rest = significand - (whole << shift);
  const half = 1n << (shift - 1n);
  const isNegative = head >= SIGN;
  const grows = rounding === ROUNDING.nearest ? rest > half || (rest === half && whole % 2n === 1n)
    : rest !== 0n && (rounding === ROUNDING.down ? isNegative : rounding === ROUNDING.up && !isNegative);
  return { magnitude: whole + (grows ? 1n : 0n), inexact: rest !== 0n, grew: grows };
};

interface Stored {
  readonly word: number;
  readonly exceptions: number;
  readonly c1: boolean;
}
const INVALID: Stored = { word: INDEFINITE_INTEGER, exceptions: FLAG.invalid, c1: false };

/** What a register is as a signed word. MCH-95, MCH-97. */
const wordOfRegister = (register: UnitRegister, rounding: number): Stored => {
  const { head, high, low } = register;
  const exponent = head % SIGN;
  if (exponent === EXPONENT_SPECIAL || exponent > BIAS + 31 || (exponent > 0 && high < 0x80000000)) return INVALID;
  if (high === 0 && low === 0) return { word: 0, exceptions: 0, c1: false };
  const { magnitude, inexact, grew } = rounded(register, rounding);
  const isNegative = head >= SIGN;
  if (magnitude > (isNegative ? 0x80000000n : 0x7fffffffn)) return INVALID;
  const value = Number(magnitude);
  return { word: isNegative && value > 0 ? 0x100000000 - value : value, exceptions: inexact ? FLAG.precision : 0, c1: grew };
};

/** FISTP: the word to be stored, null if an exception that is not masked forbids it, and the unit once it has been. MCH-93, MCH-94. */
export const integerStored = (words: FloatingPoint, last: LastInstruction): { readonly word: number | null; readonly after: FloatingPoint } => {
  const unit = openUnit(words);
  const source = unit.registers[unit.top];
  const { word, exceptions, c1 } = source.full ? wordOfRegister(source, Math.trunc(unit.control / 0x400) % 4) : { ...INVALID, exceptions: FLAG.invalid | FLAG.stackFault };
  const after = noted(unit, exceptions, c1, last);
  if (!isMasked(unit, exceptions & FLAG.invalid)) return { word: null, after: closeUnit(after) };
  const popped = withRegister(unit, unit.top, { ...source, full: false });
  return { word, after: closeUnit({ ...after, top: numberOf(unit.top, 1), registers: popped }) };
};

/** FLDCW: what was pending may be masked now, and what was masked pending. */
export const controlLoaded = (words: FloatingPoint, control: number): FloatingPoint =>
  closeUnit({ ...openUnit(words), control: (control & CONTROL_KEPT) | CONTROL_FIXED });

/** FNSTCW. */
export const controlOf = (words: FloatingPoint): number => words[0] % 0x10000;

/** FNINIT: the registers keep their bits and become empty. */
export const initialised = (words: FloatingPoint): FloatingPoint =>
  closeUnit({ control: CONTROL_INITIAL, flags: 0, top: 0, registers: openUnit(words).registers.map(({ head, high, low }) => ({ head, high, low, full: false })), last: NEVER });
