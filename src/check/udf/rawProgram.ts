import { UDF_STACK_END } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import type { Draw } from '../draw/draw.ts';
import { drawnWord } from './drawnWord.ts';
import { ProgramBuilder } from './programBuilder.ts';

const WORDS_MAX = 24;
const CLAIMS: readonly number[] = [0, 8, 64, 128];

/** An access whose base is a constant far away: the sum with the displacement is an address of the stack modulo 2^64, or only its lower half is. */
const drawFarAccess = (draw: Draw, b: ProgramBuilder): void => {
  const address = UDF_STACK_END - 8 - draw.below(16);
  const displacement = draw.chance(50) ? UDF_STACK_END + draw.below(16) : draw.below(16);
  const beyond = draw.chance(50) ? 0n : 1n << BigInt(32 + draw.below(32));
  b.constant(6, BigInt.asUintN(64, BigInt(address - displacement) + beyond));
  b.store('U64', 6, displacement, { register: 1 });
  b.load('U64', 0, 6, displacement);
};

/** Eight bytes of anything. */
const noise = (draw: Draw): Uint8Array => new Uint8Array(Uint32Array.of(draw.word(), draw.word()).buffer);

const drawRow = (draw: Draw, b: ProgramBuilder): void => {
  const row = draw.of(UDF_ROWS);
  b.row(row, drawnWord(draw, row));
};

/** Words out of the table with drawn fields, now and then one of noise, mostly with an EXIT at the end. */
export const rawProgram = (draw: Draw): UdfProgram => {
  const b = new ProgramBuilder();
  if (draw.chance(70)) b.move(0, { constant: 0 });
  const count = 1 + draw.below(WORDS_MAX);
  for (let i = 0; i < count; i++) {
    if (draw.chance(2)) b.bytes(noise(draw));
    else if (draw.chance(1)) drawFarAccess(draw, b);
    else drawRow(draw, b);
  }
  if (draw.chance(90)) b.exit();
  return { kind: 'owns', metadataBytesMin: draw.of(CLAIMS), words: b.words() };
};
