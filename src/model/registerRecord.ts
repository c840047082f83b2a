import { REGISTER_RECORD, REGISTER_RECORD_BYTES } from '../abi/layout.ts';
import { EFLAGS_BIRTH, EFLAGS_USER } from '../abi/vectors.ts';
import { byteOf, common, wordOfBytes } from './digits.ts';
import type { Registers } from './state.ts';

const put = (bytes: number[], field: number, word: number): void => {
  for (let place = 0; place < 4; place++) bytes[field + place] = byteOf(word, place);
};

/** LAY-17: the bytes of a register record. */
export const recordOfRegisters = (r: Registers): readonly number[] => {
  const bytes: number[] = [];
  for (let i = 0; i < REGISTER_RECORD_BYTES; i++) bytes.push(0);
  put(bytes, REGISTER_RECORD.eax, r.eax);
  put(bytes, REGISTER_RECORD.ecx, r.ecx);
  put(bytes, REGISTER_RECORD.edx, r.edx);
  put(bytes, REGISTER_RECORD.ebx, r.ebx);
  put(bytes, REGISTER_RECORD.esp, r.esp);
  put(bytes, REGISTER_RECORD.ebp, r.ebp);
  put(bytes, REGISTER_RECORD.esi, r.esi);
  put(bytes, REGISTER_RECORD.edi, r.edi);
  put(bytes, REGISTER_RECORD.eip, r.eip);
  put(bytes, REGISTER_RECORD.eflags, r.eflags);
  return bytes;
};

/** The registers that a record sets: its words, but of EFLAGS only what a user may choose. WRE-6, WRE-7. */
export const registersOfRecord = (bytes: readonly number[]): Registers => ({
  eax: wordOfBytes(bytes, REGISTER_RECORD.eax),
  ecx: wordOfBytes(bytes, REGISTER_RECORD.ecx),
  edx: wordOfBytes(bytes, REGISTER_RECORD.edx),
  ebx: wordOfBytes(bytes, REGISTER_RECORD.ebx),
  esp: wordOfBytes(bytes, REGISTER_RECORD.esp),
  ebp: wordOfBytes(bytes, REGISTER_RECORD.ebp),
  esi: wordOfBytes(bytes, REGISTER_RECORD.esi),
  edi: wordOfBytes(bytes, REGISTER_RECORD.edi),
  eip: wordOfBytes(bytes, REGISTER_RECORD.eip),
  eflags: EFLAGS_BIRTH + common(wordOfBytes(bytes, REGISTER_RECORD.eflags), EFLAGS_USER),
});
