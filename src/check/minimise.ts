import type { BootConfiguration } from '../abi/geometry.ts';
import type { Finding } from './findings.ts';
import type { ScenarioResult } from './scenario.ts';
import type { Step } from './step.ts';

/** Runs resolved steps from a boot configuration. */
export type RunSteps = (boot: BootConfiguration, steps: readonly Step[]) => ScenarioResult;

const sameFinding = (a: Finding, b: Finding | null): boolean => b !== null && a.theorem === b.theorem && a.rule === b.rule;

/** A wait that ends any slice. */
const LONG_WAIT: Step = { kind: 'wait', cycles: 10_000 };

/** Simpler variants of one step: a mere wait, without its stores, or one register at a time set to 0. */
function* simplerSteps(step: Step): Generator<Step> {
  if (step.kind === 'idle' || step === LONG_WAIT) return;
  yield LONG_WAIT;
  if (step.kind === 'wait' || step.kind === 'run') return;
  if (step.kind !== 'user' && step.stores.length > 0) {
    yield { ...step, stores: [] };
    for (let i = 0; i < step.stores.length; i++) yield { ...step, stores: step.stores.filter((_, j) => j !== i) };
  }
  for (const [name, value] of Object.entries(step.registers)) {
    if (value !== undefined && value !== 0 && name !== 'eflags' && !(step.kind === 'call' && name === 'eax')) yield { ...step, registers: { ...step.registers, [name]: 0 } };
  }
}

/**
 * Makes a refuted list of resolved steps small: leaves out runs of steps, then
 * simplifies single steps, as long as the same rule of the same theorem fails.
 * `runsMax` bounds the work.
 */
export const minimise = (run: RunSteps, boot: BootConfiguration, refuted: readonly Step[], finding: Finding, runsMax: number): readonly Step[] => {
  let steps = refuted;
  let runs = 0;
  const attempt = (candidate: readonly Step[]): boolean => {
    if (runs++ >= runsMax) return false;
    const result = run(boot, candidate);
    if (!sameFinding(finding, result.finding)) return false;
    steps = result.steps;
    return true;
  };
  for (let length = Infinity; steps.length < length && runs < runsMax; ) {
    length = steps.length;
    leaveOutRuns(steps, attempt, () => steps);
    for (let i = 0; i < steps.length; i++) simplifyStep(i, attempt, () => steps);
  }
  return steps;
};

/** Leaves out runs of steps, long ones first, from the end towards the beginning. */
const leaveOutRuns = (start: readonly Step[], attempt: (candidate: readonly Step[]) => boolean, now: () => readonly Step[]): void => {
  for (let size = Math.ceil(start.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = now().length - size; from >= 0; from = Math.min(from, now().length) - size) attempt([...now().slice(0, from), ...now().slice(from + size)]);
  }
};

/** Simplifies one step again and again until nothing simpler will do. */
const simplifyStep = (index: number, attempt: (candidate: readonly Step[]) => boolean, now: () => readonly Step[]): void => {
  for (let simplified = true; simplified && index < now().length; ) {
    simplified = false;
    for (const simpler of simplerSteps(now()[index])) {
      if (attempt(now().map((step, j) => (j === index ? simpler : step)))) {
        simplified = true;
        break;
      }
    }
  }
};
