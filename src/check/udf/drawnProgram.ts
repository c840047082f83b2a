import type { UdfProgram } from '../../abi/udf.ts';
import { constructedProgram } from './constructedProgram.ts';
import { drawnMetadata, METADATA_BLOCKS } from './drawnMetadata.ts';
import { emittingProgram } from './emittingProgram.ts';
import type { Trial } from './judgeProgram.ts';
import { mutatedProgram } from './mutatedProgram.ts';
import { ProgramDraw } from './programDraw.ts';
import { rawProgram } from './rawProgram.ts';
import type { Generator } from './udfTotals.ts';

/** A trial, and where its program comes from. */
export interface Drawn extends Trial {
  readonly generator: Generator;
}

const CHECKED_PERCENT = 12;

/** So many of a hundred programs are constructed, and mutated; the others are raw. */
const CONSTRUCTED_PERCENT = 50;
const MUTATED_PERCENT = 25;

/** Filling a sequence of tuples takes long: one constructed program of so many does. */
const PROGRAMS_PER_EMITTING = 1000;

const drawProgram = (draw: ProgramDraw, percent: number): { readonly generator: Generator; readonly program: UdfProgram } => {
  if (percent < CONSTRUCTED_PERCENT && draw.below(PROGRAMS_PER_EMITTING) === 0) return { generator: 'constructed', program: emittingProgram() };
  if (percent < CONSTRUCTED_PERCENT) return { generator: 'constructed', program: constructedProgram(draw) };
  if (percent < CONSTRUCTED_PERCENT + MUTATED_PERCENT) return { generator: 'mutated', program: mutatedProgram(draw, constructedProgram(draw)) };
  return { generator: 'raw', program: rawProgram(draw) };
};

/** The program of a tape. Any tape is one. */
export const drawnProgram = (tape: Int32Array): Drawn => {
  const draw = new ProgramDraw(tape);
  const percent = draw.below(100);
  const isCheckedCompiled = draw.chance(CHECKED_PERCENT);
  const comparedFrom = draw.below(METADATA_BLOCKS);
  const { generator, program } = drawProgram(draw, percent);
  draw.metadata();
  return { generator, program, comparedFrom, isCheckedCompiled, blocks: drawnMetadata(draw, program.metadataBytesMin) };
};
