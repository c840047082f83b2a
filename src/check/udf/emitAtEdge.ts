import { UDF_BLOCKS_MAX, UDF_TUPLE_FIELD_SPAN } from '../../abi/udf.ts';
import type { ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/** Of the tuples at the limits. */
const COUNTS: readonly bigint[] = [1n, 2n, 0xffffffffn, 0x100000000n];
const BLOCKS_MAX = BigInt(UDF_BLOCKS_MAX);
const FIELD_SPAN = BigInt(UDF_TUPLE_FIELD_SPAN);

/** Emits a tuple at the limits of its fields, or a little beyond. */
export const emitAtEdge = (b: ProgramBuilder, draw: ProgramDraw): void => {
  const count = draw.of(COUNTS);
  b.constant(1, draw.chance(50) ? BLOCKS_MAX - count + BigInt(draw.below(3) - 1) : 1n);
  b.constant(2, count);
  b.constant(3, draw.chance(50) ? FIELD_SPAN - BigInt(draw.below(2)) : 1n);
  b.callHelper('own');
};
