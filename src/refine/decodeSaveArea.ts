import { Broken } from '../abi/broken.ts';
import { SAVE, SAVE_USED_BYTES } from '../impl/layoutCore.ts';
import type { Registers } from '../model/state.ts';
import { ZERO_REGISTERS } from '../model/state.ts';
import { EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP } from '../x86/registers.ts';
import { LINE_WORDS } from './lineKinds.ts';

const GENERAL = SAVE.general / 4;
const EIP = SAVE.eip / 4;
const EFLAGS = SAVE.eflags / 4;
/** Words of the first line that hold registers; the rest of it, and the lines after it, are room for later and zero. */
const USED = SAVE_USED_BYTES / 4;

const isSaved = (words: Int32Array, at: number, r: Registers): boolean =>
  r.eip === words[at + EIP] >>> 0 && r.eflags === words[at + EFLAGS] >>> 0
  && r.eax === words[at + GENERAL + EAX] >>> 0 && r.ecx === words[at + GENERAL + ECX] >>> 0
  && r.edx === words[at + GENERAL + EDX] >>> 0 && r.ebx === words[at + GENERAL + EBX] >>> 0
  && r.esp === words[at + GENERAL + ESP] >>> 0 && r.ebp === words[at + GENERAL + EBP] >>> 0
  && r.esi === words[at + GENERAL + ESI] >>> 0 && r.edi === words[at + GENERAL + EDI] >>> 0;

/** The registers saved at a word index of RAM; all zero is the shared constant, unchanged the old object. */
export const decodeSaveArea = (words: Int32Array, at: number, old: Registers): Registers => {
  for (let i = at + USED; i < at + LINE_WORDS; i++) {
    if (words[i] !== 0) throw new Broken('STA-2', `the reserved word of a save area at physical ${i * 4} is not zero`);
  }
  if (isSaved(words, at, ZERO_REGISTERS)) return ZERO_REGISTERS;
  if (isSaved(words, at, old)) return old;
  const general = at + GENERAL;
  return {
    eax: words[general + EAX] >>> 0, ecx: words[general + ECX] >>> 0, edx: words[general + EDX] >>> 0, ebx: words[general + EBX] >>> 0,
    esp: words[general + ESP] >>> 0, ebp: words[general + EBP] >>> 0, esi: words[general + ESI] >>> 0, edi: words[general + EDI] >>> 0,
    eip: words[at + EIP] >>> 0, eflags: words[at + EFLAGS] >>> 0,
  };
};
