import type { BootConfiguration } from '../abi/geometry.ts';
import { get } from '../model/vector.ts';
import { Arena } from './arena.ts';
import { ConsoleReader } from './consoleReader.ts';
import type { Finding } from './findings.ts';
import type { Kit } from './kit.ts';
import { Lockstep } from './lockstep.ts';
import type { StepResult } from './lockstep.ts';
import { fullRecount } from './recount.ts';

/** How a run is over: all environments are dead; some sleep for ever; a check failed; the instructions are used up. */
export type ProgramEnd = 'ended' | 'asleep' | 'refuted' | 'steps';

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
  #finding: Finding | null;
  #end: ProgramEnd | null;
  #steps = 0;
  #text = '';
  /** Kernel entries so far, by event: the name of a call, an exception, the end of a slice. */
  readonly entries = new Map<string, number>();

  constructor(kit: Kit, boot: BootConfiguration, stepsMax: number) {
    this.#lockstep = new Lockstep(kit, new Arena(kit).stage('program', boot), ALL_THEOREMS, null);
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
    const result = this.#lockstep.run({ kind: 'run', instructions });
    this.#steps += result.atTrap.processor.clock - clock;
    return this.#account(result);
  }

  #account({ atTrap, outcome, finding }: StepResult): string {
    if (outcome !== null) this.entries.set(outcome.event, (this.entries.get(outcome.event) ?? 0) + 1);
    const printed = this.#console.look(atTrap);
    this.#text += printed;
    if (finding !== null) {
      this.#finding = finding;
      this.#end = 'refuted';
    }
    return printed;
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
