import type { UdfCondition } from '../../abi/udfInstructions.ts';
import { conjunction } from './bitwise.ts';
import { signedOf, type Width } from './widths.ts';

/** When conditional jumps are taken: the left operand is the destination register. Each is given numbers of its width only. UDF-17. */
export const CONDITIONS: Readonly<Record<UdfCondition, (left: bigint, right: bigint, width: Width) => boolean>> = {
  JEQ: (left, right) => left === right,
  JNE: (left, right) => left !== right,
  JGT: (left, right) => left > right,
  JGE: (left, right) => left >= right,
  JLT: (left, right) => left < right,
  JLE: (left, right) => left <= right,
  JSGT: (left, right, width) => signedOf(left, width) > signedOf(right, width),
  JSGE: (left, right, width) => signedOf(left, width) >= signedOf(right, width),
  JSLT: (left, right, width) => signedOf(left, width) < signedOf(right, width),
  JSLE: (left, right, width) => signedOf(left, width) <= signedOf(right, width),
  JSET: (left, right) => conjunction(left, right) > 0n,
};
