import type { Computation } from './computation.ts';
import { computationOf } from './computationOf.ts';
import { Decision, comparisonOf, conditionOf } from './decision.ts';
import type { Comparison } from './decision.ts';
import type { Decoded } from './decodeInstruction.ts';
import { FlagUse, flagUse, seenFlags } from './flagUse.ts';
import { compareMemoryAndJump } from './jumpSteps.ts';
import type { Step } from './step.ts';
import { Tail, tailAlone } from './tail.ts';
import { computeAndLoadThen, tailedStep } from './tailedSteps.ts';

/** A step for the instructions up to, not including, number `end` of the block. */
export interface Group {
  readonly step: Step;
  readonly end: number;
}

interface Reach {
  readonly tail: Tail;
  readonly end: number;
}

/** Puts the instructions of a block together to steps; `single` has the step of each alone. */
export function groupSteps(block: readonly Decoded[], single: readonly Step[]): readonly Group[] {
  const seen = seenFlags(block);
  const computations = block.map((decoded, i) => (flagUse(decoded) === FlagUse.Keeps || !seen[i] ? computationOf(decoded) : null));
  const groups: Group[] = [];
  for (let at = 0; at < block.length; at = groups[groups.length - 1].end) groups.push(groupAt(block, seen, computations, single, at));
  return groups;
}

function groupAt(block: readonly Decoded[], seen: readonly boolean[], computations: readonly (Computation | null)[], single: readonly Step[], at: number): Group {
  const early = loadAfterComputation(block, seen, computations, at);
  if (early !== null) return early;
  const run = reach(block, computations, at);
  if (run.end > at) {
    const isMove = run.end === at + 1 && flagUse(block[at]) === FlagUse.Keeps;
    return { step: isMove ? single[at] : tailAlone(run.tail), end: run.end };
  }
  const { tail, end } = reach(block, computations, at + 1);
  const step = end > at + 1 ? tailedStep(block[at], seen[at], tail) : null;
  if (step !== null) return { step, end };
  const both = at + 1 < block.length ? memoryAndJump(block[at], block[at + 1]) : null;
  return both === null ? { step: single[at], end: at + 1 } : { step: both, end: at + 2 };
}

/**
 * Instructions that are one computation, and the load of a word behind them. Refused, the whole begins anew: nothing sees
 * the flags in between, so that only those that it leaves count.
 */
function loadAfterComputation(block: readonly Decoded[], seen: readonly boolean[], computations: readonly (Computation | null)[], from: number): Group | null {
  let load = from + 1;
  let whole = computationOf(block[from]);
  for (let next = second(whole, block[load]); next !== null; next = second(whole, block[load])) {
    whole = next;
    load++;
  }
  if (whole === null || load >= block.length) return null;
  const { opcode, operandSize, memory, modrm } = block[load];
  if (opcode !== 0x8b || operandSize !== 4 || memory === null) return null;
  if (seen[load] && block.slice(from, load).some((decoded) => flagUse(decoded) !== FlagUse.Keeps)) return null;
  const { tail, end } = reach(block, computations, load + 1);
  return { step: computeAndLoadThen(whole, (modrm >> 3) & 7, memory, tail), end };
}

function second(first: Computation | null, next: Decoded | undefined): Computation | null {
  const then = next === undefined ? null : computationOf(next);
  return first === null || then === null ? null : first.followedBy(then);
}

/** The longest tail that begins with an instruction. */
function reach(block: readonly Decoded[], computations: readonly (Computation | null)[], from: number): Reach {
  const run: Computation[] = [];
  let end = from;
  for (let next = computations[end]; next !== null && next !== undefined; next = computations[end]) {
    const both = run.at(-1)?.followedBy(next) ?? null;
    if (both === null) run.push(next);
    else run[run.length - 1] = both;
    end++;
  }
  const comparison = end < block.length ? comparisonOf(block[end]) : null;
  if (comparison === null) return { tail: new Tail(run, null), end };
  // Moves between the comparison and the jump come first, if the comparison does not see the difference.
  const moves: Computation[] = [];
  let jump = end + 1;
  for (let next = moveAt(block, computations, jump); next !== null && !compares(comparison, next.to); next = moveAt(block, computations, jump)) {
    moves.push(next);
    jump++;
  }
  const condition = jump < block.length ? conditionOf(block[jump]) : -1;
  if (condition < 0) return { tail: new Tail(run, null), end };
  return { tail: new Tail([...run, ...moves], new Decision(comparison, condition)), end: jump + 1 };
}

function compares({ a, b }: Comparison, register: number): boolean {
  return a === register || b === register;
}

/** The computation of an instruction that leaves flags alone. */
function moveAt(block: readonly Decoded[], computations: readonly (Computation | null)[], at: number): Computation | null {
  return at < block.length && flagUse(block[at]) === FlagUse.Keeps ? computations[at] : null;
}

/** CMP of a register with memory, and the jump behind it. */
function memoryAndJump(first: Decoded, second: Decoded): Step | null {
  const { opcode, operandSize, memory, modrm } = first;
  const condition = conditionOf(second);
  if (memory === null || operandSize !== 4 || condition < 0 || (opcode !== 0x39 && opcode !== 0x3b)) return null;
  return compareMemoryAndJump((modrm >> 3) & 7, memory, opcode === 0x39, condition);
}
