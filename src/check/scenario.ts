import { Broken } from '../abi/broken.ts';
import type { BootConfiguration, Geometry } from '../abi/geometry.ts';
import type { State } from '../model/state.ts';
import { hashMachine } from '../refine/stateHash.ts';
import { Arena } from './arena.ts';
import type { Stage } from './arena.ts';
import { bootCountOf, bootOf } from './draw/drawBoot.ts';
import { Draw } from './draw/draw.ts';
import { drawHostileStep } from './draw/drawHostile.ts';
import { drawStep, drawSwarm } from './draw/drawStep.ts';
import type { Finding, RunningTheorem } from './findings.ts';
import type { Kit } from './kit.ts';
import { brokenFinding, Lockstep } from './lockstep.ts';
import type { Split, StepResult } from './lockstep.ts';
import { fullRecount } from './recount.ts';
import type { Step } from './step.ts';
import { stepsOf } from './tape.ts';

/** What a run of one scenario says. */
export interface ScenarioResult {
  readonly boot: BootConfiguration;
  readonly steps: readonly Step[];
  /** The finding that ended it, at the last step; null when it passed. */
  readonly finding: Finding | null;
  /** Chain of hashes over steps, machine included. */
  readonly hash: bigint;
}

/** Sees every step; `before` is the state that the step was drawn against. */
export type StepObserver = (step: Step, before: State, result: StepResult) => void;

/** One scenario in so many is recounted in full: decoded, walked and exposed from scratch. In a machine of many frames that takes as long as hundreds of steps. */
const FULL_ONE_IN = 16;
const FULL_ONE_IN_LARGE = 128;
const LARGE_FRAMES = 4096;
const fullOneIn = ({ frames }: Geometry): number => (frames >= LARGE_FRAMES ? FULL_ONE_IN_LARGE : FULL_ONE_IN);
const HASH_MASK = (1n << 64n) - 1n;

/** Settings of a runner. */
export interface RunnerSettings {
  readonly geometry: Geometry;
  readonly without: ReadonlySet<RunningTheorem>;
  readonly observe: StepObserver | null;
  readonly split: Split | null;
  /** Whether environments execute raw bytes and nothing else; absent for the usual draws. */
  readonly hostile?: boolean;
}

/** Runs scenarios on machines that it keeps, one after another. */
export class ScenarioRunner {
  readonly #kit: Kit;
  readonly #settings: RunnerSettings;
  readonly #arena: Arena;
  readonly #draw = new Draw(new Int32Array(0));
  #lockstep: Lockstep | null = null;
  #fold = 0;

  constructor(kit: Kit, settings: RunnerSettings) {
    this.#kit = kit;
    this.#settings = settings;
    this.#arena = new Arena(kit);
  }

  /** Draws a scenario from a tape and runs it, step by step. */
  runTape(tape: Int32Array): ScenarioResult {
    const draw = this.#draw;
    draw.turnTo(0, tape);
    const bootIndex = draw.below(bootCountOf(this.#settings.geometry));
    const swarm = drawSwarm(draw);
    const full = draw.below(fullOneIn(this.#settings.geometry)) === 0;
    const boot = bootOf(bootIndex, this.#settings.geometry);
    const lockstep = this.#begin(`drawn ${bootIndex}`, boot);
    if (!(lockstep instanceof Lockstep)) return lockstep;
    const steps: Step[] = [];
    let finding = lockstep.bootFinding();
    for (let i = 0; finding === null && i < stepsOf(tape); i++) {
      draw.turnTo(i + 1, tape);
      const wasIdle = lockstep.state.processor.running < 0;
      const step = this.#settings.hostile === true ? drawHostileStep(lockstep.state, draw) : drawStep(this.#kit.model, lockstep.state, swarm, draw);
      steps.push(step);
      finding = this.#step(lockstep, step);
      if (wasIdle) break;
    }
    return this.#finish(lockstep, boot, steps, finding, full);
  }

  /** Runs resolved steps, each recounted in full at the end when asked. */
  runSteps(key: string, boot: BootConfiguration, steps: readonly Step[], full: boolean): ScenarioResult {
    const lockstep = this.#begin(key, boot);
    if (!(lockstep instanceof Lockstep)) return lockstep;
    const done: Step[] = [];
    let finding = lockstep.bootFinding();
    for (const step of steps) {
      if (finding !== null) break;
      const idle = lockstep.state.processor.running < 0;
      if (idle !== (step.kind === 'idle')) continue;
      done.push(step);
      finding = this.#step(lockstep, step);
    }
    return this.#finish(lockstep, boot, done, finding, full);
  }

  /** The machine as the last scenario left it. */
  get stage(): Stage | null {
    return this.#lockstep?.stage ?? null;
  }

  /** The state in which the last scenario ended. */
  get current(): State | null {
    return this.#lockstep?.state ?? null;
  }

  /** The run about to begin; or its end, if the kernel boots into what the abstraction cannot read. */
  #begin(key: string, boot: BootConfiguration): Lockstep | ScenarioResult {
    this.#fold = 0;
    try {
      return this.#stand(this.#arena.stage(key, boot));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return { boot, steps: [], finding: brokenFinding(error, null), hash: 0n };
    }
  }

  #stand(stage: Stage): Lockstep {
    if (this.#lockstep === null) this.#lockstep = new Lockstep(this.#kit, stage, this.#settings.without, this.#settings.split);
    else this.#lockstep.begin(stage);
    return this.#lockstep;
  }

  #step(lockstep: Lockstep, step: Step): Finding | null {
    const before = lockstep.state;
    const result = lockstep.run(step);
    const { clock, registers, running } = result.after.processor;
    this.#fold = (Math.imul(this.#fold ^ clock, 0x01000193) + Math.imul(registers.eax ^ registers.eip, 0x85ebca6b) + running) | 0;
    this.#settings.observe?.(step, before, result);
    return result.finding;
  }

  #finish(lockstep: Lockstep, boot: BootConfiguration, steps: readonly Step[], finding: Finding | null, full: boolean): ScenarioResult {
    const last = finding ?? (full ? fullRecount(lockstep.stage, lockstep.state, lockstep.ghost, this.#settings.without) : null);
    const machine = BigInt(`0x${hashMachine(lockstep.stage.machine, lockstep.stage.image)}`);
    const hash = (machine + BigInt(this.#fold >>> 0) * 0x9e3779b97f4a7c15n) & HASH_MASK;
    return { boot, steps, finding: last, hash };
  }
}

/** The boot configurations that scenarios of a geometry are drawn from. */
export const drawnBoots = (geometry: Geometry): BootConfiguration[] => Array.from({ length: bootCountOf(geometry) }, (_, i) => bootOf(i, geometry));
