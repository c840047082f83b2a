import type { UdfByteOrder } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { CodeWriter } from './codeWriter.ts';
import { LEFT, localOf } from './locals.ts';

/** (value & mask) << bits, joined with (value >> bits) & mask: exchanges neighbours of so many bits. */
const exchange = (code: CodeWriter, local: number, mask: bigint, bits: number): void => {
  code.get(local);
  code.i64(mask);
  code.op('i64.and');
  code.i64(bits);
  code.op('i64.shl');
  code.get(local);
  code.i64(bits);
  code.op('i64.shr_u');
  code.i64(mask);
  code.op('i64.and', 'i64.or');
};

const keep = (code: CodeWriter, local: number, mask: bigint): void => {
  code.get(local);
  code.i64(mask);
  code.op('i64.and');
  code.set(local);
};

const reverse16 = (code: CodeWriter, local: number): void => {
  keep(code, local, 0xffffn);
  exchange(code, local, 0xffn, 8);
  code.set(local);
};

/** Two rotations, each of which brings two bytes to their places. */
const reverse32 = (code: CodeWriter, local: number): void => {
  code.get(local);
  code.op('i32.wrap_i64');
  code.tee(LEFT);
  code.i32(8);
  code.op('i32.rotl');
  code.i32(0x00ff00ff);
  code.op('i32.and');
  code.get(LEFT);
  code.i32(24);
  code.op('i32.rotl');
  code.i32(0xff00ff00 | 0);
  code.op('i32.and', 'i32.or', 'i64.extend_i32_u');
  code.set(local);
};

/** Bytes in pairs, pairs in fours, and then the halves. */
const reverse64 = (code: CodeWriter, local: number): void => {
  exchange(code, local, 0x00ff00ff00ff00ffn, 8);
  code.set(local);
  exchange(code, local, 0x0000ffff0000ffffn, 16);
  code.i64(32);
  code.op('i64.rotl');
  code.set(local);
};

/** Memory has the least significant byte first, so BE and BSWAP are the same. UDF-15. */
export const writeByteOrder = (code: CodeWriter, operation: UdfByteOrder, { destination }: DecodedWord): void => {
  const local = localOf(destination);
  switch (operation) {
    case 'LE16': keep(code, local, 0xffffn); return;
    case 'LE32': keep(code, local, 0xffffffffn); return;
    case 'LE64': return;
    case 'BE16': case 'BSWAP16': reverse16(code, local); return;
    case 'BE32': case 'BSWAP32': reverse32(code, local); return;
    case 'BE64': case 'BSWAP64': reverse64(code, local);
  }
};
