import { littleEndian } from './addressDraw.ts';
import type { Draws } from './draws.ts';

/* Numbers in the formats of the floating-point unit, as bytes in memory, with boundaries and odd encodings frequent. */

const BIAS = 0x3fff;

/** A significand: random, short, or all ones or zeros from some bit on. */
const drawSignificand = (draws: Draws): [high: number, low: number] => {
  switch (draws.below(8)) {
    case 0: return [0x80000000 | 0, 0];
    case 1: return [draws.word() | 1 << 31, 0];
    // What a double holds.
    case 2: case 3: return [draws.word() | 1 << 31, draws.word() & ~0x7ff];
    // What a single holds.
    case 4: return [(draws.word() & ~0xff) | 1 << 31, 0];
    // Close to half-way between two shorter numbers.
    case 5: return [draws.word() | 1 << 31, (draws.word() & ~0x7ff) | draws.pick([0x3ff, 0x400, 0x401, 0x7ff])];
    case 6: return draws.percent(50) ? [-1, draws.percent(50) ? -1 : -1 << draws.below(32)] : [-1 << draws.below(32), 0];
    default: return [draws.word() | 1 << 31, draws.word()];
  }
};

/** Exponents around 1, around what integers, singles and doubles hold, and at the ends of the range. */
const drawExponent = (draws: Draws): number => {
  switch (draws.below(10)) {
    case 0: return BIAS + draws.pick([-1022, -1074, -1075, 1023, 1024, -126, -149, -150, 127, 128]) + draws.between(-2, 2);
    case 1: return BIAS + draws.pick([15, 31, 62, 63, 64]) + draws.between(-1, 1);
    case 2: return draws.percent(50) ? draws.between(1, 70) : draws.between(0x7fff - 70, 0x7ffe);
    case 3: return draws.between(1, 0x7ffe);
    case 4: return BIAS + draws.between(-70, 70);
    default: return BIAS + draws.between(-4, 5);
  }
};

const image = (sign: number, exponent: number, high: number, low: number): number[] =>
  [...littleEndian(low, 4), ...littleEndian(high, 4), ...littleEndian((sign << 15) | exponent, 2)];

/** Any of the encodings that are no ordinary number. */
const drawSpecial = (draws: Draws, sign: number): number[] => {
  const [high, low] = drawSignificand(draws);
  switch (draws.below(9)) {
    case 0: case 1: return image(sign, 0, 0, 0);
    case 2: return image(sign, 0x7fff, 0x80000000 | 0, 0);
    // A QNaN, an SNaN, a denormal.
    case 3: return image(sign, 0x7fff, high | 3 << 30, draws.percent(50) ? low : draws.below(3));
    case 4: return image(sign, 0x7fff, (high & ~(1 << 30)) | 1 << 31, low | 1);
    case 5: return image(sign, 0, draws.percent(50) ? 0 : (high & 0x7fffffff) >>> draws.below(31), low | 1);
    // A pseudo-denormal, an unnormal, a pseudo-NaN or pseudo-infinity.
    case 6: return image(sign, 0, high, low);
    case 7: return image(sign, drawExponent(draws), high & 0x7fffffff, low);
    default: return image(sign, 0x7fff, draws.percent(30) ? 0 : high & 0x7fffffff, draws.percent(30) ? 0 : low);
  }
};

/** Ten bytes of a register. */
export const drawTenBytes = (draws: Draws): number[] => {
  const sign = draws.below(2);
  if (draws.percent(15)) return drawSpecial(draws, sign);
  if (draws.percent(15)) {
    // A small whole number.
    const value = draws.between(1, 300);
    const spare = Math.clz32(value);
    return image(sign, BIAS + 31 - spare, value << spare, 0);
  }
  const [high, low] = drawSignificand(draws);
  return image(sign, drawExponent(draws), high, low);
};

const drawSingle = (draws: Draws): number[] => {
  const exponent = draws.percent(70) ? 127 + draws.between(-4, 5) : draws.pick([0, 1, 2, 0xfe, 0xff, draws.below(256)]);
  const fraction = draws.percent(30) ? 0 : draws.word() & 0x7fffff;
  return littleEndian((draws.below(2) << 31) | (exponent << 23) | fraction, 4);
};

const drawDouble = (draws: Draws): number[] => {
  const exponent = draws.percent(70) ? 1023 + draws.between(-4, 5) : draws.pick([0, 1, 2, 0x7fe, 0x7ff, draws.below(2048)]);
  const whole = draws.percent(30);
  return [...littleEndian(whole ? 0 : draws.word(), 4), ...littleEndian((draws.below(2) << 31) | (exponent << 20) | (whole ? 0 : draws.word() & 0xfffff), 4)];
};

const drawDecimal = (draws: Draws): number[] => {
  const digits = draws.between(1, 18);
  const bytes = Array.from({ length: 9 }, (_, i) => {
    const pair = draws.below(10) * 16 + draws.below(10);
    return 2 * i >= digits ? 0 : pair;
  });
  return [...bytes, draws.percent(90) ? draws.below(2) << 7 : draws.below(256)];
};

/** The bytes of an operand of a form and a mnemonic. */
export const drawOperand = (draws: Draws, mnemonic: string, form: string): number[] => {
  const integer = mnemonic.startsWith('fi');
  switch (form) {
    case 'Mw': return mnemonic === 'fldcw' ? littleEndian(drawControl(draws), 2) : littleEndian(draws.value(), 2);
    case 'Md': return integer ? littleEndian(draws.value(), 4) : drawSingle(draws);
    case 'Mq': return integer ? [...littleEndian(draws.value(), 4), ...littleEndian(draws.value(), 4)] : drawDouble(draws);
    case 'Mt': return mnemonic.startsWith('fb') ? drawDecimal(draws) : drawTenBytes(draws);
    default: return [];
  }
};

/** A control word: any rounding and precision, the exceptions mostly masked. */
export const drawControl = (draws: Draws): number => {
  const masks = draws.percent(75) ? 0x3f : draws.percent(50) ? 0x3f & ~(1 << draws.below(6)) : draws.below(64);
  const precision = draws.pick([0, 2, 2, 3, 3, 3]);
  return 0x40 | masks | (precision << 8) | (draws.percent(50) ? 0 : draws.below(4) << 10);
};
