import type { Cpu } from './cpu.ts';
import { markAccessed, refuse, requireDescriptor } from './descriptors.ts';
import { readSystem32 } from './memory.ts';
import { CS, ESP, IF, NT, RF, SS, TF, VM } from './registers.ts';
import { selectorIndex } from './segment.ts';
import { NO_FAULT, ERROR_EXT, ERROR_IDT, NO_ERROR_CODE, Vector, makesDoubleFault, pushesErrorCode } from './vectors.ts';
import type { PushFrame } from './pushFrame.ts';

/** Type field of a present-or-not 32-bit interrupt gate and trap gate. */
const INTERRUPT_GATE = 0x0e;
const TRAP_GATE = 0x0f;
/** Bytes of a 32-bit TSS up to the end of SS0. */
const TSS_ESP0 = 4;
const TSS_SS0 = 8;

/** Where an event comes from; it decides the EXT bit and whether the gate's DPL is checked. */
export const EventSource = { Exception: 0, Software: 1, External: 2 } as const;
export type EventSource = (typeof EventSource)[keyof typeof EventSource];

/**
 * Delivers the fault that the instruction in progress has recorded, with all that follows from faults in the
 * delivery itself. False means shutdown. MCH-40: a fault is pushed with EIP on its instruction and RF set.
 */
export function deliverFault(cpu: Cpu): boolean {
  let vector = cpu.faultVector;
  let errorCode = cpu.faultErrorCode;
  for (;;) {
    cpu.faultVector = NO_FAULT;
    const code = pushesErrorCode(vector) ? errorCode : NO_ERROR_CODE;
    if (enterGate(cpu, vector, code, EventSource.Exception, cpu.eip, cpu.flags | RF)) return true;
    // MCH-44: a fault while #DF is being delivered is a triple fault: shutdown.
    if (vector === Vector.DF) {
      // The fault is done with: a state that is loaded later must not begin with it.
      cpu.faultVector = NO_FAULT;
      return false;
    }
    const escalates = makesDoubleFault(vector, cpu.faultVector);
    errorCode = escalates ? 0 : cpu.faultErrorCode;
    vector = escalates ? Vector.DF : cpu.faultVector;
  }
}

/** Delivers a trap or an external interrupt at an instruction boundary. False means shutdown. */
export function deliverAtBoundary(cpu: Cpu, vector: number, source: EventSource): boolean {
  if (enterGate(cpu, vector, NO_ERROR_CODE, source, cpu.eip, cpu.flags)) return true;
  return deliverFault(cpu);
}

/** INT n, INT3, INTO: MCH-41: a trap; EIP is pushed after the instruction, and the gate's DPL must be at least CPL. */
export function softwareInterrupt(cpu: Cpu, vector: number): void {
  if (cpu.faultVector !== NO_FAULT) return;
  const stepping = (cpu.flags & TF) !== 0;
  if (!enterGate(cpu, vector, NO_ERROR_CODE, EventSource.Software, cpu.pc, cpu.flags)) return;
  cpu.pc = cpu.eip;
  cpu.stepTrapHeld = stepping;
}

/**
 * Enters the gate of a vector. On success the processor stands at the first instruction of the handler; otherwise a
 * fault is recorded and neither registers nor memory have changed (A and D bits apart).
 * Source: SDM vol. 2A, INT n, operation; vol. 3A section 6.12. Task gates and 16-bit gates are refused.
 */
function enterGate(cpu: Cpu, vector: number, errorCode: number, source: EventSource, eip: number, image: number): boolean {
  // MCH-45: EXT tells that the program did not ask for the event whose delivery fails.
  const ext = source === EventSource.Software ? 0 : ERROR_EXT;
  const gateError = vector * 8 + ERROR_IDT + ext;
  if (vector * 8 + 7 > cpu.idtr.limit) return refuse(cpu, Vector.GP, gateError);
  const low = readSystem32(cpu, (cpu.idtr.base + vector * 8) | 0);
  if (cpu.faultVector !== NO_FAULT) return false;
  const high = readSystem32(cpu, (cpu.idtr.base + vector * 8 + 4) | 0);
  if (cpu.faultVector !== NO_FAULT) return false;
  const type = (high >> 8) & 0x1f;
  if (type !== INTERRUPT_GATE && type !== TRAP_GATE) return refuse(cpu, Vector.GP, gateError);
  const gateDpl = (high >> 13) & 3;
  if (source === EventSource.Software && gateDpl < cpu.privilege) return refuse(cpu, Vector.GP, gateError);
  if ((high & 0x8000) === 0) return refuse(cpu, Vector.NP, gateError);

  const frame = cpu.pushFrame;
  frame.begin();
  if (!loadHandlerCode(cpu, low >>> 16, ext, frame)) return false;
  const target = (low & 0xffff) | (high & 0xffff0000);
  if (!loadHandlerStack(cpu, ext, frame)) return false;
  if (!collectContext(cpu, frame, eip, image, errorCode, ext)) return false;
  if (target >>> 0 > frame.code.limit >>> 0) return refuse(cpu, Vector.GP, ext);
  if (!markAccessed(cpu, frame.codeSelector, frame.code)) return false;
  if (frame.inner && !markAccessed(cpu, frame.newStack.selector, frame.stackDescriptor)) return false;
  if (!frame.store(cpu)) return false;
  commit(cpu, frame, target);
  // MCH-42: both gates clear TF, NT, RF and VM; an interrupt gate clears IF as well.
  cpu.eflags = cpu.flags & ~(TF | NT | RF | VM | (type === INTERRUPT_GATE ? IF : 0));
  return true;
}

