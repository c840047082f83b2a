import { findInstruction } from '../../../src/x86/instructionTable.ts';
import type { Instruction } from '../../../src/x86/instructionTable.ts';
import type { Counter } from './liveRun.ts';
import { codeOf } from './liveFormat.ts';
import type { Answer, LiveCase } from './liveFormat.ts';
import { nameOf } from './tally.ts';
import { RESULT, SETUP_BYTES, X87_DRAWN } from './x87Draw.ts';

/** Exceptions of the status word, by bit; the seventh is a stack fault. */
export const EXCEPTION_NAMES = ['IE', 'DE', 'ZE', 'OE', 'UE', 'PE', 'SF'] as const;
const BREAKPOINT = 3;

/** What was seen of one row of the instruction table, as the first instruction of cases. */
export interface X87Row {
  readonly name: string;
  cases: number;
  /** Cases that came to their end. */
  completed: number;
  /** Cases that came to their end with an exception flagged that was not flagged before, by exception. */
  readonly flagged: number[];
  /** Cases that ended by a fault or trap, by vector. */
  readonly faults: Record<string, number>;
}

/** Counts of what was compared of the floating-point unit. */
export class X87Tally implements Counter {
  readonly #rows = new Map<Instruction, X87Row>(
    X87_DRAWN.map((instruction) => [instruction, { name: nameOf(instruction), cases: 0, completed: 0, flagged: EXCEPTION_NAMES.map(() => 0), faults: {} }]),
  );
  readonly leftOut: Record<string, number> = {};
  compared = 0;
  /** Tested instructions: those between FRSTOR and FNSAVE. */
  instructions = 0;

  get rows(): readonly X87Row[] {
    return [...this.#rows.values()];
  }

  leaveOut(reason: string): void {
    this.leftOut[reason] = (this.leftOut[reason] ?? 0) + 1;
  }

  add(test: LiveCase, answer: Answer): void {
    this.compared++;
    this.instructions += test.instructions - 3;
    const row = this.#rowOf(codeOf(test).bytes.subarray(SETUP_BYTES));
    if (row === undefined) throw new Error('a case whose first instruction stands in no row');
    row.cases++;
    if (answer.vector !== BREAKPOINT) {
      row.faults[answer.vector] = (row.faults[answer.vector] ?? 0) + 1;
      return;
    }
    row.completed++;
    // The low byte of the status word, if it is another than before.
    const status = answer.changes.find(({ address, bytes }) => address <= RESULT + 4 && address + bytes.length > RESULT + 4);
    if (status === undefined) return;
    const flags = status.bytes[RESULT + 4 - status.address];
    EXCEPTION_NAMES.forEach((_, bit) => {
      if (((flags >> bit) & 1) !== 0) row.flagged[bit]++;
    });
  }

  #rowOf(bytes: Uint8Array): X87Row | undefined {
    const at = bytes[0] === 0x66 ? 1 : 0;
    const [first, second, third] = bytes.subarray(at);
    const instruction = first === 0x0f ? findInstruction(0x0f00 | second, third) : findInstruction(first, second);
    return instruction === undefined ? undefined : this.#rows.get(instruction);
  }
}
