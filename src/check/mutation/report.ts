import type { Mutant } from './mutant.ts';
import type { TrialResult } from './trial.ts';
import type { MutantReport, MutantRequest, MutantStatus, SeedRun } from './types.ts';

const headOf = (mutant: Mutant): Pick<MutantReport, 'id' | 'kind' | 'rule' | 'file'> => ({ id: mutant.id, kind: mutant.kind, rule: mutant.rule, file: mutant.file });

/** A mutant whose worker had to be stopped: a time-out is not a kill. */
export const timedOut = (mutant: Mutant, seconds: number): MutantReport =>
  ({ ...headOf(mutant), killedBy: null, scenarios: 0, seconds, counterexample: null, status: 'survived', reason: 'time-out' });

/** True when refinement, or the representation invariant, named the rule that was broken or an accepted neighbour of it. */
const isNamed = (mutant: Mutant, run: SeedRun): boolean => run.rule === null || run.rule === mutant.rule || mutant.named.includes(run.rule);

/** Only findings of the whole checker on the kernel must name the rule: a single theorem names its own statement. */
const namingObjection = (mutant: Mutant, request: MutantRequest, runs: readonly SeedRun[]): string | null => {
  if (mutant.kind !== 'kernel' || request.without.length > 0) return null;
  const wrong = runs.find((run) => !isNamed(mutant, run));
  return wrong === undefined ? null : `misnamed: ${wrong.killedBy} named ${wrong.rule} (${wrong.message})`;
};

const survival = (mutant: Mutant, run: SeedRun | undefined): { readonly status: MutantStatus; readonly reason: string | null } => {
  if (mutant.equivalent !== null) return { status: 'equivalent', reason: mutant.equivalent };
  if (mutant.argumentValidation !== null) return { status: 'argumentValidation', reason: mutant.argumentValidation };
  return { status: 'survived', reason: run === undefined ? null : `no scenario of seed ${run.seed} refuted it` };
};

/** What a trial says of a mutant: killed only if every seed refuted it, by scenarios that the clean programs pass. */
export const reportOf = (mutant: Mutant, request: MutantRequest, result: TrialResult, seconds: number): MutantReport => {
  const { runs, counterexample, failsClean } = result;
  const base = { ...headOf(mutant), seconds, runs, scenarios: Math.max(0, ...runs.map((run) => run.scenarios)) };
  const survivor = runs.find((run) => run.killedBy === null);
  if (failsClean) return { ...base, killedBy: null, counterexample, status: 'survived', reason: 'the counterexample fails on the clean programs, too' };
  if (survivor !== undefined) return { ...base, killedBy: null, counterexample, ...survival(mutant, survivor) };
  const contradiction = mutant.equivalent === null ? null : 'killed although it is declared equivalent';
  return { ...base, killedBy: runs[0]?.killedBy ?? null, counterexample, status: 'killed', reason: contradiction ?? namingObjection(mutant, request, runs) };
};
