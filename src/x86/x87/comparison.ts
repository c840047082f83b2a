import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { isNan, noteDenormals } from './nans.ts';
import { C0, C2, C3, IE } from './statusBits.ts';

/** How two numbers compare, as the condition codes that FCOM sets (SDM vol. 2A, FCOM). */
export const Relation = { Greater: 0, Less: C0, Equal: C3, Unordered: C0 | C2 | C3 } as const;
export type Relation = (typeof Relation)[keyof typeof Relation];

/** FCOM (`quiet` false: any NaN is an invalid operand) and FUCOM (only a signalling one is). The operands are used up. */
export function compare(fpu: Fpu, a: Extended, b: Extended, quiet: boolean): Relation {
  const kindA = a.kind();
  const kindB = b.kind();
  if (kindA >= Kind.Quiet || kindB >= Kind.Quiet) {
    if (!quiet || kindA > Kind.Quiet || kindB > Kind.Quiet) fpu.flags |= IE;
    return Relation.Unordered;
  }
  noteDenormals(fpu, kindA, kindB);
  if (kindA === Kind.Zero && kindB === Kind.Zero) return Relation.Equal;
  if (kindA === Kind.Zero) return b.sign === 0 ? Relation.Less : Relation.Greater;
  if (kindB === Kind.Zero || a.sign !== b.sign) return a.sign === 0 ? Relation.Greater : Relation.Less;
  a.normalise();
  b.normalise();
  const order = compareMagnitudes(a, b);
  if (order === 0) return Relation.Equal;
  return (order > 0) === (a.sign === 0) ? Relation.Greater : Relation.Less;
}

/** Positive if the magnitude of a is above that of b; both are normalised. */
function compareMagnitudes(a: Extended, b: Extended): number {
  if (a.exponent !== b.exponent) return a.exponent - b.exponent;
  if (a.high !== b.high) return (a.high >>> 0) - (b.high >>> 0);
  return (a.low >>> 0) - (b.low >>> 0);
}

/** What FXAM says of a number that is not empty, sign apart (SDM vol. 2A, FXAM). */
export function classConditions(x: Extended): number {
  const kind = x.kind();
  if (isNan(kind)) return C0;
  switch (kind) {
    case Kind.Normal: return C2;
    case Kind.Infinity: return C2 | C0;
    case Kind.Zero: return C3;
    case Kind.Denormal: return C3 | C2;
    default: return 0;
  }
}
