import type { Cpu } from '../cpu.ts';
import type { Computation } from './computation.ts';
import type { Decision } from './decision.ts';
import { NEXT } from './step.ts';
import type { Step } from './step.ts';

/* An imported constant would be loaded and checked at every use. */
const GOES_ON = NEXT;

/** What a step does after its own instruction without another call: computations, then perhaps a comparison and a jump. None of it can be refused. */
export class Tail {
  readonly computations: readonly Computation[];
  readonly decision: Decision | null;

  constructor(computations: readonly Computation[], decision: Decision | null) {
    this.computations = computations;
    this.decision = decision;
  }

  /** Carries it out; what became of the step. */
  finish(cpu: Cpu): number {
    const { computations, decision } = this;
    const registers = cpu.addressRegisters;
    for (let i = 0; i < computations.length; i++) computations[i].apply(registers);
    return decision === null ? GOES_ON : decision.decide(cpu);
  }
}

/** A tail on its own. */
export function tailAlone(tail: Tail): Step {
  return (cpu) => tail.finish(cpu);
}
