import { KERNBASE, PAD, PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import { EFLAGS_TF, PF, VECTOR } from '../abi/vectors.ts';
import { virtualAddress } from '../abi/words.ts';
import { kernelFramesOf } from '../model/exposedRows.ts';
import type { FloatingPoint, Processor, Registers, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { NO_ADDRESS, type Trap } from '../model/trap.ts';
import { begin } from '../model/edit.ts';
import { entryAt, spaceAt } from '../model/pageEntries.ts';
import { userLoad, userStore, withWordsAt } from '../model/userMemory.ts';
import type { PageFault } from '../model/userMemory.ts';
import { CORE_PLACES } from '../refine/corePlaces.ts';
import { opcodeOf, PAD_ADDRESS, PAD_LENGTH } from './pad.ts';
import type { PadOperation, UnitOperation } from './pad.ts';
import { FLAGS_OF_POPF } from './step.ts';
import type { RegisterSetting, Store } from './step.ts';
import { isPending } from './unitImage.ts';
import type { LastInstruction } from './unitImage.ts';
import { controlLoaded, controlOf, initialised, integerLoaded, integerStored } from './unitOperations.ts';

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

/** A prediction in the making: registers are passed beside the state, so that those of `s.processor` are out of date. */
const withUpdate = (s: State, registers: Registers, retired: number): State => {
  const { clock, running, quantum, deadline, unit } = s.processor;
  return withProcessor(s, { clock: clock + retired, running, quantum, deadline, registers, unit });
};

/** The registers of the running environment after the driver has set some at a ring-3 boundary. */
export const registersSet = (old: Registers, setting: RegisterSetting, eip: number): Registers => ({
  eax: setting.eax ?? old.eax, ecx: setting.ecx ?? old.ecx, edx: setting.edx ?? old.edx, ebx: setting.ebx ?? old.ebx, esp: setting.esp ?? old.esp,
  ebp: setting.ebp ?? old.ebp, esi: setting.esi ?? old.esi, edi: setting.edi ?? old.edi, eip,
  eflags: setting.eflags === undefined ? old.eflags : ((old.eflags & ~FLAGS_OF_POPF) | (setting.eflags & FLAGS_OF_POPF)) >>> 0,
});

/** The same for a store of the pad, which takes an address and a value. */
export const registersForStore = (old: Registers, store: Store, eip: number): Registers => ({
  eax: store.value, ecx: old.ecx, edx: old.edx, ebx: store.address, esp: old.esp, ebp: old.ebp, esi: old.esi, edi: old.edi, eip, eflags: old.eflags,
});

/** The state after the driver has set registers at a ring-3 boundary. */
export const withRegisters = (s: State, setting: RegisterSetting, eip: number): State => withUpdate(s, registersSet(s.processor.registers, setting, eip), 0);

const withEip = (r: Registers, eip: number, eflags: number): Registers =>
  ({ eax: r.eax, ecx: r.ecx, edx: r.edx, ebx: r.ebx, esp: r.esp, ebp: r.ebp, esi: r.esi, edi: r.edi, eip, eflags });

const withEaxEsp = (r: Registers, eax: number, esp: number): Registers =>
  ({ eax, ecx: r.ecx, edx: r.edx, ebx: r.ebx, esp, ebp: r.ebp, esi: r.esi, edi: r.edi, eip: r.eip, eflags: r.eflags });

const clearResume = (eflags: number): number => (eflags & ~EFLAGS_RF) >>> 0;
const setResume = (r: Registers): Registers => withEip(r, r.eip, (r.eflags | EFLAGS_RF) >>> 0);

/** True when the timer fires at this boundary, before any instruction (TIM-7). */
const timerIsDue = (s: State): boolean => s.processor.deadline >= 0 && s.processor.clock >= s.processor.deadline;

/** The state in which the kernel finds itself when the timer has fired. */
export const timerFired = (s: State, registers: Registers): Prediction => {
  const { clock, running, quantum, unit } = s.processor;
  return { state: withProcessor(s, { clock, running, quantum, deadline: -1, registers, unit }), trap: { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS } };
};

/** A fault leaves registers as they were; the image of EFLAGS that is saved has RF set (SDM vol. 3, 17.3.1.1). */
const faulted = (s: State, r: Registers, vector: number, errorCode: number, address: number): Prediction =>
  ({ state: withUpdate(s, setResume(r), 0), trap: { vector, errorCode, address: virtualAddress(address) } });

const memoryFaulted = (s: State, r: Registers, fault: PageFault): Prediction => faulted(s, r, VECTOR.pageFault, fault.errorCode, fault.address);

/** An instruction retired: RF is cleared, time passes, and a set TF traps. */
const retired = (s: State, r: Registers, nextEip: number): Prediction => {
  const state = withUpdate(s, withEip(r, nextEip, clearResume(r.eflags)), 1);
  const stepping = (r.eflags & EFLAGS_TF) !== 0;
  return { state, trap: stepping ? { vector: VECTOR.debug, errorCode: 0, address: NO_ADDRESS } : null };
};

/** An INT that enters the kernel retires, and does not single-step. */
const trapped = (s: State, r: Registers, nextEip: number, vector: number): Prediction =>
  ({ state: withUpdate(s, withEip(r, nextEip, clearResume(r.eflags)), 1), trap: { vector, errorCode: 0, address: NO_ADDRESS } });

const beyondLimit = (address: number, bytes: number): boolean => address + bytes > ULIM;

/** A store that leaves these registers if it succeeds. */
const store = (s: State, r: Registers, address: number, bytes: 1 | 2 | 4, value: number, limitVector: number, done: Registers, nextEip: number): Prediction => {
  if (beyondLimit(address, bytes)) return faulted(s, r, limitVector, 0, 0);
  const result = userStore(s, virtualAddress(address), bytes, value, true);
  return result.fault === null ? retired(result.state, done, nextEip) : memoryFaulted(result.state, r, result.fault);
};

/** A load into EAX that leaves this ESP if it succeeds. */
const load = (s: State, r: Registers, address: number, bytes: 1 | 4, limitVector: number, esp: number, nextEip: number): Prediction => {
  if (beyondLimit(address, bytes)) return faulted(s, r, limitVector, 0, 0);
  const result = userLoad(s, virtualAddress(address), bytes, true);
  return result.fault === null ? retired(result.state, withEaxEsp(r, result.value, esp), nextEip) : memoryFaulted(result.state, r, result.fault);
};

/** One iteration of `rep movsb`; the instruction pointer moves on when ECX reaches 0. */
const copyOne = (s: State, r: Registers, nextEip: number): Prediction => {
  if (r.ecx === 0) return retired(s, r, nextEip);
  if (beyondLimit(r.esi, 1)) return faulted(s, r, VECTOR.generalProtection, 0, 0);
  const loaded = userLoad(s, virtualAddress(r.esi), 1, true);
  if (loaded.fault !== null) return memoryFaulted(loaded.state, r, loaded.fault);
  const direction = (r.eflags & EFLAGS_DF) !== 0 ? WORD - 1 : 1;
  const moved = { ...r, esi: (r.esi + direction) % WORD, edi: (r.edi + direction) % WORD, ecx: r.ecx - 1 };
  return store(loaded.state, r, r.edi, 1, loaded.value, VECTOR.generalProtection, moved, moved.ecx === 0 ? nextEip : r.eip);
};

const copy = (start: State, registers: Registers, nextEip: number): Prediction => {
  let state = start;
  let r = registers;
  for (;;) {
    const one = copyOne(state, r, nextEip);
    state = one.state;
    r = state.processor.registers;
    if (one.trap !== null || r.eip === nextEip) return one;
    if (timerIsDue(state)) return timerFired(state, setResume(r));
  }
};

const memoryOperation = (s: State, r: Registers, operation: PadOperation, nextEip: number): Prediction => {
  switch (operation) {
    case 'store32': return store(s, r, r.ebx, 4, r.eax, VECTOR.generalProtection, r, nextEip);
    case 'store8': return store(s, r, r.ebx, 1, r.eax % 256, VECTOR.generalProtection, r, nextEip);
    case 'push': {
      const esp = (r.esp + WORD - 4) % WORD;
      return store(s, r, esp, 4, r.eax, VECTOR.stackFault, withEaxEsp(r, r.eax, esp), nextEip);
    }
    case 'load32': return load(s, r, r.ebx, 4, VECTOR.generalProtection, r.esp, nextEip);
    case 'load8': return load(s, r, r.ebx, 1, VECTOR.generalProtection, r.esp, nextEip);
    case 'pop': return load(s, r, r.esp, 4, VECTOR.stackFault, (r.esp + 4) % WORD, nextEip);
    case 'exchange32': return exchange(s, r, nextEip);
    default: return copy(s, r, nextEip);
  }
};

/** XCHG translates for writing first, so that a read-only page faults as a write. */
const exchange = (s: State, r: Registers, nextEip: number): Prediction => {
  if (beyondLimit(r.ebx, 4)) return faulted(s, r, VECTOR.generalProtection, 0, 0);
  const stored = userStore(s, virtualAddress(r.ebx), 4, r.eax, true);
  if (stored.fault !== null) return memoryFaulted(stored.state, r, stored.fault);
  const loaded = userLoad(s, virtualAddress(r.ebx), 4, true);
  return retired(stored.state, withEaxEsp(r, loaded.fault === null ? loaded.value : 0, r.esp), nextEip);
};

const withUnit = (s: State, unit: FloatingPoint): State => {
  const { clock, running, quantum, deadline, registers } = s.processor;
  return withProcessor(s, { clock, running, quantum, deadline, registers, unit });
};

const lastInstruction = (r: Registers, operation: UnitOperation): LastInstruction =>
  ({ eip: r.eip, codeAndOpcode: CORE_PLACES.userCode + opcodeOf(operation) * 0x10000, data: r.ebx, dataSegment: CORE_PLACES.userData });

/** FILD and FLDCW: what they make of the word, or half word, that they read. */
const loadToUnit = (s: State, r: Registers, bytes: 2 | 4, after: (value: number) => FloatingPoint, nextEip: number): Prediction => {
  if (beyondLimit(r.ebx, bytes)) return faulted(s, r, VECTOR.generalProtection, 0, 0);
  const read = userLoad(s, virtualAddress(r.ebx), bytes, true);
  return read.fault === null ? retired(withUnit(read.state, after(read.value)), r, nextEip) : memoryFaulted(read.state, r, read.fault);
};

/** FISTP: an exception that forbids the store comes before those of its operand. MCH-93. */
const storeFromUnit = (s: State, r: Registers, unit: FloatingPoint, nextEip: number): Prediction => {
  const { word, after } = integerStored(unit, lastInstruction(r, 'fistp'));
  if (word === null) return retired(withUnit(s, after), r, nextEip);
  if (beyondLimit(r.ebx, 4)) return faulted(s, r, VECTOR.generalProtection, 0, 0);
  const { fault, state } = userStore(s, virtualAddress(r.ebx), 4, word, true);
  return fault === null ? retired(withUnit(state, after), r, nextEip) : memoryFaulted(state, r, fault);
};

/** An instruction of the floating-point unit: #NM while it is not lent, then what is pending, then the operand. MCH-92, FPU-8. */
const unitOperation = (s: State, r: Registers, operation: UnitOperation, nextEip: number): Prediction => {
  const { unit } = s.processor;
  if (unit === null) return faulted(s, r, VECTOR.deviceNotAvailable, 0, 0);
  if (operation === 'fninit') return retired(withUnit(s, initialised(unit)), r, nextEip);
  if (operation === 'fnstcw') return store(s, r, r.ebx, 2, controlOf(unit), VECTOR.generalProtection, r, nextEip);
  if (isPending(unit)) return faulted(s, r, VECTOR.mathFault, 0, 0);
  switch (operation) {
    case 'fild': return loadToUnit(s, r, 4, (word) => integerLoaded(unit, word, lastInstruction(r, operation)), nextEip);
    case 'fldcw': return loadToUnit(s, r, 2, (control) => controlLoaded(unit, control), nextEip);
    case 'fistp': return storeFromUnit(s, r, unit, nextEip);
    case 'wait': return retired(s, r, nextEip);
  }
};

/** How many of the stores behind one that was predicted are of words in its page, at boundaries where the timer is not due. */
const wordsThatFollow = (s: State, stores: readonly Store[], from: number): number => {
  const { clock, deadline } = s.processor;
  const page = Math.trunc(stores[from - 1].address / PAGE_BYTES);
  const end = deadline < 0 ? stores.length : Math.min(stores.length, from + deadline - clock);
  let at = from;
  while (at < end && stores[at].bytes === 4 && stores[at].address % 4 === 0 && Math.trunc(stores[at].address / PAGE_BYTES) === page) at++;
  return Math.max(0, at - from);
};

/**
 * What follows a store that trapped nowhere: as many words to the same page as there are, in one go, since nothing can
 * come between them. They take a cycle each and leave the registers of the last; arguments of calls are such words.
 */
export const predictWords = (s: State, stores: readonly Store[], from: number): { readonly state: State; readonly count: number } => {
  const count = wordsThatFollow(s, stores, from);
  if (count === 0) return { state: s, count };
  const { registers, clock, running, quantum, deadline, unit } = s.processor;
  const done = registersForStore(registers, stores[from + count - 1], PAD_ADDRESS.store32 + PAD_LENGTH.store32);
  return { state: withProcessor(withWordsAt(s, stores, from, count), { clock: clock + count, running, quantum, deadline, registers: done, unit }), count };
};

/** What is bound where the running environment was born with the pad: the pad, nothing at all, or something else. */
export type PadBinding = 'pad' | 'nothing' | 'other';

export const padBinding = (s: State): PadBinding => {
  const entry = entryAt(spaceAt(s, get(s.envs, s.processor.running).directory), PAD);
  if (entry === null || !entry.present) return 'nothing';
  return entry.frame === kernelFramesOf(s.boot.geometry).pad ? 'pad' : 'other';
};

/** True when the environment that runs has the pad where it was born with it. */
export const padIsBound = (s: State): boolean => padBinding(s) === 'pad';

/** What happens when EIP points where nothing can be fetched. */
export const predictFetchFault = (s: State, r: Registers): Prediction => {
  if (timerIsDue(s)) return timerFired(s, r);
  return faulted(s, r, VECTOR.pageFault, PF.user + (isKernelPage(s, r.eip) ? PF.present : 0), r.eip);
};

/** True for what is present beyond ULIM: the kernel half, and its table by way of the self-map. */
const isKernelPage = (s: State, address: number): boolean => {
  const kernelEnd = KERNBASE + kernelFramesOf(s.boot.geometry).kernelFrames * PAGE_BYTES;
  return (address >= KERNBASE && address < kernelEnd) || (address >= ULIM && address < ULIM + PAGE_BYTES);
};

/** True when an instruction fetch at this address must fault: the kernel's, or nothing is bound there. */
export const fetchMustFault = (s: State, eip: number): boolean =>
  eip >= ULIM || userLoad(s, virtualAddress(eip - (eip % PAGE_BYTES)), 1, true).fault !== null;

/**
 * The exact effect of one operation of the pad with these registers, EIP
 * standing on it. `pad` must be what is bound there, and not be something else.
 */
export const predictOperation = (s: State, r: Registers, operation: PadOperation, pad: PadBinding): Prediction => {
  if (timerIsDue(s)) return timerFired(s, r);
  if (pad !== 'pad') return predictFetchFault(s, r);
  const nextEip = r.eip + PAD_LENGTH[operation];
  switch (operation) {
    case 'call': return trapped(s, r, nextEip, VECTOR.systemCall);
    case 'breakpoint': return trapped(s, r, nextEip, VECTOR.breakpoint);
    case 'nop': return retired(s, r, nextEip);
    case 'divide': return faulted(s, r, VECTOR.divideError, 0, 0);
    case 'halt': return faulted(s, r, VECTOR.generalProtection, 0, 0);
    case 'interrupt': return faulted(s, r, VECTOR.generalProtection, 0x21 * 8 + 2, 0);
    case 'undefined': return faulted(s, r, VECTOR.invalidOpcode, 0, 0);
    case 'fild': case 'fistp': case 'fldcw': case 'fnstcw': case 'fninit': case 'wait': return unitOperation(s, r, operation, nextEip);
    default: return memoryOperation(s, r, operation, nextEip);
  }
};
