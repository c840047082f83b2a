/** Bias of the exponent of the double extended-precision format, and the exponent of infinities and NaNs. */
export const BIAS = 0x3fff;
export const EXPONENT_MAX = 0x7fff;

/**
 * What an encoding stands for (SDM vol. 1, tables 4-3 and 8-3). Unsupported are the numbers whose integer bit is clear
 * though their exponent is not 0.
 */
export const Kind = { Zero: 0, Normal: 1, Denormal: 2, Infinity: 3, Quiet: 4, Signalling: 5, Unsupported: 6 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/**
 * A number of the double extended-precision format (SDM vol. 1, 4.2.2), on its way between registers and arithmetic.
 * There its exponent may leave the format's range.
 */
export class Extended {
  /** 0 or 1. */
  sign = 0;
  /** Biased. */
  exponent = 0;
  /** The significand as signed words; its highest bit is the integer bit. */
  high = 0;
  low = 0;
  /** The number was a denormal in a shorter format, though it is none here. */
  wasDenormal = false;

  set(sign: number, exponent: number, high: number, low: number): void {
    this.sign = sign;
    this.exponent = exponent;
    this.high = high;
    this.low = low;
    this.wasDenormal = false;
  }

  copy(from: Extended): void {
    this.set(from.sign, from.exponent, from.high, from.low);
    this.wasDenormal = from.wasDenormal;
  }

  kind(): Kind {
    if (this.wasDenormal) return Kind.Denormal;
    if (this.exponent === 0) return (this.high | this.low) === 0 ? Kind.Zero : Kind.Denormal;
    if (this.high >= 0) return Kind.Unsupported;
    if (this.exponent !== EXPONENT_MAX) return Kind.Normal;
    if ((this.high << 1) === 0 && this.low === 0) return Kind.Infinity;
    return (this.high & 0x40000000) !== 0 ? Kind.Quiet : Kind.Signalling;
  }

  setInfinity(sign: number): void {
    this.set(sign, EXPONENT_MAX, 1 << 31, 0);
  }

  /** The QNaN that the processor makes when there is no other result (SDM vol. 1, 4.8.3.7). */
  setIndefinite(): void {
    this.set(1, EXPONENT_MAX, 3 << 30, 0);
  }

  /** Becomes an integer of 64 bits, given without sign. */
  setInteger(sign: number, high: number, low: number): void {
    this.set(sign, BIAS + 63, high, low);
    if ((high | low) === 0) this.exponent = 0;
    else this.normalise();
  }

  /** Makes the integer bit 1, where that is possible, with an exponent that may be below the format's range. */
  normalise(): void {
    if (this.exponent === 0) this.exponent = 1;
    if (this.high === 0) {
      if (this.low === 0) return;
      this.high = this.low;
      this.low = 0;
      this.exponent -= 32;
    }
    const distance = Math.clz32(this.high);
    if (distance === 0) return;
    this.high = (this.high << distance) | (this.low >>> (32 - distance));
    this.low <<= distance;
    this.exponent -= distance;
  }
}
