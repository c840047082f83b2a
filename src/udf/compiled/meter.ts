import type { UdfFaultRule } from '../../abi/udf.ts';
import type { CodeWriter } from './codeWriter.ts';
import { STOP_EXHAUSTED } from './linearMemory.ts';
import { REMAINING, TUPLES_NEXT } from './locals.ts';

/**
 * The two forms of a compiled program. `checked` may be any words, and tells what the specification says of them.
 * `verified` has no checks and is only right for a program that the verifier has accepted.
 */
export type CompiledForm = 'checked' | 'verified';

/** A fault that a checked program can end with. */
export interface FaultSite {
  readonly place: number;
  readonly rule: UdfFaultRule;
}

/** Number of the function that notes in the record why a run ends; in checked modules only. */
export const STOP_FUNCTION = 0;

/**
 * Accounts for cost in one function, and ends the run where it has to end. Instructions that can neither end the run nor
 * be seen from outside are paid for together with what follows: if the limit lies among them, it is reached all the same,
 * with the same cost, since each of them costs 1. UDF-23.
 */
export class Meter {
  readonly form: CompiledForm;
  readonly #code: CodeWriter;
  readonly #faults: FaultSite[];
  #unpaid = 0;

  constructor(code: CodeWriter, form: CompiledForm, faults: FaultSite[]) {
    this.#code = code;
    this.form = form;
    this.#faults = faults;
  }

  /** An instruction is executed, or in the verified form a helper, whose whole cost may be given. */
  count(cost = 1): void {
    this.#unpaid += cost;
  }

  /** Before an instruction that can end the run, and so shows what was spent. */
  settle(): void {
    if (this.form === 'checked') this.pay();
  }

  /** At the end of a basic block. */
  pay(): void {
    if (this.#unpaid > 0) this.#spend(this.#unpaid, true);
    this.#unpaid = 0;
  }

  /** A helper with the call: if there is not enough left for both, nothing of it is spent. UDF-23. */
  payHelper(cost: number): void {
    this.#spend(cost, false);
  }

  /** Ends the run at a place that breaks a rule; an accepted program has none. UDF-24. */
  fault(place: number, rule: UdfFaultRule): void {
    if (this.form === 'verified') {
      this.#code.op('unreachable');
      return;
    }
    this.#stop(this.#faults.push({ place, rule }), false);
  }

  #spend(cost: number, isAllSpent: boolean): void {
    if (this.form === 'checked') {
      this.#code.get(REMAINING);
      this.#code.i32(cost);
      this.#code.op('i32.lt_s');
      this.#code.begin('if');
      this.#stop(STOP_EXHAUSTED, isAllSpent);
      this.#code.op('end');
    }
    this.#code.get(REMAINING);
    this.#code.i32(cost);
    this.#code.op('i32.sub');
    this.#code.set(REMAINING);
  }

  /** Leaves the function; its callers leave theirs when they see that the run has ended. */
  #stop(why: number, isAllSpent: boolean): void {
    this.#code.i32(why);
    if (isAllSpent) this.#code.i32(0);
    else this.#code.get(REMAINING);
    this.#code.get(TUPLES_NEXT);
    this.#code.call(STOP_FUNCTION);
    this.#code.op('return');
  }
}
