import { UDF_TUPLES_MAX } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { FRAME_POINTER, ProgramBuilder } from './programBuilder.ts';
import type { Label } from './programBuilder.ts';

const TURN = 7;
const LENGTH = 2;
/** Metadata is hardly ever longer, which the verifier cannot know. */
const LONG = 60_000;

/**
 * Emits one tuple more than a sequence can have. The verifier refuses it before it has gone through the loop, since it
 * would be at fault on long metadata.
 */
export const emittingProgram = (): UdfProgram => {
  const b = new ProgramBuilder();
  const top: Label = { place: 0 };
  const first: Label = { place: 0 };
  b.branch('JLE', 64, LENGTH, { constant: LONG }, first);
  b.load('U64', 0, FRAME_POINTER, -8);
  b.here(first);
  b.move(TURN, { constant: 1 });
  b.here(top);
  b.move(1, { register: TURN });
  b.move(2, { constant: 1 });
  b.move(3, { constant: 0 });
  b.callHelper('own');
  b.arithmetic('ADD', 64, TURN, { constant: 1 });
  b.branch('JLE', 64, TURN, { constant: UDF_TUPLES_MAX + 1 }, top);
  b.exit();
  return { kind: 'owns', metadataBytesMin: 0, words: b.words() };
};
