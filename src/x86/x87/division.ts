import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNan, settleNans } from './nans.ts';
import { precisionOf, round } from './rounding.ts';
import { ZE } from './statusBits.ts';
import { setWide, significandOf } from './wide.ts';

/** Bits that a quotient or root gets beyond its integer part: more than a significand and a bit to round by. */
const QUOTIENT_SHIFT = 66n;

/** FDIV: `to` := a / b. The operands are used up. */
export function divide(fpu: Fpu, a: Extended, b: Extended, to: Extended): void {
  const kindA = a.kind();
  const kindB = b.kind();
  if (settleNans(fpu, a, kindA, b, kindB, to)) return;
  const sign = a.sign ^ b.sign;
  if (kindA === kindB && (kindA === Kind.Zero || kindA === Kind.Infinity)) {
    fpu.invalid(to);
    return;
  }
  if (kindB === Kind.Zero && kindA !== Kind.Infinity) {
    fpu.flags |= ZE;
    to.setInfinity(sign);
    return;
  }
  noteDenormals(fpu, kindA, kindB);
  if (kindA === Kind.Infinity) to.setInfinity(sign);
  else if (kindA === Kind.Zero || kindB === Kind.Infinity) to.set(sign, 0, 0, 0);
  else {
    a.normalise();
    b.normalise();
    divideFinite(fpu, a, b, to);
    to.sign = sign;
    round(fpu, to, precisionOf(fpu));
  }
}

function divideFinite(fpu: Fpu, a: Extended, b: Extended, to: Extended): void {
  const dividend = significandOf(a) << QUOTIENT_SHIFT;
  const divisor = significandOf(b);
  const quotient = dividend / divisor;
  // A quotient of one would have 66 zero bits behind it; the lowest bit of a significand that is one weighs 2^-63.
  setWide(fpu, to, a.exponent - b.exponent + BIAS - 3, quotient, quotient * divisor !== dividend);
}

/** FSQRT: the square root of `x` in its place. */
export function squareRoot(fpu: Fpu, x: Extended): void {
  const kind = x.kind();
  if (settleNan(fpu, x, kind)) return;
  if (kind === Kind.Zero) return;
  if (x.sign !== 0) {
    fpu.invalid(x);
    return;
  }
  noteDenormals(fpu, kind, kind);
  if (kind === Kind.Infinity) return;
  x.normalise();
  // An even power of two is taken out, so that the root of the rest is a whole number of at least 65 bits.
  const odd = (x.exponent - BIAS) & 1;
  const radicand = significandOf(x) << BigInt(67 + odd);
  const root = integerRoot(radicand);
  setWide(fpu, x, (x.exponent - BIAS - odd) / 2 + BIAS - 2, root, root * root !== radicand);
  round(fpu, x, precisionOf(fpu));
}

/** What the root of a double may be wrong by, when the value has 132 bits. */
const ROOT_SLACK = 1n << 16n;

/** The largest whole number whose square is not above `value`, which has 131 or 132 bits; Newton's iteration from above. */
function integerRoot(value: bigint): bigint {
  let root = BigInt(Math.ceil(Math.sqrt(Number(value)))) + ROOT_SLACK;
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
