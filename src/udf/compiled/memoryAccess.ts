import { UDF_FRAME_BYTES, UDF_METADATA, UDF_STACK_END } from '../../abi/udf.ts';
import type { UdfInstruction } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { CodeWriter } from './codeWriter.ts';
import { RECORD, WRITTEN_DISTANCE } from './linearMemory.ts';
import { ADDRESS, METADATA_END, R10, localOf } from './locals.ts';
import type { Meter } from './meter.ts';
import { pushOperand } from './operands.ts';

type Form<Name extends UdfInstruction['form']> = Extract<UdfInstruction, { readonly form: Name }>;

/** UDF-16. Both memories have the least significant byte first and need no alignment (UDF-8). */
const LOADS = {
  U8: 'i64.load8_u', U16: 'i64.load16_u', U32: 'i64.load32_u', U64: 'i64.load', S8: 'i64.load8_s', S16: 'i64.load16_s', S32: 'i64.load32_s',
} as const;
const STORES = { U8: 'i64.store8', U16: 'i64.store16', U32: 'i64.store32', U64: 'i64.store' } as const;
const BYTES = { U8: 1, U16: 2, U32: 4, U64: 8, S8: 1, S16: 2, S32: 4 } as const;
const FLAGS = { 1: 'U8', 2: 'U16', 4: 'U32', 8: 'U64' } as const;
type Bytes = keyof typeof FLAGS;

/**
 * The address of an access that is known to lie inside, as an address of the linear memory. It is below 2^32, so that its
 * lower half is the sum of the lower halves; the displacement is added before the access, not in it, since there the sum
 * would not wrap around. UDF-8.
 */
const pushVerifiedAddress = (code: CodeWriter, register: number, displacement: number): void => {
  code.get(localOf(register));
  code.op('i32.wrap_i64');
  if (displacement === 0) return;
  code.i32(displacement);
  code.op('i32.add');
};

/** The address modulo 2^64. UDF-8. */
const setAddress = (code: CodeWriter, register: number, displacement: number): void => {
  code.get(localOf(register));
  if (displacement !== 0) {
    code.i64(displacement);
    code.op('i64.add');
  }
  code.set(ADDRESS);
};

const pushAddress = (code: CodeWriter): void => {
  code.get(ADDRESS);
  code.op('i32.wrap_i64');
};

/** Whether the bytes lie in the frame that runs or in those of its callers. No sum here passes 2^64. */
const pushIsInStack = (code: CodeWriter, bytes: Bytes): void => {
  code.get(ADDRESS);
  code.get(R10);
  code.i64(UDF_FRAME_BYTES);
  code.op('i64.sub', 'i64.ge_u');
  code.get(ADDRESS);
  code.i64(UDF_STACK_END - bytes);
  code.op('i64.le_u', 'i32.and');
};

const pushIsInMetadata = (code: CodeWriter, bytes: Bytes): void => {
  code.get(ADDRESS);
  code.i64(UDF_METADATA);
  code.op('i64.ge_u');
  code.get(ADDRESS);
  code.get(METADATA_END);
  code.i64(bytes);
  code.op('i64.sub', 'i64.le_u', 'i32.and');
};

/** UDF-5, then UDF-7. */
const checkLoad = (code: CodeWriter, meter: Meter, bytes: Bytes, place: number): void => {
  pushIsInStack(code, bytes);
  code.begin('if');
  pushAddress(code);
  code.access(LOADS[FLAGS[bytes]], WRITTEN_DISTANCE);
  code.i64((1n << BigInt(8 * bytes)) - 1n);
  code.op('i64.ne');
  code.begin('if');
  meter.fault(place, 'UDF-7');
  code.op('end', 'else');
  pushIsInMetadata(code, bytes);
  code.op('i32.eqz');
  code.begin('if');
  meter.fault(place, 'UDF-5');
  code.op('end', 'end');
};

/** UDF-6; bytes of the stack become written, UDF-7. */
const checkStore = (code: CodeWriter, meter: Meter, bytes: Bytes, place: number): void => {
  pushIsInStack(code, bytes);
  code.begin('if');
  pushAddress(code);
  code.i64(-1);
  code.access(STORES[FLAGS[bytes]], WRITTEN_DISTANCE);
  code.op('else');
  pushIsInMetadata(code, bytes);
  code.i32(0);
  code.access('i32.load', RECORD.isMetadataWritable);
  code.op('i32.and', 'i32.eqz');
  code.begin('if');
  meter.fault(place, 'UDF-6');
  code.op('end', 'end');
};

export const writeLoad = (code: CodeWriter, meter: Meter, { memory }: Form<'load'>, word: DecodedWord, place: number): void => {
  if (meter.form === 'verified') {
    pushVerifiedAddress(code, word.source, word.offset);
  } else {
    setAddress(code, word.source, word.offset);
    checkLoad(code, meter, BYTES[memory], place);
    pushAddress(code);
  }
  code.access(LOADS[memory]);
  code.set(localOf(word.destination));
};

export const writeStore = (code: CodeWriter, meter: Meter, { memory, operand }: Form<'store'>, word: DecodedWord, place: number): void => {
  if (meter.form === 'verified') {
    pushVerifiedAddress(code, word.destination, word.offset);
  } else {
    setAddress(code, word.destination, word.offset);
    checkStore(code, meter, BYTES[memory], place);
    pushAddress(code);
  }
  pushOperand(code, 64, operand, word);
  code.access(STORES[memory]);
};
