import { PAD, PAGE_BYTES, UADDRS } from '../abi/addressMap.ts';
import { CAPABILITY_LENGTH_UNIT, CAPABILITY_VALID, ENV_ID_GENERATION_UNIT, UAREA } from '../abi/layout.ts';
import { EFLAGS_BIRTH } from '../abi/vectors.ts';
import { ZERO_REGISTERS } from '../model/state.ts';
import type { Entry, Env, FloatingPoint, Registers, Slot, State } from '../model/state.ts';
import { get } from '../model/vector.ts';

/** The sign bit of a word: u_status is a signed count. */
const SIGN = 0x80000000;

/** The row that an env argument names: the caller for 0, -1 for a bad id (ENV-1, ENT-7). The checker's own reading. */
export const rowNamed = (s: State, id: number): number => {
  if (id === 0) return s.processor.running;
  const index = id % ENV_ID_GENERATION_UNIT;
  const env = index < s.envs.length ? get(s.envs, index) : null;
  return env !== null && env.status === 'live' && env.generation === Math.floor(id / ENV_ID_GENERATION_UNIT) ? index : -1;
};

/** The id of the life that a row has now (LAY-11). */
export const idOfRow = (s: State, index: number): number => get(s.envs, index).generation * ENV_ID_GENERATION_UNIT + index;

/** A word of the first line of an env's u-area, where the words are that the kernel reads (LAY-9). The env must be live. */
export const uareaWord = (s: State, index: number, field: number): number => get(s.contents, get(s.envs, index).uarea)?.[0][field / 4] ?? 0;

/** True when the env's u_status asks for the processor (TIM-1). The env must be live. */
export const isAwake = (s: State, index: number): boolean => {
  const status = uareaWord(s, index, UAREA.status);
  return status > 0 && status < SIGN;
};

/** The id that the env's u-area offers a capability to; 0 if it offers none (ACQ-3). The env must be live. */
export const offeredTo = (s: State, index: number): number => uareaWord(s, index, UAREA.aenvid);

/** True when two entries are the same binding but for accessed and dirty bits that were set (MEM-8). */
export const sameButMarks = (a: Entry, b: Entry): boolean =>
  a.present && b.present && a.frame === b.frame && a.writable === b.writable && a.writeThrough === b.writeThrough &&
  a.cacheDisable === b.cacheDisable && a.software === b.software && (!a.accessed || b.accessed) && (!a.dirty || b.dirty);

export const isBorn = (was: Env, is: Env): boolean => was.status !== 'live' && is.status === 'live';

/** The registers that an env is born with (BOO-5, ENV-8). */
export const birthRegisters = (row: number): Registers => ({ ...ZERO_REGISTERS, esp: UADDRS + (row + 1) * PAGE_BYTES, eip: PAD, eflags: EFLAGS_BIRTH });

export const sameRegisters = (a: Registers, b: Registers): boolean =>
  a.eax === b.eax && a.edx === b.edx && a.eip === b.eip && a.esp === b.esp && a.eflags === b.eflags && sameGeneral(a, b);

/** Equal in the registers that no call writes and no exception changes. */
export const sameGeneral = (a: Registers, b: Registers): boolean => a.ecx === b.ecx && a.ebx === b.ebx && a.ebp === b.ebp && a.esi === b.esi && a.edi === b.edi;

/** Equal as words, whoever made them. */
export const sameFloatingPoint = (a: FloatingPoint, b: FloatingPoint): boolean => a === b || a.every((word, i) => word === b[i]);

/** The words of a save area whose owner has the unit (FPU-1). */
export const isNothing = (state: FloatingPoint): boolean => state.every((word) => word === 0);

/** The two words of a slot (LAY-4); bytes that are not canonical are the words of none. */
export const slotWords = (slot: Slot): readonly [number, number] => {
  if (slot === null) return [0, 0];
  const bytes = [slot.rights + CAPABILITY_VALID + CAPABILITY_LENGTH_UNIT * slot.name.length, ...slot.name];
  const word = (first: number): number => [0, 1, 2, 3].reduce((sum, i) => sum + (bytes[first + i] ?? 0) * 256 ** i, 0);
  return [word(0), word(4)];
};
