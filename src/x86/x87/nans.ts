import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { DE, IE } from './statusBits.ts';

export function isNan(kind: Kind): boolean {
  return kind === Kind.Quiet || kind === Kind.Signalling;
}

/** Makes a NaN quiet. */
export function quieten(x: Extended): void {
  x.high |= 1 << 30;
}

/** Notes that an operand is a denormal; called once nothing of higher priority has been found (SDM vol. 1, 4.9.2). */
export function noteDenormals(fpu: Fpu, kindA: Kind, kindB: Kind): void {
  if (kindA === Kind.Denormal || kindB === Kind.Denormal) fpu.flags |= DE;
}

/** MCH-97: of two NaNs the one with the larger significand, if they are equal the positive one. */
function larger(a: Extended, b: Extended): Extended {
  if (a.high !== b.high) return a.high >>> 0 > b.high >>> 0 ? a : b;
  if (a.low !== b.low) return a.low >>> 0 > b.low >>> 0 ? a : b;
  return a.sign === 0 ? a : b;
}

/** The result of an operation one operand of which is a NaN or unsupported; false if there is no such operand. SDM vol. 1, table 4-7. */
export function settleNans(fpu: Fpu, a: Extended, kindA: Kind, b: Extended, kindB: Kind, to: Extended): boolean {
  if (kindA < Kind.Quiet && kindB < Kind.Quiet) return false;
  if (kindA === Kind.Unsupported || kindB === Kind.Unsupported) {
    fpu.invalid(to);
    return true;
  }
  if (kindA === Kind.Signalling || kindB === Kind.Signalling) fpu.flags |= IE;
  if (!isNan(kindB) || (kindA === Kind.Quiet && kindB === Kind.Signalling)) to.copy(a);
  else if (!isNan(kindA) || (kindB === Kind.Quiet && kindA === Kind.Signalling)) to.copy(b);
  else to.copy(larger(a, b));
  quieten(to);
  return true;
}

/** The same for one operand. */
export function settleNan(fpu: Fpu, x: Extended, kind: Kind): boolean {
  if (kind < Kind.Quiet) return false;
  if (kind === Kind.Unsupported) fpu.invalid(x);
  else {
    if (kind === Kind.Signalling) fpu.flags |= IE;
    quieten(x);
  }
  return true;
}
