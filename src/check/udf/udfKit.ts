import type { UdfInput, UdfProgram, UdfRun } from '../../abi/udf.ts';
import type { UdfObserver } from '../../model/udf/observer.ts';
import { referenceRun } from '../../model/udf/referenceRun.ts';
import { compile } from '../../udf/compiled/compile.ts';
import { MeteredProgram } from '../../udf/metered/meteredProgram.ts';
import { contains } from '../../udf/verifier/contains.ts';
import type { ConcreteState } from '../../udf/verifier/contains.ts';
import type { StateObserver } from '../../udf/verifier/exploration.ts';
import type { AbstractState } from '../../udf/verifier/state.ts';
import { verify } from '../../udf/verifier/verify.ts';
import type { Verdict } from '../../udf/verifier/verify.ts';

/** A program that an engine has taken in, ready to run. */
export interface Runnable {
  readonly run: (input: UdfInput) => UdfRun;
}

/** All that executes or judges downloaded code: the clean parts, or some of them mutated. */
export interface UdfKit {
  readonly verify: (program: UdfProgram, observe: StateObserver | null) => Verdict;
  readonly contains: (state: AbstractState, concrete: ConcreteState) => boolean;
  readonly reference: (words: Uint8Array, input: UdfInput, observe: UdfObserver | null) => UdfRun;
  readonly metered: (words: Uint8Array) => Runnable;
  readonly compiled: (words: Uint8Array, form: 'checked' | 'verified') => Runnable;
}

/** Verifier and engines as they are. */
export const cleanUdfKit = (): UdfKit => ({ verify, contains, reference: referenceRun, metered: (words) => new MeteredProgram(words), compiled: compile });
