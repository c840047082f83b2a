import { UDF_COST_MAX } from '../../abi/udf.ts';
import { ProgramBuilder } from './programBuilder.ts';
import type { Label } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

const COUNTER = 7;

/** The words of a loop that counts, and costs a little more than a run may: the verifier must refuse it for that alone. */
export const endlessWords = (draw: ProgramDraw): Uint8Array => {
  const b = new ProgramBuilder();
  const top: Label = { place: 0 };
  const filling = 8 + draw.below(8);
  b.move(0, { constant: 0 });
  b.move(COUNTER, { constant: 0 });
  b.here(top);
  for (let i = 0; i < filling; i++) b.move(draw.below(COUNTER - 1), { constant: draw.below(16) });
  b.arithmetic('ADD', 64, COUNTER, { constant: 1 });
  b.branch('JLT', 64, COUNTER, { constant: Math.ceil(UDF_COST_MAX / (filling + 2)) + draw.below(100) }, top);
  b.exit();
  return b.words();
};
