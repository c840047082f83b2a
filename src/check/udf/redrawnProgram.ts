import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import { decodeWords } from '../../udf/decode.ts';
import { encodeRow } from '../../udf/encode.ts';
import type { Draw } from '../draw/draw.ts';
import { drawnWord } from './drawnWord.ts';

const WORDS_REDRAWN_MAX = 4;
/** Jumps lead mostly forwards, since the verifier follows each turn of a loop. */
const FORWARDS_PERCENT = 99;
const ROWS_OF_ONE_WORD = UDF_ROWS.filter(({ instruction: { form } }) => form !== 'constant');

/** A program of legal words with legal targets, and where its instructions begin. */
export interface FuzzSeed {
  readonly program: UdfProgram;
  readonly places: readonly number[];
  /** Those of one word, which another instruction can take the place of. */
  readonly short: readonly number[];
}

/** A program as a seed of others. */
export const fuzzSeed = (program: UdfProgram): FuzzSeed => {
  const begins = decodeWords(program.words).flatMap((word, place) => (word === null ? [] : [{ place, wordCount: word.wordCount }]));
  return { program, places: begins.map(({ place }) => place), short: begins.filter(({ wordCount }) => wordCount === 1).map(({ place }) => place) };
};

/** From a place to the beginning of an instruction of the program. */
const distanceFrom = (draw: Draw, place: number, places: readonly number[]): number => {
  const behind = places.filter((target) => target > place);
  return draw.of(behind.length > 0 && draw.chance(FORWARDS_PERCENT) ? behind : places) - place - 1;
};

/** A program with a few instructions replaced by others that are legal and lead into the program: all of it reaches abstract execution. */
export const redrawnProgram = (draw: Draw, { program, places, short }: FuzzSeed): UdfProgram => {
  const words = program.words.slice();
  if (short.length === 0) return program;
  for (let edits = 1 + draw.below(WORDS_REDRAWN_MAX); edits > 0; edits--) {
    const place = draw.of(short);
    const row = draw.of(ROWS_OF_ONE_WORD);
    const operands = drawnWord(draw, row);
    const distance = distanceFrom(draw, place, places);
    words.set(encodeRow(row, {
      ...operands,
      offset: row.fields.offset === 'distance' ? distance : operands.offset,
      immediate: row.fields.immediate === 'distance' ? distance : operands.immediate,
    }), place * UDF_WORD_BYTES);
  }
  return { ...program, words };
};
