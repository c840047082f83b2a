import type { Cpu } from './cpu.ts';
import { runDecoded } from './decoded/runDecoded.ts';
import { beginFetch, fetch8 } from './decode.ts';
import { execute } from './interpreter.ts';
import { EventSource, deliverAtBoundary, deliverFault } from './interrupts.ts';
import { IF, RF, TF } from './registers.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/**
 * Why `run` returned. Halt: HLT at CPL 0 with interrupts off. Idle: HLT at CPL 0 with interrupts on, and no timer
 * armed or no instruction asked for (`run(0)` does not wait). Budget: at a ring-3 boundary with the instructions asked for retired. Shutdown: triple fault, or ring 0
 * did not come to an end.
 */
export const Stop = { Halt: 1, Idle: 2, Budget: 3, Shutdown: 4 } as const;
export type StopReason = (typeof Stop)[keyof typeof Stop];

/** MCH-65: ring-0 instructions and deliveries allowed between two retired ring-3 instructions; more is a shutdown. */
const RING0_STEPS_MAX = 1000;

/** The run loop looks around at least this often, which keeps its counters small integers. */
const SLICE_MAX = 0x10000000;

/**
 * Executes until something in `Stop` happens. At a ring-3 boundary the budget is looked at first, then the
 * timer, then the instruction runs. Ring-0 instructions neither count nor move the clock.
 */
export function run(cpu: Cpu, ring3InstructionsMax: number): StopReason {
  cpu.retired = 0;
  let ring0Left = RING0_STEPS_MAX;
  if (cpu.shutDown) return Stop.Shutdown;
  if (cpu.halted && (ring3InstructionsMax === 0 || !wake(cpu))) return cpu.shutDown ? Stop.Shutdown : Stop.Idle;
  for (;;) {
    if (cpu.privilege === 3) {
      if (cpu.retired >= ring3InstructionsMax) return Stop.Budget;
      const before = cpu.retired;
      if (!fireTimer(cpu)) runRing3(cpu, ring3InstructionsMax);
      ring0Left = cpu.retired > before ? RING0_STEPS_MAX : ring0Left - 1;
    } else {
      ring0Left -= stepRing0(cpu, ring0Left);
      if (cpu.halted) {
        // MCH-62: HLT with interrupts off stops; with interrupts on it waits for the timer.
        if ((cpu.flags & IF) === 0) {
          cpu.halted = false;
          return Stop.Halt;
        }
        if (ring3InstructionsMax === 0 || (!wake(cpu) && !cpu.shutDown)) return Stop.Idle;
      }
    }
    if (ring0Left <= 0) cpu.shutDown = true;
    if (cpu.shutDown) return Stop.Shutdown;
  }
}

/** Ends a halt by the timer, moving the clock to its deadline; false if there is no timer to wait for. */
function wake(cpu: Cpu): boolean {
  const { host } = cpu;
  if (host.timer.deadline === Infinity || (cpu.flags & IF) === 0) return false;
  host.clock = Math.max(host.clock, host.timer.deadline);
  cpu.halted = false;
  return deliverTimer(cpu);
}

/** MCH-61: the timer interrupts at a ring-3 boundary with IF set once the clock has reached the deadline. */
function fireTimer(cpu: Cpu): boolean {
  const { host } = cpu;
  if (host.clock < host.timer.deadline || (cpu.flags & IF) === 0) return false;
  deliverTimer(cpu);
  return true;
}

function deliverTimer(cpu: Cpu): boolean {
  const { timer } = cpu.host;
  timer.deadline = Infinity;
  if (!deliverAtBoundary(cpu, timer.vector, EventSource.External)) cpu.shutDown = true;
  return !cpu.shutDown;
}

/** Runs ring-3 instructions until ring 0 is entered, the budget is used up or the timer may be due. */
function runRing3(cpu: Cpu, ring3InstructionsMax: number): void {
  const { host } = cpu;
  const start = cpu.retired;
  cpu.clockBase = host.clock - start;
  // With the deadline passed and IF clear every boundary must be looked at: IF may change with IOPL 3.
  const untilTimer = Math.max(1, host.timer.deadline - host.clock);
  const stop = Math.min(ring3InstructionsMax, start + Math.min(untilTimer, SLICE_MAX));
  cpu.retiredStop = cpu.repeatsAreWhole ? start + SLICE_MAX : stop;
  while (cpu.privilege === 3 && cpu.retired < stop) {
    if (--cpu.undecodedLeft < 0) {
      cpu.undecodedLeft = runDecoded(cpu, stop);
      if (cpu.retired >= stop) break;
    }
    const special = cpu.flags & (TF | RF);
    if (special !== 0) cpu.flags &= ~RF;
    beginFetch(cpu);
    const opcode = fetch8(cpu);
    if (cpu.faultVector === NO_FAULT) execute(cpu, opcode);
    if (cpu.faultVector !== NO_FAULT) {
      if (!deliverFault(cpu)) cpu.shutDown = true;
      break;
    }
    cpu.eip = cpu.pc;
    cpu.retired++;
    if ((special & TF) !== 0) {
      finishStepping(cpu);
      if (cpu.shutDown) break;
    }
  }
  // MCH-63: one cycle for each retired ring-3 instruction, a faulting one not among them.
  host.clock += cpu.retired - start;
}

/** MCH-64: an instruction that began with TF set ends with #DB, unless it entered a gate itself or loaded SS by MOV or POP. */
function finishStepping(cpu: Cpu): void {
  if (!cpu.stepTrapHeld && !deliverAtBoundary(cpu, Vector.DB, EventSource.Exception)) cpu.shutDown = true;
  cpu.stepTrapHeld = false;
}

/** One ring-0 instruction; gives how many steps it took of `stepsMax` (more than one for repeated strings). */
function stepRing0(cpu: Cpu, stepsMax: number): number {
  const retired = cpu.retired;
  cpu.retiredStop = retired + stepsMax;
  const special = cpu.flags & TF;
  cpu.flags &= ~RF;
  beginFetch(cpu);
  const opcode = fetch8(cpu);
  if (cpu.faultVector === NO_FAULT) execute(cpu, opcode);
  const steps = cpu.retired - retired + 1;
  cpu.retired = retired;
  if (cpu.faultVector !== NO_FAULT) {
    if (!deliverFault(cpu)) cpu.shutDown = true;
  } else {
    cpu.eip = cpu.pc;
    if (special !== 0) finishStepping(cpu);
  }
  return steps;
}
