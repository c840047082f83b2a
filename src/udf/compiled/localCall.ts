import { UDF_FRAMES_MAX, UDF_FRAME_BYTES, UDF_METADATA, UDF_STACK_END } from '../../abi/udf.ts';
import type { CodeWriter } from './codeWriter.ts';
import { writeResidueBehindCall } from './helperCall.ts';
import { RECORD, WRITTEN_DISTANCE } from './linearMemory.ts';
import { METADATA_END, R0, R10, REMAINING, RESIDUE, TUPLES_NEXT, localOf } from './locals.ts';
import type { CompiledForm, Meter } from './meter.ts';

/** Where a local function begins: which function of the module, and which of its entries. */
export interface CallTarget {
  readonly functionIndex: number;
  readonly entry: number;
}

/** R10 of the last frame that there can be. UDF-2, UDF-4. */
const LAST_R10 = UDF_STACK_END - UDF_FRAME_BYTES * (UDF_FRAMES_MAX - 1);

/** What is counted in locals goes to the record where another function takes over, and comes back from there. */
const saveCounters = (code: CodeWriter): void => {
  code.i32(0);
  code.get(REMAINING);
  code.access('i32.store', RECORD.remaining);
  code.i32(0);
  code.get(TUPLES_NEXT);
  code.access('i32.store', RECORD.tuplesNext);
};

const loadCounters = (code: CodeWriter): void => {
  code.i32(0);
  code.access('i32.load', RECORD.remaining);
  code.set(REMAINING);
  code.i32(0);
  code.access('i32.load', RECORD.tuplesNext);
  code.set(TUPLES_NEXT);
};

/** No byte of the frame is written, whatever was in it before. UDF-7, UDF-19. */
const writeFreshFrame = (code: CodeWriter): void => {
  code.get(R10);
  code.op('i32.wrap_i64');
  code.i32(WRITTEN_DISTANCE - UDF_FRAME_BYTES);
  code.op('i32.add');
  code.i32(0);
  code.i32(UDF_FRAME_BYTES);
  code.fill();
};

/** How a function begins: R0 and R6 to R9 hold no value. UDF-21. */
export const writePrologue = (code: CodeWriter, form: CompiledForm): void => {
  code.i32(0);
  code.access('i64.load', RECORD.residue);
  code.set(RESIDUE);
  for (const register of [0, 6, 7, 8, 9]) {
    code.get(RESIDUE);
    code.set(localOf(register));
  }
  loadCounters(code);
  if (form === 'verified') return;
  code.i32(0);
  code.access('i64.load', RECORD.metadataLength);
  code.i64(UDF_METADATA);
  code.op('i64.add');
  code.set(METADATA_END);
  writeFreshFrame(code);
};

/** EXIT: R0 is the result. UDF-19. */
export const writeExit = (code: CodeWriter): void => {
  saveCounters(code);
  code.get(R0);
  code.op('return');
};

/** R6 to R10 are locals of the caller, which the function called does not touch. UDF-19. */
export const writeLocalCall = (code: CodeWriter, meter: Meter, { functionIndex, entry }: CallTarget, place: number): void => {
  meter.count();
  meter.settle();
  if (meter.form === 'checked') {
    code.get(R10);
    code.i64(LAST_R10);
    code.op('i64.eq');
    code.begin('if');
    meter.fault(place, 'UDF-19');
    code.op('end');
  }
  saveCounters(code);
  code.i32(entry);
  for (const register of [1, 2, 3, 4, 5, 10]) code.get(localOf(register));
  code.i64(UDF_FRAME_BYTES);
  code.op('i64.sub');
  code.call(functionIndex);
  code.set(R0);
  if (meter.form === 'checked') {
    code.i32(0);
    code.access('i32.load', RECORD.stop);
    code.begin('if');
    code.i64(0);
    code.op('return', 'end');
  }
  loadCounters(code);
  writeResidueBehindCall(code);
};
