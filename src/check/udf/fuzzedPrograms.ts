import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { targetOf } from '../../udf/verifier/control.ts';
import { formOf } from '../../udf/verifier/form.ts';
import { blockSeed } from '../block.ts';
import { Draw, WORDS_PER_STEP } from '../draw/draw.ts';
import { constructedProgram } from './constructedProgram.ts';
import { mutatedProgram } from './mutatedProgram.ts';
import { PROGRAM_BLOCKS, ProgramDraw } from './programDraw.ts';
import { rawProgram } from './rawProgram.ts';
import { fuzzSeed, redrawnProgram } from './redrawnProgram.ts';
import type { FuzzSeed } from './redrawnProgram.ts';

/** Sequences that share their seeds. */
export const FUZZ_BLOCK_PROGRAMS = 5000;
const SEEDS = 40;
/** One seed in so many may have a loop; it is a constructed one, whose loops end. */
const LOOP_ONE_IN = 20;
const WORDS_MAX = 24;
/** Of a hundred sequences so many are raw, and so many have bits and fields of a seed changed without regard to legality; the others are redrawn. */
const RAW_PERCENT = 15;
const MUTATED_PERCENT = 20;
/** One in so many ends within a word. */
const CUT_ONE_IN = 256;

const filledTape = (draw: Draw): Int32Array => Int32Array.from({ length: (PROGRAM_BLOCKS + 1) * WORDS_PER_STEP }, () => draw.word());

/** Whether words pass what is decided before abstract execution (UVR-1 to UVR-3), with a loop only where that is wanted. */
const isSeed = (words: Uint8Array, mayLoop: boolean): boolean => {
  if (words.length > WORDS_MAX * UDF_WORD_BYTES) return false;
  const form = formOf(words);
  if ('reasons' in form) return false;
  return mayLoop || form.words.every((word, place) => word === null || word.instruction.form === 'callLocal' || (targetOf(word, place) ?? Infinity) > place);
};

/**
 * Programs of few words, constructed and raw ones in turn. The verifier follows each turn of a loop, to the limit of its
 * work if there is no other, and then takes a thousand times as long as for other programs: so few seeds have one.
 */
const drawnSeeds = (draw: Draw): readonly FuzzSeed[] => {
  const seeds: FuzzSeed[] = [];
  while (seeds.length < SEEDS) {
    const program = seeds.length % 2 === 0 ? constructedProgram(new ProgramDraw(filledTape(draw))) : rawProgram(draw);
    if (isSeed(program.words, seeds.length % LOOP_ONE_IN === 0)) seeds.push(fuzzSeed(program));
  }
  return seeds;
};

/** The word sequences of one block of a fuzzing campaign; each is a function of the campaign's seed, the block and its index alone. */
export class FuzzedPrograms {
  readonly #draw = new Draw(new Int32Array(0));
  readonly #seed: number;
  readonly #seeds: readonly FuzzSeed[];

  constructor(seed: number, block: number) {
    this.#seed = blockSeed(seed, block);
    this.#draw.begin(this.#seed);
    this.#seeds = drawnSeeds(this.#draw);
  }

  /** The sequence of an index within the block. */
  at(index: number): UdfProgram {
    const draw = this.#draw;
    draw.begin(blockSeed(this.#seed, index));
    const percent = draw.below(100);
    const seed = draw.of(this.#seeds);
    const program = percent < RAW_PERCENT ? rawProgram(draw) : percent < RAW_PERCENT + MUTATED_PERCENT ? mutatedProgram(draw, seed.program) : redrawnProgram(draw, seed);
    return draw.below(CUT_ONE_IN) === 1 ? { ...program, words: program.words.subarray(0, program.words.length - draw.below(UDF_WORD_BYTES)) } : program;
  }
}
