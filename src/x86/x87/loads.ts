import type { Cpu } from '../cpu.ts';
import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { fromInteger, fromQuadword } from './integerFormats.ts';
import { noteDenormals, settleNan } from './nans.ts';
import { readHalf, readIsDone, readTenBytes, readWord } from './operands.ts';
import { fromDecimal } from './packedDecimal.ts';
import { fromDouble, fromSingle } from './realFormats.ts';
import { IE, SF } from './statusBits.ts';

/*
 * Operands from memory in any of the seven formats, and what puts a number on the stack. Each read gives false if a
 * fault has been recorded.
 */

export function readSingle(cpu: Cpu, to: Extended): boolean {
  fromSingle(to, readWord(cpu, 0));
  return readIsDone(cpu, 4);
}

export function readDouble(cpu: Cpu, to: Extended): boolean {
  const lower = readWord(cpu, 0);
  fromDouble(to, readWord(cpu, 4), lower);
  return readIsDone(cpu, 8);
}

export function readExtended(cpu: Cpu, to: Extended): boolean {
  readTenBytes(cpu, 0, to);
  return readIsDone(cpu, 8);
}

export function readInteger16(cpu: Cpu, to: Extended): boolean {
  fromInteger(to, (readHalf(cpu, 0) << 16) >> 16);
  return readIsDone(cpu, 2);
}

export function readInteger32(cpu: Cpu, to: Extended): boolean {
  fromInteger(to, readWord(cpu, 0));
  return readIsDone(cpu, 4);
}

export function readInteger64(cpu: Cpu, to: Extended): boolean {
  const lower = readWord(cpu, 0);
  fromQuadword(to, readWord(cpu, 4), lower);
  return readIsDone(cpu, 8);
}

export function readDecimal(cpu: Cpu, to: Extended): boolean {
  const words = [readWord(cpu, 0), readWord(cpu, 4), readHalf(cpu, 8)];
  const bytes = Array.from({ length: 9 }, (_, i) => (words[i >> 2] >>> (8 * (i & 3))) & 0xff);
  fromDecimal(to, words[2] >>> 15, bytes);
  return readIsDone(cpu, 8);
}

/** Puts an exact number on the stack: one that is loaded without a look at what it is. */
export function pushExact(fpu: Fpu, x: Extended): void {
  if (!fpu.isEmpty(7)) {
    // Of an empty source and a full destination the source decides what C1 says.
    if ((fpu.flags & SF) === 0) fpu.stackOverflow();
    x.setIndefinite();
  }
  // MCH-101: a denormal has become a normal number by now, and is pushed even where that exception is not masked.
  if (fpu.commit(IE)) fpu.push(x);
}

/** Puts a number from a shorter format on the stack: signalling NaNs and denormals are exceptions. */
export function pushConverted(fpu: Fpu, x: Extended): void {
  if (fpu.isEmpty(7)) {
    const kind = x.kind();
    if (!settleNan(fpu, x, kind)) noteDenormals(fpu, kind, Kind.Zero);
  }
  pushExact(fpu, x);
}
