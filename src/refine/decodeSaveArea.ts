import { Broken } from '../abi/broken.ts';
import { FLOATING_POINT_WORDS, INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import { SAVE, SAVE_USED_BYTES } from '../impl/layoutCore.ts';
import type { FloatingPoint, Registers } from '../model/state.ts';
import { NO_FLOATING_POINT, ZERO_REGISTERS } from '../model/state.ts';
import { EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP } from '../x86/registers.ts';
import { LINE_WORDS, SAVE_LINES_USED } from './lineKinds.ts';

const GENERAL = SAVE.general / 4;
const EIP = SAVE.eip / 4;
const EFLAGS = SAVE.eflags / 4;
/** Words that hold registers, and what is room for later and zero: behind them, and behind the floating-point words to the end of their last line. */
const USED = SAVE_USED_BYTES / 4;
const FLOATING_POINT = SAVE.floatingPoint / 4;
const FLOATING_POINT_END = FLOATING_POINT + FLOATING_POINT_WORDS;
const END = SAVE_LINES_USED * LINE_WORDS;

const isSaved = (words: Int32Array, at: number, r: Registers): boolean =>
  r.eip === words[at + EIP] >>> 0 && r.eflags === words[at + EFLAGS] >>> 0
  && r.eax === words[at + GENERAL + EAX] >>> 0 && r.ecx === words[at + GENERAL + ECX] >>> 0
  && r.edx === words[at + GENERAL + EDX] >>> 0 && r.ebx === words[at + GENERAL + EBX] >>> 0
  && r.esp === words[at + GENERAL + ESP] >>> 0 && r.ebp === words[at + GENERAL + EBP] >>> 0
  && r.esi === words[at + GENERAL + ESI] >>> 0 && r.edi === words[at + GENERAL + EDI] >>> 0;

const requireRoom = (words: Int32Array, from: number, to: number): void => {
  for (let i = from; i < to; i++) {
    if (words[i] !== 0) throw new Broken('STA-2', `the reserved word of a save area at physical ${i * 4} is not zero`);
  }
};

const isStored = (words: Int32Array, first: number, state: FloatingPoint): boolean => {
  for (let i = 0; i < FLOATING_POINT_WORDS; i++) if (words[first + i] >>> 0 !== state[i]) return false;
  return true;
};

/** The floating-point state in the save area at a word index of RAM; none and the initial one are the shared constants, unchanged is the old object. */
export const decodeFloatingPoint = (words: Int32Array, at: number, old: FloatingPoint): FloatingPoint => {
  const first = at + FLOATING_POINT;
  if (isStored(words, first, old)) return old;
  if (isStored(words, first, NO_FLOATING_POINT)) return NO_FLOATING_POINT;
  return isStored(words, first, INITIAL_FLOATING_POINT) ? INITIAL_FLOATING_POINT : Array.from({ length: FLOATING_POINT_WORDS }, (_, i) => words[first + i] >>> 0);
};

/** The registers saved at a word index of RAM; all zero is the shared constant, unchanged the old object. */
export const decodeSaveArea = (words: Int32Array, at: number, old: Registers): Registers => {
  requireRoom(words, at + USED, at + FLOATING_POINT);
  requireRoom(words, at + FLOATING_POINT_END, at + END);
  if (isSaved(words, at, ZERO_REGISTERS)) return ZERO_REGISTERS;
  if (isSaved(words, at, old)) return old;
  const general = at + GENERAL;
  return {
    eax: words[general + EAX] >>> 0, ecx: words[general + ECX] >>> 0, edx: words[general + EDX] >>> 0, ebx: words[general + EBX] >>> 0,
    esp: words[general + ESP] >>> 0, ebp: words[general + EBP] >>> 0, esi: words[general + ESI] >>> 0, edi: words[general + EDI] >>> 0,
    eip: words[at + EIP] >>> 0, eflags: words[at + EFLAGS] >>> 0,
  };
};
