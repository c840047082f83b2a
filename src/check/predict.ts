import { KERNBASE, PAD, PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import { EFLAGS_TF, PF, VECTOR } from '../abi/vectors.ts';
import type { Entry, Processor, Registers, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import type { Trap } from '../model/trap.ts';
import { begin } from '../model/edit.ts';
import { entryAt, spaceAt } from '../model/pageEntries.ts';
import { userLoad, userStore } from '../model/userMemory.ts';
import type { PageFault } from '../model/userMemory.ts';
import { PAD_ADDRESS, PAD_LENGTH } from './pad.ts';
import type { PadOperation } from './pad.ts';
import { FLAGS_OF_POPF } from './step.ts';
import type { RegisterSetting } from './step.ts';

/** What a predicted ring-3 instruction leaves: the state, and the trap it ended in, if any. */
export interface Prediction {
  readonly state: State;
  readonly trap: Trap | null;
}

const EFLAGS_RF = 0x10000;
const EFLAGS_DF = 0x400;
const WORD = 0x100000000;

/** The state with another processor part, made like any edit of the model so that all states have one shape. */
export const withProcessor = (s: State, processor: Processor): State => {
  const e = begin(s);
  e.processor = processor;
  return e;
};

/** The state after the driver has set registers at a ring-3 boundary. */
export const withRegisters = (s: State, setting: RegisterSetting, eip: number): State => {
  const old = s.processor.registers;
  const eflags = setting.eflags === undefined ? old.eflags : ((old.eflags & ~FLAGS_OF_POPF) | (setting.eflags & FLAGS_OF_POPF)) >>> 0;
  return withProcessor(s, { ...s.processor, registers: {
    eax: setting.eax ?? old.eax, ecx: setting.ecx ?? old.ecx, edx: setting.edx ?? old.edx, ebx: setting.ebx ?? old.ebx, esp: setting.esp ?? old.esp,
    ebp: setting.ebp ?? old.ebp, esi: setting.esi ?? old.esi, edi: setting.edi ?? old.edi, eip, eflags,
  } });
};

const withUpdate = (s: State, registers: Registers, retired: number): State =>
  withProcessor(s, { clock: s.processor.clock + retired, running: s.processor.running, quantum: s.processor.quantum, deadline: s.processor.deadline, registers });

const clearResume = (eflags: number): number => (eflags & ~EFLAGS_RF) >>> 0;

/** True when the timer fires at this boundary, before any instruction (TIM-7). */
const timerIsDue = (s: State): boolean => s.processor.deadline >= 0 && s.processor.clock >= s.processor.deadline;

/** The state in which the kernel finds itself when the timer has fired. */
export const timerFired = (s: State): Prediction =>
  ({ state: withProcessor(s, { ...s.processor, deadline: -1 }), trap: { vector: VECTOR.timer, errorCode: 0, address: 0 } });

/** A fault leaves registers as they were; the image of EFLAGS that is saved has RF set (SDM vol. 3, 17.3.1.1). */
const faulted = (s: State, vector: number, errorCode: number, address: number): Prediction => {
  const registers = s.processor.registers;
  const state = withUpdate(s, { ...registers, eflags: (registers.eflags | EFLAGS_RF) >>> 0 }, 0);
  return { state, trap: { vector, errorCode, address } };
};

const memoryFaulted = (s: State, fault: PageFault): Prediction => faulted(s, VECTOR.pageFault, fault.errorCode, fault.address);

/** An instruction retired: RF is cleared, time passes, and a set TF traps. */
const retired = (s: State, registers: Registers, nextEip: number): Prediction => {
  const after = withUpdate(s, { ...registers, eip: nextEip, eflags: clearResume(registers.eflags) }, 1);
  const stepping = (registers.eflags & EFLAGS_TF) !== 0;
  return { state: after, trap: stepping ? { vector: VECTOR.debug, errorCode: 0, address: 0 } : null };
};

/** An INT that enters the kernel retires, and does not single-step. */
const trapped = (s: State, nextEip: number, vector: number): Prediction => {
  const registers = s.processor.registers;
  const state = withUpdate(s, { ...registers, eip: nextEip, eflags: clearResume(registers.eflags) }, 1);
  return { state, trap: { vector, errorCode: 0, address: 0 } };
};

/** The binding of an address in the running environment's space, or null. */
const bindingAt = (s: State, va: number): Entry | null => {
  const entry = entryAt(spaceAt(s, get(s.envs, s.processor.running).directory), va);
  return entry !== null && entry.present ? entry : null;
};

const beyondLimit = (address: number, bytes: number): boolean => address + bytes > ULIM;

type Access = { readonly state: State; readonly value: number } | Prediction;
const isPrediction = (a: Access): a is Prediction => 'trap' in a;

const load = (s: State, address: number, bytes: 1 | 4, limitVector: number): Access => {
  if (beyondLimit(address, bytes)) return faulted(s, limitVector, 0, 0);
  const result = userLoad(s, address, bytes, true);
  return result.fault === null ? { state: result.state, value: result.value } : memoryFaulted(result.state, result.fault);
};

const store = (s: State, address: number, bytes: 1 | 4, value: number, limitVector: number): Access => {
  if (beyondLimit(address, bytes)) return faulted(s, limitVector, 0, 0);
  const result = userStore(s, address, bytes, value, true);
  return result.fault === null ? { state: result.state, value } : memoryFaulted(result.state, result.fault);
};

/** One iteration of `rep movsb`; the instruction pointer moves on when ECX reaches 0. */
const copyOne = (s: State, nextEip: number): Prediction => {
  const r = s.processor.registers;
  if (r.ecx === 0) return retired(s, r, nextEip);
  const loaded = load(s, r.esi, 1, VECTOR.generalProtection);
  if (isPrediction(loaded)) return loaded;
  const stored = store(loaded.state, r.edi, 1, loaded.value, VECTOR.generalProtection);
  if (isPrediction(stored)) return stored;
  const direction = (r.eflags & EFLAGS_DF) !== 0 ? WORD - 1 : 1;
  const moved = { ...r, esi: (r.esi + direction) % WORD, edi: (r.edi + direction) % WORD, ecx: r.ecx - 1 };
  return retired(stored.state, moved, moved.ecx === 0 ? nextEip : r.eip);
};

const copy = (start: State, nextEip: number): Prediction => {
  let state = start;
  for (;;) {
    const one = copyOne(state, nextEip);
    if (one.trap !== null || one.state.processor.registers.eip === nextEip) return one;
    if (timerIsDue(one.state)) return timerFired(withUpdate(one.state, { ...one.state.processor.registers, eflags: (one.state.processor.registers.eflags | EFLAGS_RF) >>> 0 }, 0));
    state = one.state;
  }
};

const memoryOperation = (s: State, operation: PadOperation, nextEip: number): Prediction => {
  const r = s.processor.registers;
  const done = (access: Access, registers: Registers): Prediction =>
    isPrediction(access) ? access : retired(access.state, registers, nextEip);
  switch (operation) {
    case 'store32': return done(store(s, r.ebx, 4, r.eax, VECTOR.generalProtection), r);
    case 'store8': return done(store(s, r.ebx, 1, r.eax % 256, VECTOR.generalProtection), r);
    case 'push': {
      const esp = (r.esp + WORD - 4) % WORD;
      return done(store(s, esp, 4, r.eax, VECTOR.stackFault), { ...r, esp });
    }
    case 'load32':
    case 'load8': {
      const access = load(s, r.ebx, operation === 'load8' ? 1 : 4, VECTOR.generalProtection);
      return isPrediction(access) ? access : retired(access.state, { ...r, eax: access.value }, nextEip);
    }
    case 'pop': {
      const access = load(s, r.esp, 4, VECTOR.stackFault);
      return isPrediction(access) ? access : retired(access.state, { ...r, eax: access.value, esp: (r.esp + 4) % WORD }, nextEip);
    }
    case 'exchange32': return exchange(s, nextEip);
    default: return copy(s, nextEip);
  }
};

/** XCHG translates for writing first, so that a read-only page faults as a write. */
const exchange = (s: State, nextEip: number): Prediction => {
  const r = s.processor.registers;
  const stored = store(s, r.ebx, 4, r.eax, VECTOR.generalProtection);
  if (isPrediction(stored)) return stored;
  const loaded = userLoad(s, r.ebx, 4, true);
  return retired(stored.state, { ...r, eax: loaded.fault === null ? loaded.value : 0 }, nextEip);
};

/** True when the environment that runs has the pad where it was born with it. */
export const padIsBound = (s: State): boolean => {
  const binding = bindingAt(s, PAD);
  return binding !== null && binding.frame === frameMapOf(s.boot.geometry).pad;
};

/** True when nothing at all is bound where the pad was. */
export const padIsAbsent = (s: State): boolean => bindingAt(s, PAD) === null;

/** What happens when EIP points where nothing can be fetched. */
export const predictFetchFault = (s: State): Prediction => {
  if (timerIsDue(s)) return timerFired(s);
  const { eip } = s.processor.registers;
  return faulted(s, VECTOR.pageFault, PF.user + (isKernelPage(s, eip) ? PF.present : 0), eip);
};

/** True for what is present beyond ULIM: the kernel half, and its table by way of the self-map. */
const isKernelPage = (s: State, address: number): boolean => {
  const kernelEnd = KERNBASE + frameMapOf(s.boot.geometry).kernelFrames * PAGE_BYTES;
  return (address >= KERNBASE && address < kernelEnd) || (address >= ULIM && address < ULIM + PAGE_BYTES);
};

/** True when an instruction fetch at this address must fault: the kernel's, or nothing is bound there. */
export const fetchMustFault = (s: State, eip: number): boolean =>
  eip >= ULIM || userLoad(s, eip - (eip % PAGE_BYTES), 1, true).fault !== null;

/**
 * The exact effect of one operation of the pad, EIP standing on it and the
 * registers set. The pad must be bound, or nothing where it was.
 */
export const predictOperation = (s: State, operation: PadOperation): Prediction => {
  if (timerIsDue(s)) return timerFired(s);
  if (!padIsBound(s)) return predictFetchFault(s);
  const nextEip = PAD_ADDRESS[operation] + PAD_LENGTH[operation];
  switch (operation) {
    case 'call': return trapped(s, nextEip, VECTOR.systemCall);
    case 'breakpoint': return trapped(s, nextEip, VECTOR.breakpoint);
    case 'nop': return retired(s, s.processor.registers, nextEip);
    case 'divide': return faulted(s, VECTOR.divideError, 0, 0);
    case 'halt': return faulted(s, VECTOR.generalProtection, 0, 0);
    case 'interrupt': return faulted(s, VECTOR.generalProtection, 0x21 * 8 + 2, 0);
    case 'undefined': return faulted(s, VECTOR.invalidOpcode, 0, 0);
    default: return memoryOperation(s, operation, nextEip);
  }
};
