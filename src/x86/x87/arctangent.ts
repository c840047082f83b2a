import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import { FRACTION_BITS, ONE, PI, arctangentOfInverse, fixed, oddSeries, product, quotient, setRounded } from './fixedPoint.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNans } from './nans.ts';
import { significandOf } from './wide.ts';

/** atan(k/4) for k from 0 to 4; that of 3/4 is twice that of 1/3. */
const QUARTERS = [0n, arctangentOfInverse(4n), arctangentOfInverse(2n), 2n * arctangentOfInverse(3n), PI / 4n];
/** Quotients below 2^-32 get their own way, which does not lose their last bits. */
const SMALL = -32;

/** atan(q) for q from 0 to 1: by the nearest quarter c, atan(q) = atan(c) + atan((q - c) / (1 + q c)). */
function arctangent(q: bigint): bigint {
  const nearest = Number((4n * q + ONE / 2n) / ONE);
  const c = (BigInt(nearest) * ONE) / 4n;
  const rest = quotient(q - c, ONE + product(q, c));
  return QUARTERS[nearest] + product(rest, oddSeries(-product(rest, rest)));
}

/** FPATAN: y := the angle of the point (x, y), from -pi to pi. */
export function angle(fpu: Fpu, y: Extended, x: Extended): void {
  const kindY = y.kind();
  const kindX = x.kind();
  if (settleNans(fpu, y, kindY, x, kindX, y)) return;
  noteDenormals(fpu, kindY, kindX);
  const { sign } = y;
  const left = x.sign !== 0;
  const isUpright = kindX === Kind.Zero || (kindY === Kind.Infinity && kindX !== Kind.Infinity);
  if (kindY === Kind.Zero || (kindX === Kind.Infinity && kindY !== Kind.Infinity)) {
    if (left) setAngle(fpu, y, sign, PI);
    else y.set(sign, 0, 0, 0);
  } else if (isUpright) setAngle(fpu, y, sign, PI / 2n);
  else if (kindY === Kind.Infinity) setAngle(fpu, y, sign, left ? (3n * PI) / 4n : PI / 4n);
  else {
    y.normalise();
    x.normalise();
    ofFinite(fpu, y, x, left);
  }
}

function setAngle(fpu: Fpu, y: Extended, sign: number, value: bigint): void {
  setRounded(fpu, y, sign, value, -FRACTION_BITS);
}

/** a / b, below or about 1, in fixed point; both are normalised. */
function ratio(a: Extended, b: Extended): bigint {
  return fixed((significandOf(a) << BigInt(FRACTION_BITS)) / significandOf(b), a.exponent - b.exponent - FRACTION_BITS);
}

function ofFinite(fpu: Fpu, y: Extended, x: Extended, left: boolean): void {
  const steep = y.exponent > x.exponent || (y.exponent === x.exponent && significandOf(y) > significandOf(x));
  if (steep) {
    const rest = arctangent(ratio(x, y));
    setAngle(fpu, y, y.sign, left ? PI / 2n + rest : PI / 2n - rest);
  } else if (left) setAngle(fpu, y, y.sign, PI - arctangent(ratio(y, x)));
  else if (y.exponent - x.exponent >= SMALL) setAngle(fpu, y, y.sign, arctangent(ratio(y, x)));
  else setSmallAngle(fpu, y, x);
}

/** atan(q) = q (1 - q^2/3 ...), a little below q. */
function setSmallAngle(fpu: Fpu, y: Extended, x: Extended): void {
  const q = ratio(y, x);
  const factor = oddSeries(-product(q, q)) - 1n;
  const whole = (significandOf(y) << BigInt(FRACTION_BITS)) / significandOf(x);
  setRounded(fpu, y, y.sign, whole * factor, y.exponent - x.exponent - 2 * FRACTION_BITS);
}
