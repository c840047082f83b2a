import type { UdfProgram } from '../../abi/udf.ts';
import { Chain } from './chain.ts';
import { Exploration, type StateObserver } from './exploration.ts';
import { formOf } from './form.ts';
import { initialState } from './initialState.ts';
import { orderOf } from './order.ts';
import type { Reason } from './reason.ts';

/** What the verifier says of a program. */
export type Verdict =
  | {
      readonly accepted: true;
      /** No run costs more. UVR-15. */
      readonly cost: number;
      /** No run emits more. UVR-15. */
      readonly tuples: number;
      /** Instructions that were executed abstractly. */
      readonly executed: number;
    }
  | { readonly accepted: false; readonly reasons: readonly Reason[] };

/**
 * Decides from the words of a program alone whether it may run without checks. It throws on nothing, and its work is bounded
 * whatever it is given (UVR-17). A claim beyond what metadata can have is taken for that (UDF-2).
 */
export const verify = (program: UdfProgram, observe: StateObserver | null = null): Verdict => {
  const form = formOf(program.words);
  if ('reasons' in form) return { accepted: false, reasons: form.reasons };
  const meter = { computed: 0, seen: 0 };
  const exploration = new Exploration(form.words, program.kind, orderOf(form.words), meter, observe);
  exploration.run(initialState(program, new Chain(null, -1, -1), meter));
  const { reasons, cost, tuples, executed } = exploration;
  return reasons.length === 0 ? { accepted: true, cost, tuples, executed } : { accepted: false, reasons };
};
