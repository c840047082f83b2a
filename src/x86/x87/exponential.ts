import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import { LN2, ONE, fixedOf, lowestExponent, product, setScaled } from './fixedPoint.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNan } from './nans.ts';
import { PE } from './statusBits.ts';
import { significandOf } from './wide.ts';

/** 1 + t/2! + t^2/3! ...: (e^t - 1) / t. */
function series(t: bigint): bigint {
  let sum = ONE;
  let term = ONE;
  for (let n = 2n; term !== 0n && term !== -1n; n++) {
    term = product(term, t) / n;
    sum += term;
  }
  return sum;
}

/** F2XM1: x := 2^x - 1 for x from -1 to 1. MCH-106: other finite numbers stay as they are and count as inexact. */
export function powerMinusOne(fpu: Fpu, x: Extended): void {
  const kind = x.kind();
  if (settleNan(fpu, x, kind)) return;
  noteDenormals(fpu, kind, kind);
  if (kind === Kind.Zero) return;
  if (x.exponent >= BIAS) {
    ofOneOrMore(fpu, x, kind);
    return;
  }
  x.normalise();
  const magnitude = product(fixedOf(x), LN2);
  const factor = product(LN2, series(x.sign === 0 ? magnitude : -magnitude));
  setScaled(fpu, x, x.sign, significandOf(x), lowestExponent(x), factor);
}

/** 2 - 1 is 1, and 1/2 - 1 and 0 - 1 are exact, too. */
function ofOneOrMore(fpu: Fpu, x: Extended, kind: Kind): void {
  const isOne = x.exponent === BIAS && x.high === 1 << 31 && x.low === 0;
  if (isOne && x.sign !== 0) x.exponent = BIAS - 1;
  else if (kind === Kind.Infinity && x.sign !== 0) x.set(1, BIAS, 1 << 31, 0);
  if (kind !== Kind.Infinity) fpu.flags |= PE;
}
