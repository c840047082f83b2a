import { UDF_BLOCKS_MAX, UDF_HELPERS } from '../../abi/udf.ts';
import type { UdfHelper, UdfKind } from '../../abi/udf.ts';
import type { CodeWriter } from './codeWriter.ts';
import { CREDENTIALS, RECORD, TUPLE, TUPLES_END } from './linearMemory.ts';
import { R0, R1, R2, R3, RESIDUE, TUPLES_NEXT, localOf } from './locals.ts';
import type { Meter } from './meter.ts';

/** A bit for each kind of function, in the record's field `kind`. */
export const KIND_BITS: Readonly<Record<UdfKind, number>> = { owns: 1, acl: 2, size: 4 };

const NAMES: readonly UdfHelper[] = ['own', 'time', 'credential'];

/** R1 to R5 hold no value behind a call. UDF-21. */
export const writeResidueBehindCall = (code: CodeWriter): void => {
  for (const register of [1, 2, 3, 4, 5]) {
    code.get(RESIDUE);
    code.set(localOf(register));
  }
};

/** Whether count and type have 32 bits and the range ends at 2^48 at most; of a count with more bits the last part means nothing. UDF-22. */
const pushIsRange = (code: CodeWriter): void => {
  code.get(R2);
  code.get(R3);
  code.op('i64.or');
  code.i64(32);
  code.op('i64.shr_u', 'i64.eqz');
  code.get(R1);
  code.i64(BigInt(UDF_BLOCKS_MAX));
  code.get(R2);
  code.op('i64.sub', 'i64.le_u', 'i32.and');
};

const writeTuple = (code: CodeWriter): void => {
  code.get(TUPLES_NEXT);
  code.get(R1);
  code.access('i64.store', TUPLE.start);
  code.get(TUPLES_NEXT);
  code.get(R2);
  code.access('i64.store32', TUPLE.count);
  code.get(TUPLES_NEXT);
  code.get(R3);
  code.access('i64.store32', TUPLE.type);
  code.get(TUPLES_NEXT);
  code.i32(TUPLE.bytes);
  code.op('i32.add');
  code.set(TUPLES_NEXT);
};

/** Neither start nor count is 0, or there is nothing to emit. An accepted program emits no tuple too many. UDF-22. */
const writeOwn = (code: CodeWriter, meter: Meter): void => {
  code.get(R1);
  code.op('i64.eqz');
  code.get(R2);
  code.op('i64.eqz', 'i32.or', 'i32.eqz');
  code.begin('if');
  pushIsRange(code);
  if (meter.form === 'checked') {
    code.get(TUPLES_NEXT);
    code.i32(TUPLES_END);
    code.op('i32.lt_u', 'i32.and');
  }
  code.begin('if');
  writeTuple(code);
  code.op('else');
  code.i32(0);
  code.i32(1);
  code.access('i32.store', RECORD.isSpoilt);
  code.op('end', 'end');
  code.i64(0);
  code.set(R0);
};

const writeTime = (code: CodeWriter): void => {
  code.i32(0);
  code.access('i64.load', RECORD.time);
  code.set(R0);
};

/** 0 for an index beyond the last credential. */
const writeCredential = (code: CodeWriter): void => {
  code.get(R1);
  code.i32(0);
  code.access('i64.load32_u', RECORD.credentialCount);
  code.op('i64.lt_u');
  code.begin('if', 'i64');
  code.get(R1);
  code.op('i32.wrap_i64');
  code.i32(3);
  code.op('i32.shl');
  code.access('i64.load', CREDENTIALS);
  code.op('else');
  code.i64(0);
  code.op('end');
  code.set(R0);
};

const writeHelper = (code: CodeWriter, meter: Meter, helper: UdfHelper): void => {
  switch (helper) {
    case 'own': writeOwn(code, meter); break;
    case 'time': writeTime(code); break;
    case 'credential': writeCredential(code);
  }
  writeResidueBehindCall(code);
};

/** What a call costs if the helper is not of the function's kind: it is a fault then. UDF-20. */
const checkKind = (code: CodeWriter, meter: Meter, kinds: readonly UdfKind[], place: number): void => {
  code.i32(0);
  code.access('i32.load', RECORD.kind);
  code.i32(kinds.reduce((bits, kind) => bits | KIND_BITS[kind], 0));
  code.op('i32.and', 'i32.eqz');
  code.begin('if');
  meter.count();
  meter.pay();
  meter.fault(place, 'UDF-20');
  code.op('end');
};

/** UDF-20. */
export const writeHelperCall = (code: CodeWriter, meter: Meter, number: number, place: number): void => {
  const helper = NAMES.find((name) => UDF_HELPERS[name].number === number);
  if (helper === undefined) {
    meter.count();
    meter.settle();
    meter.fault(place, 'UDF-20');
    return;
  }
  const { cost, kinds } = UDF_HELPERS[helper];
  if (meter.form === 'checked') {
    meter.settle();
    checkKind(code, meter, kinds, place);
    meter.payHelper(1 + cost);
  } else {
    meter.count(1 + cost);
  }
  writeHelper(code, meter, helper);
};
