import type { UdfProgram } from '../../abi/udf.ts';
import { constructedProgram } from './constructedProgram.ts';
import { drawnMetadata } from './drawnMetadata.ts';
import { mutatedProgram } from './mutatedProgram.ts';
import { ProgramDraw } from './programDraw.ts';
import { rawProgram } from './rawProgram.ts';
import type { Generator } from './udfTotals.ts';

/** A program with the metadata that it is run on. */
export interface Drawn {
  readonly generator: Generator;
  readonly program: UdfProgram;
  readonly blocks: readonly Uint8Array[];
  /** Whether a refused program is compiled with checks as well: compiling costs more than all else. */
  readonly isCheckedCompiled: boolean;
}

const CHECKED_PERCENT = 12;

/** So many of a hundred programs are constructed, and mutated; the others are raw. */
const CONSTRUCTED_PERCENT = 50;
const MUTATED_PERCENT = 25;

const drawProgram = (draw: ProgramDraw, percent: number): { readonly generator: Generator; readonly program: UdfProgram } => {
  if (percent < CONSTRUCTED_PERCENT) return { generator: 'constructed', program: constructedProgram(draw) };
  if (percent < CONSTRUCTED_PERCENT + MUTATED_PERCENT) return { generator: 'mutated', program: mutatedProgram(draw, constructedProgram(draw)) };
  return { generator: 'raw', program: rawProgram(draw) };
};

/** The program of a tape. Any tape is one. */
export const drawnProgram = (tape: Int32Array): Drawn => {
  const draw = new ProgramDraw(tape);
  const percent = draw.below(100);
  const isCheckedCompiled = draw.chance(CHECKED_PERCENT);
  const { generator, program } = drawProgram(draw, percent);
  draw.metadata();
  return { generator, program, isCheckedCompiled, blocks: drawnMetadata(draw, program.metadataBytesMin) };
};
