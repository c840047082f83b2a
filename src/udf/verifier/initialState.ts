import { UDF_KINDS, UDF_METADATA, UDF_METADATA_BYTES_MAX, type UdfProgram } from '../../abi/udf.ts';
import { anyNumber, constant, unrelated, type AbstractNumber } from './abstractNumber.ts';
import { unsignedBetween } from './bounds.ts';
import type { Chain } from './chain.ts';
import { newFrame, type Registers } from './frame.ts';
import { AbstractState, type Meter } from './state.ts';
import { W64 } from './width.ts';

const REGISTERS = 10;

/** The fewest bytes of metadata that a run can be given. No run can have more than the most, so a greater claim says no more. UDF-3. */
const bytesMin = (program: UdfProgram): number => Math.min(Math.max(Math.ceil(program.metadataBytesMin), 0), UDF_METADATA_BYTES_MAX) || 0;

/** The length of the metadata: the program's claim at the least. UDF-3. */
const lengthOf = (program: UdfProgram): AbstractNumber => {
  const interval = unsignedBetween(W64, BigInt(bytesMin(program)), BigInt(UDF_METADATA_BYTES_MAX));
  return unrelated(interval, interval, 0);
};

/** What holds when a run begins: the words of the function in R1 and on, and no other register has a value. UDF-4, UDF-21. */
export const initialState = (program: UdfProgram, chain: Chain, meter: Meter): AbstractState => {
  const length = lengthOf(program);
  const words = { address: constant(BigInt(UDF_METADATA)), length, operation: anyNumber(W64, false) };
  const registers: Registers = Array.from({ length: REGISTERS }, () => null);
  UDF_KINDS[program.kind].forEach((word, index) => { registers[index + 1] = words[word]; });
  const state = new AbstractState(chain, [], length, [], 0, 0, meter);
  state.frames.push(newFrame(state, registers));
  return state;
};
