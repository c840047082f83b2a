import { Broken } from '../abi/broken.ts';
import { violationsBetween } from '../model/invariants.ts';
import type { State } from '../model/state.ts';
import type { Outcome, Trap } from '../model/trap.ts';
import { firstDifference } from '../refine/difference.ts';
import { exposureDifference } from '../refine/exposure.ts';
import { tlbAudit } from '../refine/tlbAudit.ts';
import { Stop } from '../x86/cpu.ts';
import type { Stage } from './arena.ts';
import { blame, blameBroken } from './blame.ts';
import { driveSegment } from './drive.ts';
import { finding } from './findings.ts';
import type { Finding, RunningTheorem } from './findings.ts';
import { frameViolation } from './frameCondition.ts';
import { Ghost } from './ghost.ts';
import type { Kit } from './kit.ts';
import { partsOf } from './parts.ts';
import type { Part } from './parts.ts';
import { predictSegment } from './segment.ts';
import type { Step } from './step.ts';
import { accessBound, fairness, keptQuantum, slices } from './theorems/availability.ts';
import { cleanReuse } from './theorems/conservation.ts';
import { forgedCapability } from './theorems/forgedCapability.ts';
import { integrity } from './theorems/integrity.ts';
import { isolation } from './theorems/isolation.ts';

/** What one step did. */
export interface StepResult {
  /** State at the trap, or at the boundary when the kernel was not entered. */
  readonly atTrap: State;
  readonly trap: Trap | null;
  /** What the model says of the entry; null when there was none. */
  readonly outcome: Outcome | null;
  /** The state after, from the machine's bytes. */
  readonly after: State;
  readonly finding: Finding | null;
}

/** Where the time of a step goes; filled only by the benchmark. */
export interface Split { machine: number; abstraction: number; kernel: number; model: number; comparison: number; invariants: number }

/**
 * Runs one machine and the model side by side, step by step. The prediction is
 * computed from the state at the trap alone; the state after comes from bytes.
 */
export class Lockstep {
  readonly #kit: Kit;
  readonly #checks: Checks;
  readonly #ghost = new Ghost();
  readonly #split: Split | null;
  #stage: Stage;
  #state: State;
  /** What the model says of the entry under way. */
  #predicted: Outcome | null = null;
  #mark = 0;

  constructor(kit: Kit, stage: Stage, without: ReadonlySet<RunningTheorem>, split: Split | null) {
    this.#kit = kit;
    this.#stage = stage;
    this.#state = stage.state;
    this.#checks = checksWithout(without);
    this.#split = split;
    this.#ghost.begin(stage.state);
  }

  /** Starts again on another stage. */
  begin(stage: Stage): void {
    this.#stage = stage;
    this.#state = stage.state;
    this.#ghost.begin(stage.state);
  }

  get state(): State {
    return this.#state;
  }

