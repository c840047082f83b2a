import { UDF_FRAME_BYTES, UDF_FRAMES_MAX, UDF_STACK, type UdfFaultRule } from '../../abi/udf.ts';
import type { Machine } from './machine.ts';
import { frameBottom } from './memory.ts';

const R0 = 0;
const FIRST_ARGUMENT = 1;
const LAST_ARGUMENT = 5;
const FIRST_PRESERVED = 6;
const LAST_PRESERVED = 9;

/** Behind a call: R0 is its result, R1 to R5 have no value, and all others are as before. UDF-19 to UDF-21. */
export const afterCall = (registers: bigint[], result: bigint, residue: bigint): void => {
  registers[R0] = result;
  registers.fill(residue, FIRST_ARGUMENT, LAST_ARGUMENT + 1);
};

/** A local call from a machine whose place is behind the word: a new frame with R1 to R5 of its caller, and no other values. UDF-19, UDF-21. */
export const enterFrame = (m: Machine, distance: number): UdfFaultRule | null => {
  if (m.depth + 1 >= UDF_FRAMES_MAX) return 'UDF-19';
  const caller = m.frames[m.depth];
  caller.returnPlace = m.place;
  m.depth += 1;
  const { registers } = m.frames[m.depth];
  registers[R0] = m.residue;
  for (let register = FIRST_ARGUMENT; register <= LAST_ARGUMENT; register++) registers[register] = caller.registers[register];
  registers.fill(m.residue, FIRST_PRESERVED, LAST_PRESERVED + 1);
  m.place += distance;
  return null;
};

/** The end of a frame that was called: its bytes are no longer written, and its caller goes on with R0. UDF-19. */
export const leaveFrame = (m: Machine): void => {
  const bottom = frameBottom(m.depth) - UDF_STACK;
  m.written.fill(0, bottom, bottom + UDF_FRAME_BYTES);
  const result = m.frames[m.depth].registers[R0];
  m.depth -= 1;
  const caller = m.frames[m.depth];
  afterCall(caller.registers, result, m.residue);
  m.place = caller.returnPlace;
};
