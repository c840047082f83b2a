import type { BootConfiguration } from '../../abi/geometry.ts';
import { Arena } from '../../check/arena.ts';
import type { RecordedOutcome, RecordedStep } from '../../check/files/scenarioFile.ts';
import type { Finding, RunningTheorem } from '../../check/findings.ts';
import type { Kit } from '../../check/kit.ts';
import { Lockstep } from '../../check/lockstep.ts';
import type { StepResult } from '../../check/lockstep.ts';
import { fullRecount } from '../../check/recount.ts';
import type { Step } from '../../check/step.ts';
import type { Outcome } from '../../model/trap.ts';
import { hashState } from '../../refine/stateHash.ts';

/** One step that was run, with everything that a report may say of it. */
export interface PerformedStep extends RecordedStep {
  /** Row of the environment that ran before the step; -1 while idle. */
  readonly env: number;
  readonly finding: Finding | null;
  /** What the model says, even where it is not to be recorded. */
  readonly said: Outcome | null;
  /** EAX after the step if the same environment still runs. */
  readonly result: number | null;
}

/** Runs resolved steps one by one; every step is recounted in full. */
export class Performance {
  readonly bootFinding: Finding | null;
  readonly #lockstep: Lockstep;
  readonly #without: ReadonlySet<RunningTheorem>;

  constructor(kit: Kit, boot: BootConfiguration, without: ReadonlySet<RunningTheorem>) {
    this.#without = without;
    this.#lockstep = new Lockstep(kit, new Arena(kit).stage('performed', boot), without, null);
    this.bootFinding = this.#lockstep.bootFinding();
  }

  /** Whether the step can be taken where the machine stands: only an idle machine idles. */
  fits(step: Step): boolean {
    return (this.#lockstep.state.processor.running < 0) === (step.kind === 'idle');
  }

  /** Hash of the abstract state where the machine stands. */
  get stateHash(): string {
    return hashState(this.#lockstep.state);
  }

  perform(step: Step): PerformedStep {
    const lockstep = this.#lockstep;
    const env = lockstep.state.processor.running;
    const result = lockstep.run(step);
    const finding = result.finding ?? fullRecount(lockstep.stage, lockstep.state, lockstep.ghost, this.#without);
    const { running, registers } = result.after.processor;
    return { step, env, finding, said: result.outcome, result: running === env && env >= 0 ? registers.eax : null, ...recorded(result, finding) };
  }
}

const outcomeOf = ({ event, rule, error }: Outcome): RecordedOutcome => ({ event, rule, error });

/**
 * What may be kept as the right outcome. A refuted step's is known only where the
 * model was asked from a sound state and nothing speaks against its answer.
 */
const recorded = ({ outcome, after }: StepResult, finding: Finding | null): Pick<RecordedStep, 'outcome' | 'hash'> => {
  if (finding === null) return { outcome: outcome === null ? null : outcomeOf(outcome), hash: hashState(after) };
  if (outcome === null || finding.theorem !== 'P1' || finding.rule !== outcome.rule) return { outcome: undefined, hash: undefined };
  return { outcome: outcomeOf(outcome), hash: hashState(outcome.next) };
};