  get ghost(): Ghost {
    return this.#ghost;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** P0: the booted machine's abstraction is the declared initial state. Checked once per boot image. */
  bootFinding(): Finding | null {
    if (this.#stage.checked || !this.#checks.P1) return null;
    const difference = firstDifference(this.#kit.model.boot(this.#stage.state.boot), this.#stage.state);
    if (difference !== null) return { theorem: 'P1', rule: 'BOO-3', message: 'the machine boots into another state (P0)', ...difference };
    this.#stage.checked = true;
    return null;
  }

  /** Runs one step and every check that is switched on. The first finding wins. */
  run(step: Step): StepResult {
    const before = this.#state;
    this.#predicted = null;
    try {
      return this.#run(before, step);
    } catch (error) {
      return { atTrap: before, trap: null, outcome: null, after: before, finding: brokenFinding(error, this.#predicted) };
    }
  }

  #run(before: State, step: Step): StepResult {
    const { machine, abstraction } = this.#stage;
    this.#begin();
    const stop = driveSegment(machine, step);
    this.#lap('machine');
    const atTrap = abstraction.step(before);
    const trap = stop === Stop.Halt ? abstraction.trap() : null;
    this.#lap('abstraction');
    const segment = this.#checks.P1 ? this.#segmentFinding(before, step, atTrap, trap) : null;
    this.#lap('comparison');
    if (trap !== null) return this.#enter(atTrap, trap, segment);
    if (stop === Stop.Shutdown) throw new Broken('EXC-5', 'the processor shut down');
    this.#state = atTrap;
    return { atTrap, trap: null, outcome: null, after: atTrap, finding: segment };
  }

  #enter(atTrap: State, trap: Trap, segment: Finding | null): StepResult {
    const { machine, kernel, abstraction } = this.#stage;
    const cpu = machine.cpus[0];
    const outcome = this.#kit.model.enter(atTrap, trap);
    this.#predicted = outcome;
    this.#lap('model');
    const accesses = machine.ram.accessCount;
    kernel.service(cpu);
    this.#lap('kernel');
    const spent = machine.ram.accessCount - accesses;
    if (cpu.run(0) === Stop.Shutdown) throw new Broken('EXC-5', 'the processor shut down on the way out');
    this.#lap('machine');
    abstraction.requireLeft();
    const after = abstraction.step(atTrap);
    this.#lap('abstraction');
    const found = segment ?? this.#entryFinding(atTrap, trap, outcome, after, spent);
    this.#state = after;
    return { atTrap, trap, outcome, after, finding: found };
  }

  #entryFinding(atTrap: State, trap: Trap, outcome: Outcome, after: State, spent: number): Finding | null {
    const refinement = this.#checks.P1 ? this.#refinementFinding(atTrap, outcome, after) : null;
    const exposure = this.#checks.P21 ? exposureFinding(this.#stage, outcome.next, atTrap) : null;
    this.#lap('comparison');
    const parts = partsOf(atTrap, outcome, after);
    if (this.#checks.P8) for (const part of parts) this.#ghost.follow(part.before, trap, part.after);
    const found = refinement ?? this.#theorems(parts, trap, atTrap, after, spent) ?? exposure;
    this.#lap('invariants');
    return found;
  }

  /** Authority is judged part by part, since a record of a batch may use what an earlier one was given. */
  #theorems(parts: readonly Part[], trap: Trap, atTrap: State, after: State, spent: number): Finding | null {
    return (this.#checks.P19 ? tooMuchWork(parts, trap, spent) : null)
      ?? this.#invariants(atTrap, after)
      ?? (this.#checks.P4 ? firstOver(parts, forgedCapability) : null)
      ?? (this.#checks.P5 ? firstOver(parts, integrity) : null)
      ?? (this.#checks.P7 ? tlbFinding(this.#stage, after) : null)
      ?? (this.#checks.P8 ? isolation(this.#ghost, atTrap, after) : null)
      ?? (this.#checks.P9 ? firstOver(parts, cleanReuse) : null)
      ?? (this.#checks.P19 ? timeFinding(parts[parts.length - 1], trap, atTrap) : null);
  }

  #invariants(before: State, after: State): Finding | null {
    for (const violation of violationsBetween(before, after)) {
      const theorem = CONSERVATION.has(violation.rule) ? 'P9' : 'P3';
      if (this.#checks[theorem]) return finding(theorem, violation.rule, violation.message);
    }
    return null;
  }

  #segmentFinding(before: State, step: Step, atTrap: State, got: Trap | null): Finding | null {
    const predicted = predictSegment(before, step);
    if (predicted === null) {
      const why = frameViolation(before, atTrap);
      return why === null ? null : finding('P1', 'SEG-2', why);
    }
    const want = predicted.trap;
    if ((want === null) !== (got === null)) return finding('P1', 'SEG-1', `the segment ${want === null ? 'trapped unexpectedly' : 'did not trap'}`);
    if (want !== null && got !== null) {
      if (want.vector !== got.vector || want.errorCode !== got.errorCode || want.address !== got.address)
        return { theorem: 'P1', rule: 'SEG-1', message: 'another trap', path: 'trap', want: showTrap(want), got: showTrap(got) };
    }
    const difference = firstDifference(predicted.state, atTrap);
    return difference === null ? null : { theorem: 'P1', rule: 'SEG-1', message: 'the segment left another state', ...difference };
  }

  #refinementFinding(atTrap: State, outcome: Outcome, after: State): Finding | null {
    const difference = firstDifference(outcome.next, after);
    return difference === null ? null : { theorem: 'P1', rule: blame(this.#kit.model, atTrap, outcome, after, difference), message: `${outcome.event} left another state`, ...difference };
  }

  #begin(): void {
    if (this.#split !== null) this.#mark = performance.now();
  }

  #lap(part: keyof Split): void {
    if (this.#split === null) return;
    const now = performance.now();
    this.#split[part] += now - this.#mark;
    this.#mark = now;
  }
}

/** Which theorems are checked: asked for several times in each step, hence fields and no set. */
type Checks = Readonly<Record<RunningTheorem, boolean>>;

const checksWithout = (without: ReadonlySet<RunningTheorem>): Checks => {
  const on = (theorem: RunningTheorem): boolean => !without.has(theorem);
  return { P1: on('P1'), P3: on('P3'), P4: on('P4'), P5: on('P5'), P7: on('P7'), P8: on('P8'), P9: on('P9'), P19: on('P19'), P21: on('P21') };
};

const firstOver = (parts: readonly Part[], judge: (before: State, after: State) => Finding | null): Finding | null => {
  for (const { before, after } of parts) {
    const found = judge(before, after);
    if (found !== null) return found;
  }
  return null;
};

const tooMuchWork = (parts: readonly Part[], trap: Trap, spent: number): Finding | null => {
  let bound = 0;
  for (const { before, after } of parts) bound += accessBound(before, trap, after);
  return spent > bound ? finding('P19', 'ENT-8', `the entry touched RAM ${spent} times`) : null;
};

/** The kernel schedules at the end of an entry, which for a batch is its last part. */
const timeFinding = ({ before, after }: Part, trap: Trap, atTrap: State): Finding | null =>
  fairness(trap, before, after) ?? slices(before, after) ?? (before === atTrap ? null : keptQuantum(atTrap, after));

/** Invariants that speak of counts and of what is free: theorem P9. */
const CONSERVATION: ReadonlySet<string> = new Set(['STA-3', 'STA-4']);

const showTrap = (t: Trap): string => `vector ${t.vector}, error ${t.errorCode}, address 0x${t.address.toString(16)}`;

const exposureFinding = (stage: Stage, want: State, previous: State): Finding | null => {
  const difference = exposureDifference(stage.machine, want, previous);
  return difference === null ? null : { theorem: 'P21', rule: 'CAP-5', message: 'exposed bytes are not the model\'s', ...difference };
};

const tlbFinding = (stage: Stage, after: State): Finding | null => {
  const found = tlbAudit(stage.machine, after);
  return found === null ? null : finding('P7', found.rule, found.message);
};

/** Any exception out of the kernel, the processor or the abstraction is a failed run (P19, or RI of P3). */
export const brokenFinding = (error: unknown, predicted: Outcome | null): Finding =>
  error instanceof Broken
    ? finding('P3', blameBroken(predicted, error.rule), `broken: ${error.rule}, ${error.message}`)
    : finding('P19', blameBroken(predicted, 'ENT-8'), `the kernel threw: ${error instanceof Error ? error.message : String(error)}`);
