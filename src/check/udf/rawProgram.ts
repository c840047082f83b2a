import type { UdfProgram } from '../../abi/udf.ts';
import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import type { Draw } from '../draw/draw.ts';
import { drawnWord } from './drawnWord.ts';
import { ProgramBuilder } from './programBuilder.ts';

const WORDS_MAX = 24;
const CLAIMS: readonly number[] = [0, 8, 64, 128];

/** Eight bytes of anything. */
const noise = (draw: Draw): Uint8Array => new Uint8Array(Uint32Array.of(draw.word(), draw.word()).buffer);

/** Words out of the table with drawn fields, now and then one of noise, mostly with an EXIT at the end. */
export const rawProgram = (draw: Draw): UdfProgram => {
  const b = new ProgramBuilder();
  if (draw.chance(70)) b.move(0, { constant: 0 });
  const count = 1 + draw.below(WORDS_MAX);
  for (let i = 0; i < count; i++) {
    if (draw.chance(2)) {
      b.bytes(noise(draw));
    } else {
      const row = draw.of(UDF_ROWS);
      b.row(row, drawnWord(draw, row));
    }
  }
  if (draw.chance(90)) b.exit();
  return { kind: 'owns', metadataBytesMin: draw.of(CLAIMS), words: b.words() };
};
