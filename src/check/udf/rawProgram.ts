import { UDF_STACK_END } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import type { UdfFields, UdfRow } from '../../abi/udfInstructions.ts';
import type { Draw } from '../draw/draw.ts';
import { SPECIAL_CONSTANTS } from './drawnOperands.ts';
import { ProgramBuilder } from './programBuilder.ts';

const WORDS_MAX = 24;
const CLAIMS: readonly number[] = [0, 8, 64, 128];
/** Registers that programs use much: the metadata's address, its length, the frame, the result. */
const USUAL_REGISTERS: readonly number[] = [0, 0, 1, 1, 2, 3, 6, 7, 10];

const registerOf = (draw: Draw, use: UdfFields['destination'] | UdfFields['source']): number => {
  if (typeof use === 'number' || use === 'zero') return 0;
  const register = draw.of(USUAL_REGISTERS);
  return use === 'changed' && register === 10 ? 5 : register;
};

const offsetOf = (draw: Draw, use: UdfFields['offset'], base: number): number => {
  if (use === 'distance') return draw.below(9) - 3;
  if (use !== 'displacement') return 0;
  return base === 10 ? -draw.below(24) : draw.below(16);
};

const immediateOf = (draw: Draw, use: UdfFields['immediate']): number => {
  switch (use) {
    case 'distance': return draw.below(9) - 3;
    case 'helper': return 1 + draw.below(4);
    case 'constant': return draw.chance(50) ? draw.below(16) : draw.of(SPECIAL_CONSTANTS);
    default: return 0;
  }
};

const drawWord = (draw: Draw, b: ProgramBuilder, row: UdfRow): void => {
  const { fields } = row;
  const destination = registerOf(draw, fields.destination);
  const source = registerOf(draw, fields.source);
  const offset = offsetOf(draw, fields.offset, row.instruction.form === 'store' ? destination : source);
  b.row(row, { destination, source, offset, immediate: immediateOf(draw, fields.immediate), constant: BigInt(draw.word()) * BigInt(draw.word()) });
};

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

/** Words out of the table with drawn fields, now and then one of noise, mostly with an EXIT at the end. */
export const rawProgram = (draw: Draw): UdfProgram => {
  const b = new ProgramBuilder();
  if (draw.chance(70)) b.move(0, { constant: 0 });
  const count = 1 + draw.below(WORDS_MAX);
  for (let i = 0; i < count; i++) {
    if (draw.chance(2)) b.bytes(noise(draw));
    else if (draw.chance(1)) drawFarAccess(draw, b);
    else drawWord(draw, b, draw.of(UDF_ROWS));
  }
  if (draw.chance(90)) b.exit();
  return { kind: 'owns', metadataBytesMin: draw.of(CLAIMS), words: b.words() };
};
