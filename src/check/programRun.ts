import { Broken } from '../abi/broken.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import { ENV_ID_GENERATION_UNIT } from '../abi/layout.ts';
import { get } from '../model/vector.ts';
import { Arena } from './arena.ts';
import { ConsoleReader } from './consoleReader.ts';
import type { Finding } from './findings.ts';
import type { Kit } from './kit.ts';
import { Lockstep } from './lockstep.ts';
import type { StepResult } from './lockstep.ts';
import { fullRecount } from './recount.ts';
import type { Step } from './step.ts';

/** How a run is over: all environments are dead; some sleep for ever; a check failed; the instructions are used up. */
export type ProgramEnd = 'ended' | 'asleep' | 'refuted' | 'steps';

/** An environment that had an exception which could not be delivered (EXC-4). */
export interface ExceptionDeath {
  readonly env: number;
  readonly vector: number;
  /** The address of a page fault, else 0. */
  readonly address: number;
  readonly eip: number;
}

/** A segment without an entry is cut here, so that whoever runs a program can look around. */
const SEGMENT_MAX = 65536;
const ALL_THEOREMS: ReadonlySet<never> = new Set();

/**
 * Runs a program from boot, with every kernel entry compared with the model and every running theorem checked.
 * The machine has no device but the timer: once it idles, no u_status will ever change, and the run is over.
 */
export class ProgramRun {
  readonly #lockstep: Lockstep;
  readonly #console = new ConsoleReader();
  readonly #stepsMax: number;
  readonly #load: readonly Step[];
  #loaded = 0;
  #finding: Finding | null;
  #end: ProgramEnd | null;
  #steps = 0;
  #text = '';
  /** Kernel entries so far, by event: the name of a call, an exception, the end of a slice. */
  readonly entries = new Map<string, number>();
  readonly deaths: ExceptionDeath[] = [];

  /**
   * @param load what the first environment does before it runs by itself
   * @param arena keeps the machine for the next run, which must not begin before this one is over
   */
  constructor(kit: Kit, boot: BootConfiguration, stepsMax: number, load: readonly Step[] = [], arena = new Arena(kit)) {
    this.#load = load;
    this.#lockstep = new Lockstep(kit, arena.stage(`program ${JSON.stringify(boot)}`, boot), ALL_THEOREMS, null);
    this.#finding = this.#lockstep.bootFinding();
    this.#end = this.#finding === null ? null : 'refuted';
    this.#stepsMax = stepsMax;
  }

  /** Null while the run goes on. */
  get end(): ProgramEnd | null {
    return this.#end;
  }

  get finding(): Finding | null {
    return this.#finding;
  }

  /** Ring-3 instructions that were retired. */
  get steps(): number {
    return this.#steps;
  }

  /** All that was printed. */
  get text(): string {
    return this.#text;
  }

  get exit(): number | null {
    return this.#console.exit;
  }

  /** Runs up to the next kernel entry and through it; gives what was printed before it. */
  advance(): string {
    const { state } = this.#lockstep;
    const instructions = Math.min(SEGMENT_MAX, this.#stepsMax - this.#steps);
    if (state.processor.running < 0) this.#finish(this.#anybodyLives() ? 'asleep' : 'ended');
    else if (instructions === 0) this.#finish('steps');
    if (this.#end !== null) return '';
    const { clock } = state.processor;
    const step = this.#load[this.#loaded] ?? { kind: 'run', instructions };
    const result = this.#lockstep.run(step);
    if (this.#loaded < this.#load.length) this.#follow(step, result);
    this.#steps += result.atTrap.processor.clock - clock;
    return this.#account(result);
  }

  /** A slice that ended among the stores of a call leaves the call to be made: the stores are repeated, and do no harm. */
  #follow(step: Step, { outcome, finding }: StepResult): void {
    if (step.kind === 'call' && outcome?.event !== step.call) return;
    this.#loaded++;
    if (step.kind === 'call' && finding === null && outcome !== null && outcome.error !== null) throw new Broken(outcome.rule, `loading the program was refused with ${outcome.error}`);
  }

  #account(result: StepResult): string {
    const { atTrap, outcome, finding } = result;
    if (outcome !== null) this.entries.set(outcome.event, (this.entries.get(outcome.event) ?? 0) + 1);
    if (outcome?.event === 'exception') this.#mourn(result);
    const printed = this.#console.look(atTrap);
    this.#text += printed;
    if (finding !== null) {
      this.#finding = finding;
      this.#end = 'refuted';
    }
    return printed;
  }

  #mourn({ atTrap, trap, after }: StepResult): void {
    const { running, registers } = atTrap.processor;
    const { generation } = get(atTrap.envs, running);
    const now = get(after.envs, running);
    if (trap === null || (now.status === 'live' && now.generation === generation)) return;
    this.deaths.push({ env: generation * ENV_ID_GENERATION_UNIT + running, vector: trap.vector, address: trap.address, eip: registers.eip });
  }

  /** The end of a run that nothing speaks against is recounted from scratch. */
  #finish(end: ProgramEnd): void {
    const { stage, state, ghost } = this.#lockstep;
    this.#finding = fullRecount(stage, state, ghost, ALL_THEOREMS);
    this.#end = this.#finding === null ? end : 'refuted';
  }

  #anybodyLives(): boolean {
    const { envs } = this.#lockstep.state;
    return Array.from({ length: envs.length }, (_, row) => get(envs, row)).some(({ status }) => status === 'live');
  }
}