/** Checks the gate's code segment and decides the new privilege. */
function loadHandlerCode(cpu: Cpu, selector: number, ext: number, frame: PushFrame): boolean {
  const error = selectorIndex(selector) | ext;
  const { code } = frame;
  if (!requireDescriptor(cpu, selector, code, Vector.GP, ext)) return false;
  // MCH-46: 16-bit code is not part of this machine: such a segment is refused like one of a wrong type.
  if (!code.isCode || !code.big || code.dpl > cpu.privilege) return refuse(cpu, Vector.GP, error);
  if (!code.present) return refuse(cpu, Vector.NP, error);
  frame.privilege = code.isConforming ? cpu.privilege : code.dpl;
  if (frame.privilege !== 0 && frame.privilege !== 3) return refuse(cpu, Vector.GP, error);
  frame.codeSelector = (selector & ~3) | frame.privilege;
  return true;
}

/** Chooses the stack: the present one, or SS0:ESP0 of the TSS when the privilege rises. */
function loadHandlerStack(cpu: Cpu, ext: number, frame: PushFrame): boolean {
  frame.inner = frame.privilege < cpu.privilege;
  if (!frame.inner) {
    frame.stack = cpu.ss;
    frame.top = cpu.regs[ESP];
    return true;
  }
  if (TSS_SS0 + 1 > cpu.tr.limit) return refuse(cpu, Vector.TS, selectorIndex(cpu.tr.selector) | ext);
  frame.top = readSystem32(cpu, (cpu.tr.base + TSS_ESP0) | 0);
  if (cpu.faultVector !== NO_FAULT) return false;
  const selector = readSystem32(cpu, (cpu.tr.base + TSS_SS0) | 0) & 0xffff;
  if (cpu.faultVector !== NO_FAULT) return false;
  return checkStackSegment(cpu, selector, ext, frame);
}

function checkStackSegment(cpu: Cpu, selector: number, ext: number, frame: PushFrame): boolean {
  const error = selectorIndex(selector) | ext;
  const descriptor = frame.stackDescriptor;
  if (!requireDescriptor(cpu, selector, descriptor, Vector.TS, ext)) return false;
  const privilegeFits = (selector & 3) === frame.privilege && descriptor.dpl === frame.privilege;
  if (!privilegeFits || !descriptor.isWritableData || !descriptor.big) return refuse(cpu, Vector.TS, error);
  if (!descriptor.present) return refuse(cpu, Vector.SS, error);
  frame.newStack.set(selector, descriptor);
  frame.stack = frame.newStack;
  return true;
}

/** Collects SS and ESP (when the privilege rises), EFLAGS, CS, EIP and the error code; false if they do not fit. */
function collectContext(cpu: Cpu, frame: PushFrame, eip: number, image: number, errorCode: number, ext: number): boolean {
  if (frame.inner) {
    frame.add(cpu.ss.selector);
    frame.add(cpu.regs[ESP]);
  }
  frame.add(image);
  frame.add(cpu.cs.selector);
  frame.add(eip);
  if (errorCode !== NO_ERROR_CODE) frame.add(errorCode);
  if (!frame.fits()) return refuse(cpu, Vector.SS, frame.inner ? selectorIndex(frame.newStack.selector) | ext : ext);
  return true;
}

function commit(cpu: Cpu, frame: PushFrame, target: number): void {
  if (frame.inner) cpu.segments[SS].set(frame.newStack.selector, frame.newStack);
  cpu.segments[CS].set(frame.codeSelector, frame.code);
  cpu.regs[ESP] = frame.newTop;
  cpu.eip = target | 0;
  if (cpu.privilege !== frame.privilege) cpu.setPrivilege(frame.privilege);
  else cpu.windowLength = 0;
}
