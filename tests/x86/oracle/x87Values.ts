import { littleEndian } from './addressDraw.ts';
import type { Draws } from './draws.ts';

/* Numbers in the formats of the floating-point unit, as bytes in memory, with boundaries and odd encodings frequent. */

const BIAS = 0x3fff;

/** A significand: random, short, or all ones or zeros from some bit on. */
const drawSignificand = (draws: Draws): [high: number, low: number] => {
  switch (draws.below(8)) {
    case 0: return [0x80000000 | 0, draws.percent(60) ? 0 : draws.below(4)];
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

/** Zeros, infinities and NaNs among the numbers of special encodings. */
const ORDINARY = [0, 2];
const NANS = [3, 3, 4];

/** Any of the encodings that are no ordinary number, or that of a number. */
export const drawSpecial = (draws: Draws, sign: number, which = draws.below(9)): number[] => {
  const [high, low] = drawSignificand(draws);
  switch (which) {
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

/** Bounds of the integer formats and numbers next to them, in units of a quarter. */
export const drawIntegerBound = (draws: Draws, sign: number): number[] => {
  const bits = draws.pick([15, 31, 63]);
  if (draws.percent(25)) return image(sign, BIAS + draws.between(58, 62), draws.word() | 1 << 31, draws.word());
  const steps = draws.pick([0, 0, 0, 1, 2, 3, 4, -1, -2, -4]);
  let significand = (1n << BigInt(bits + 2)) + BigInt(steps);
  const length = significand.toString(2).length;
  significand = length > 64 ? significand >> BigInt(length - 64) : significand << BigInt(64 - length);
  return image(sign, BIAS + length - 3, Number(BigInt.asIntN(32, significand >> 32n)), Number(BigInt.asIntN(32, significand)));
};

/** Just below the smallest normal number of a format, so that rounding decides whether it is tiny. */
export const drawAlmostNormal = (draws: Draws, sign: number): number[] => {
  const low = draws.pick([-1, ~0xff, ~0x7ff, ~0x3ff]);
  return image(sign, draws.pick([BIAS - 127, BIAS - 1023]), draws.percent(80) ? -1 : ~0xff, low);
};

/** Ten bytes of a register. */
export const drawTenBytes = (draws: Draws): number[] => {
  const sign = draws.below(2);
  if (draws.percent(15)) return drawSpecial(draws, sign);
  if (draws.percent(8)) return drawIntegerBound(draws, sign);
  if (draws.percent(3)) return drawAlmostNormal(draws, sign);
  if (draws.percent(15)) {
    // A small whole number.
    const value = draws.between(1, 300);
    const spare = Math.clz32(value);
    return image(sign, BIAS + 31 - spare, value << spare, 0);
  }
  const [high, low] = drawSignificand(draws);
  return image(sign, drawExponent(draws), high, low);
};

/** Two registers that have to do with each other: both special, both extreme, both just above a power of two, or apart by just the width of a precision. */
export const drawPair = (draws: Draws): [number[], number[]] => {
  switch (draws.below(4)) {
    case 0: {
      const among = draws.pick([ORDINARY, NANS, [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
      return [drawSpecial(draws, draws.below(2), draws.pick(among)), drawSpecial(draws, draws.below(2), draws.pick(among))];
    }
    case 1: {
      const [small, large] = [draws.between(1, 40), draws.between(0x7fff - 40, 0x7ffe)];
      const exponents = draws.pick([[small], [large], [small, large]]);
      const [a, b] = [drawSignificand(draws), drawSignificand(draws)];
      return [image(draws.below(2), draws.pick(exponents), ...a), image(draws.below(2), draws.pick(exponents), ...b)];
    }
    case 2: return [image(draws.below(2), drawExponent(draws), 1 << 31, draws.below(4)), image(draws.below(2), drawExponent(draws), 1 << 31, draws.below(4))];
    default: {
      const exponent = drawExponent(draws) & 0x7fff;
      const [high, low] = drawSignificand(draws);
      const width = draws.pick([24, 53, 64]);
      const below = draws.pick([0, 0, 1, 2, -1]);
      return [
        image(draws.below(2), Math.max(exponent, 80), width === 24 ? high & ~0xff : high, width === 24 ? 0 : width === 53 ? low & ~0x7ff : low),
        image(draws.below(2), Math.max(exponent, 80) - width, 0x80000000 | 0, below),
      ];
    }
  }
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
    case 'Mq': return integer ? [...littleEndian(draws.percent(20) ? 0 : draws.value(), 4), ...littleEndian(draws.value(), 4)] : drawDouble(draws);
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
