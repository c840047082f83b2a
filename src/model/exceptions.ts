import { ULIM } from '../abi/addressMap.ts';
import { COST_DEATH, COST_UPCALL } from '../abi/costs.ts';
import { EXCEPTION_FRAME, EXCEPTION_FRAME_BYTES, UAREA } from '../abi/layout.ts';
import { EFLAGS_TF } from '../abi/vectors.ts';
import { type VirtualAddress, virtualAddress } from '../abi/words.ts';
import { withWord, wordIn } from './contents.ts';
import { byteOf, has, weightIf } from './digits.ts';
import { begin } from './edit.ts';
import { deathEffects, die } from './death.ts';
import { bindingsReleasedByDeath } from './environments.ts';
import { charged } from './processor.ts';
import { schedule, scheduleEffects } from './scheduling.ts';
import type { Registers, State } from './state.ts';
import { uareaOf } from './uareas.ts';
import { firstFault, markRange, withBytesAt } from './userMemory.ts';
import { get, set } from './vector.ts';

/** What the processor reported, and the EIP to go on with. */
export interface Fault {
  readonly vector: number;
  readonly errorCode: number;
  readonly address: VirtualAddress;
  readonly registers: Registers;
}

/** What became of an exception; the rule is EXC-1 if it was delivered and EXC-4 if the environment died. */
export interface Delivery {
  readonly next: State;
  readonly rule: 'EXC-1' | 'EXC-4';
  readonly effects: readonly string[];
}

const DELIVERED: readonly string[] = ['EXC-1', 'EXC-2', 'EXC-3'];
const DELIVERED_MARKING: readonly string[] = [...DELIVERED, 'MEM-8'];

/** LAY-10: the bytes of the exception frame. */
const frameBytes = (fault: Fault, oldXsp: number): readonly number[] => {
  const { eflags, eip, esp } = fault.registers;
  const bytes: number[] = [];
  const put = (field: number, word: number): void => {
    for (let place = 0; place < 4; place++) bytes[field + place] = byteOf(word, place);
  };
  put(EXCEPTION_FRAME.vector, fault.vector);
  put(EXCEPTION_FRAME.errorCode, fault.errorCode);
  put(EXCEPTION_FRAME.address, fault.address);
  put(EXCEPTION_FRAME.eflags, eflags);
  put(EXCEPTION_FRAME.eip, eip);
  put(EXCEPTION_FRAME.esp, esp);
  put(EXCEPTION_FRAME.oldXsp, oldXsp);
  return bytes;
};

/** EXC-3. */
const isFrameWritable = (s: State, top: VirtualAddress): boolean =>
  top >= EXCEPTION_FRAME_BYTES && top <= ULIM && firstFault(s, virtualAddress(top - EXCEPTION_FRAME_BYTES), EXCEPTION_FRAME_BYTES, true) === null;

/** The registers that the handler begins with. EXC-2. */
const handlerRegisters = (r: Registers, base: number, entfault: number): Registers => ({
  eax: r.eax, ecx: r.ecx, edx: r.edx, ebx: r.ebx, esp: base, ebp: r.ebp, esi: r.esi, edi: r.edi, eip: entfault,
  eflags: r.eflags - weightIf(has(r.eflags, EFLAGS_TF), EFLAGS_TF),
});

/** EXC-4. */
const kill = (s: State): Delivery => {
  const index = s.processor.running;
  const e = begin(s);
  const cost = COST_DEATH.base + COST_DEATH.perRow * bindingsReleasedByDeath(s, index);
  e.processor = charged(s.processor, cost, s.processor.registers);
  die(e, index);
  schedule(e, true);
  return { next: e, rule: 'EXC-4', effects: ['EXC-4', ...deathEffects(s, e, index), ...scheduleEffects(s, e)] };
};

/** Delivers an exception to the running environment, or ends it. EXC-1 to EXC-4. */
export const deliver = (s: State, fault: Fault): Delivery => {
  const uarea = uareaOf(s, s.processor.running);
  const entfault = wordIn(uarea, UAREA.entfault);
  const xsp = wordIn(uarea, UAREA.xsp);
  const top = virtualAddress(xsp === 0 ? fault.registers.esp : xsp);
  if (entfault === 0 || !isFrameWritable(s, top)) return kill(s);
  const base = virtualAddress(top - EXCEPTION_FRAME_BYTES);
  const accessed = markRange(s, base, EXCEPTION_FRAME_BYTES, true);
  const e = begin(withBytesAt(accessed, base, frameBytes(fault, xsp)));
  const { uarea: frame } = get(s.envs, s.processor.running);
  e.contents = set(e.contents, frame, withWord(uareaOf(e, e.processor.running), UAREA.xsp, 0));
  e.processor = charged(s.processor, COST_UPCALL, handlerRegisters(fault.registers, base, entfault));
  return { next: e, rule: 'EXC-1', effects: accessed === s ? DELIVERED : DELIVERED_MARKING };
};
