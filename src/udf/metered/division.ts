/*
 * 64-bit division on halves. Everything here takes the dividend from cells[d] and cells[d + 1], leaves quotient or
 * remainder there, and is given the divisor as a lower and an upper half.
 */

const WORD_32 = 2 ** 32;
/** Numbers whose upper half is below this are exact as a double, and so are quotient and remainder of two of them. */
const EXACT_HIGH = 2 ** 21;

/** Bit by bit, as on paper. Before each shift the rest has fewer bits than were taken from the dividend, so that none is lost. */
const divideBitwise = (cells: Int32Array, d: number, divisorLow: number, divisorHigh: number, wantsRemainder: boolean): void => {
  let low = cells[d];
  let high = cells[d + 1];
  let restLow = 0;
  let restHigh = 0;
  for (let bit = 0; bit < 64; bit++) {
    restHigh = (restHigh << 1) | (restLow >>> 31);
    restLow = (restLow << 1) | (high >>> 31);
    high = (high << 1) | (low >>> 31);
    low <<= 1;
    const isBelow = restHigh >>> 0 < divisorHigh >>> 0 || (restHigh === divisorHigh && restLow >>> 0 < divisorLow >>> 0);
    if (isBelow) continue;
    const borrow = restLow >>> 0 < divisorLow >>> 0 ? 1 : 0;
    restLow = (restLow - divisorLow) | 0;
    restHigh = (restHigh - divisorHigh - borrow) | 0;
    low |= 1;
  }
  cells[d] = wantsRemainder ? restLow : low;
  cells[d + 1] = wantsRemainder ? restHigh : high;
};

/** The divisor is not zero. */
const divide = (cells: Int32Array, d: number, divisorLow: number, divisorHigh: number, wantsRemainder: boolean): void => {
  const high = cells[d + 1] >>> 0;
  if (high >= EXACT_HIGH || divisorHigh >>> 0 >= EXACT_HIGH) {
    divideBitwise(cells, d, divisorLow, divisorHigh, wantsRemainder);
    return;
  }
  const dividend = high * WORD_32 + (cells[d] >>> 0);
  const divisor = divisorHigh * WORD_32 + (divisorLow >>> 0);
  const result = wantsRemainder ? dividend % divisor : Math.floor(dividend / divisor);
  cells[d] = result;
  cells[d + 1] = result / WORD_32;
};

/** What division by zero leaves: 0, or the dividend as remainder. UDF-12. */
const divideByZero = (cells: Int32Array, d: number, wantsRemainder: boolean): void => {
  if (wantsRemainder) return;
  cells[d] = 0;
  cells[d + 1] = 0;
};

/** UDF-12. */
export const divideUnsigned = (cells: Int32Array, d: number, divisorLow: number, divisorHigh: number, wantsRemainder: boolean): void => {
  if ((divisorLow | divisorHigh) === 0) divideByZero(cells, d, wantsRemainder);
  else divide(cells, d, divisorLow, divisorHigh, wantsRemainder);
};

const negate = (cells: Int32Array, d: number): void => {
  const low = cells[d];
  cells[d] = -low;
  cells[d + 1] = ~cells[d + 1] + (low === 0 ? 1 : 0);
};

/**
 * By magnitudes: the quotient is negative if the signs differ, the remainder if the dividend is. The magnitude of the
 * least number is its own bits, and divided by that of −1 it gives itself again. UDF-12.
 */
export const divideSigned = (cells: Int32Array, d: number, divisorLow: number, divisorHigh: number, wantsRemainder: boolean): void => {
  if ((divisorLow | divisorHigh) === 0) {
    divideByZero(cells, d, wantsRemainder);
    return;
  }
  const isDividendNegative = cells[d + 1] < 0;
  const isDivisorNegative = divisorHigh < 0;
  if (isDividendNegative) negate(cells, d);
  if (isDivisorNegative) divide(cells, d, -divisorLow | 0, (~divisorHigh + (divisorLow === 0 ? 1 : 0)) | 0, wantsRemainder);
  else divide(cells, d, divisorLow, divisorHigh, wantsRemainder);
  if (wantsRemainder ? isDividendNegative : isDividendNegative !== isDivisorNegative) negate(cells, d);
};
