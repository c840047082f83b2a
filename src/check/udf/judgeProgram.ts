import { UDF_COST_MAX, UDF_METADATA, UDF_STACK } from '../../abi/udf.ts';
import type { UdfFaultRule, UdfInput, UdfProgram, UdfRun } from '../../abi/udf.ts';
import type { UdfObservation } from '../../model/udf/observer.ts';
import type { ConcreteState } from '../../udf/verifier/contains.ts';
import type { AbstractState } from '../../udf/verifier/state.ts';
import type { Verdict } from '../../udf/verifier/verify.ts';
import { Features } from './features.ts';
import { runDifference, UDF_THEOREMS, usualInput } from './udfFinding.ts';
import type { UdfExhibit, UdfFinding, UdfTheorem } from './udfFinding.ts';
import type { Runnable, UdfKit } from './udfKit.ts';

type Accepted = Extract<Verdict, { readonly accepted: true }>;

/** A program, and how it is judged. */
export interface Trial {
  readonly program: UdfProgram;
  /** Blocks of metadata, each as long as the claim at least. */
  readonly blocks: readonly Uint8Array[];
  /** The first of the two blocks on which each state of the run is looked for among the verifier's. */
  readonly comparedFrom: number;
  /** Whether a refused program is compiled with checks as well: compiling costs more than all else. */
  readonly isCheckedCompiled: boolean;
}

/** A trial on one block, or on that and the one before it, with everything compared. */
export const trialOn = ({ program, metadata, metadataBefore }: UdfExhibit): Trial =>
  ({ program, blocks: metadataBefore === null ? [metadata] : [metadataBefore, metadata], comparedFrom: 0, isCheckedCompiled: true });

/** What came of one program. */
export interface Judgement {
  readonly finding: UdfFinding | null;
  readonly isAccepted: boolean;
  /** What its runs showed; null if it was refused. */
  readonly features: Features | null;
  /** Words that all engines executed. */
  readonly instructions: number;
}

/** What registers without a value hold in the runs that must not depend on it. UDF-21. */
const RESIDUES = { reference: 0n, metered: 0xdeadbeef0badcafen } as const;
/** A refused program is run under a meter, to compare the engines; some end only there. */
const REFUSED_COST_MAX = 400;
/** One whose sequence of tuples fills is run on to the end: what happens to a tuple too many is seen there only. */
const EMITTED_MANY = 24;
/** Enough for a tuple too many by the shortest loop that emits. */
const FULL_COST_MAX = 60_000;
/** A refused program is run on two blocks, so that what the first run left behind would show in the second. */
const REFUSED_BLOCKS = 2;
/** Looking for a state takes longer than executing the word, so that it is done on some of the blocks. */
const COMPARED_BLOCKS = 2;
/** Instructions that the verifier may execute abstractly. UVR-14. */
export const EXECUTED_MAX = 524_288;

/** The runs of a place lie in its states: observed states in the verifier's terms. */
class Observed implements ConcreteState {
  #at: UdfObservation | null = null;
  readonly #metadata: Uint8Array;

  constructor(metadata: Uint8Array) {
    this.#metadata = metadata;
  }

  turnTo(observation: UdfObservation): void {
    this.#at = observation;
  }

  get frames(): number {
    return this.#at === null ? 0 : this.#at.depth + 1;
  }

  get metadataBytes(): number {
    return this.#metadata.length;
  }

  register(depth: number, index: number): bigint {
    return this.#at?.frames[depth].registers[index] ?? 0n;
  }

  returnPlace(depth: number): number {
    return this.#at?.frames[depth].returnPlace ?? 0;
  }

  isWritten(address: number): boolean {
    return this.#at?.written[address - UDF_STACK] === 1;
  }

  byte(address: number): number {
    return address >= UDF_METADATA ? this.#metadata[address - UDF_METADATA] : (this.#at?.stack[address - UDF_STACK] ?? 0);
  }
}

const isOfMemory = (rule: UdfFaultRule): boolean => rule === 'UDF-5' || rule === 'UDF-6' || rule === 'UDF-7';

/** Judges one program by P11 to P14 on the engines of a kit. */
class Judge {
  readonly #kit: UdfKit;
  readonly #trial: Trial;
  readonly #program: UdfProgram;
  readonly #theorems: ReadonlySet<UdfTheorem>;
  readonly #states: AbstractState[][] = [];
  /** Where the state was found that foresaw the last visit of a place: turns are executed in the order in which the verifier took them. */
  readonly #found: number[] = [];
  #metadata: Uint8Array = new Uint8Array(0);
  #metadataBefore: Uint8Array | null = null;
  #isCompared = false;
  #instructions = 0;

  constructor(kit: UdfKit, trial: Trial, theorems: ReadonlySet<UdfTheorem>) {
    this.#kit = kit;
    this.#trial = trial;
    this.#program = trial.program;
    this.#theorems = theorems;
  }

  judge(): Judgement {
    const verdict = this.#kit.verify(this.#program, null);
    if (!verdict.accepted) return this.#judgement(this.#refused(), null);
    const features = new Features(this.#program.words);
    return this.#judgement(this.#watched(verdict) ?? this.#accepted(verdict, features), features);
  }

  /**
   * Verifies once more and keeps the states, which must not change the verdict. Keeping those of a program that is refused
   * for want of a bound would cost more than all else, and nobody looks at them.
   */
  #watched(verdict: Accepted): UdfFinding | null {
    const again = this.#kit.verify(this.#program, (place, state) => { (this.#states[place] ??= []).push(state); });
    const isSame = again.accepted && again.cost === verdict.cost && again.executed === verdict.executed;
    return isSame ? null : this.#finding('P14', 'UVR-16', 'the verifier comes to another verdict if it is watched');
  }

  #judgement(finding: UdfFinding | null, features: Features | null): Judgement {
    return { finding, isAccepted: features !== null, features, instructions: this.#instructions };
  }

  /** A finding, if anybody asks for its theorem; else the program is judged on. */
  #finding(theorem: UdfTheorem, rule: string, message: string): UdfFinding | null {
    return !this.#theorems.has(theorem) ? null : { theorem, rule, message, program: this.#program, metadata: this.#metadata, metadataBefore: this.#metadataBefore };
  }

  /** Engines agree on any words, faults and places included, whatever they ran before. */
  #refused(): UdfFinding | null {
    const { words } = this.#program;
    const { blocks, comparedFrom, isCheckedCompiled } = this.#trial;
    const metered = this.#kit.metered(words);
    const checked = isCheckedCompiled ? this.#kit.compiled(words, 'checked') : null;
    for (let i = 0; i < Math.min(REFUSED_BLOCKS, blocks.length); i++) {
      this.#turnTo(blocks[(comparedFrom + i) % blocks.length], i);
      const want = this.#agreed(metered, checked, REFUSED_COST_MAX);
      if (!('end' in want)) return want;
      if (want.end.kind !== 'exhausted' || want.tuples.length < EMITTED_MANY) continue;
      const full = this.#agreed(metered, checked ?? this.#kit.compiled(words, 'checked'), FULL_COST_MAX);
      return 'end' in full ? null : full;
    }
    return null;
  }

  #turnTo(metadata: Uint8Array, index: number): void {
    this.#metadataBefore = index === 0 ? null : this.#metadata;
    this.#metadata = metadata;
  }

  /** What the reference tells of a refused program under a limit, or that an engine tells something else. */
  #agreed(metered: Runnable, checked: Runnable | null, costMax: number): UdfRun | UdfFinding {
    const input = { ...usualInput(this.#program, this.#metadata, costMax), residue: RESIDUES.metered };
    const want = this.#kit.reference(this.#program.words, input, null);
    this.#instructions += want.cost;
    return this.#differs(want, 'metered runner', metered, input) ?? (checked === null ? null : this.#differs(want, 'checked code', checked, input)) ?? want;
  }

  #accepted(verdict: Accepted, features: Features): UdfFinding | null {
    const working = verdict.executed > EXECUTED_MAX ? this.#finding('P13', 'UVR-17', `the verifier executed ${verdict.executed} instructions`) : null;
    if (working !== null) return working;
    const { words } = this.#program;
    const metered = this.#kit.metered(words);
    const verified = this.#kit.compiled(words, 'verified');
    const { blocks, comparedFrom } = this.#trial;
    for (let i = 0; i < blocks.length; i++) {
      this.#isCompared = i < COMPARED_BLOCKS;
      this.#turnTo(blocks[(comparedFrom + i) % blocks.length], i);
      const found = this.#onMetadata(verdict, features, metered, verified);
      if (found !== null) return found;
    }
    return null;
  }

  #onMetadata(verdict: Accepted, features: Features, metered: Runnable, verified: Runnable): UdfFinding | null {
    const metadata = this.#metadata;
    const before = metadata.slice();
    const input = { ...usualInput(this.#program, metadata, UDF_COST_MAX), residue: RESIDUES.reference };
    let outside: number | null = null;
    const observed = new Observed(metadata);
    features.beginRun();
    const want = this.#kit.reference(this.#program.words, input, (observation) => {
      features.see(observation);
      if (!this.#isCompared) return;
      observed.turnTo(observation);
      if (outside === null && !this.#isForeseen(observation.place, observed)) outside = observation.place;
    });
    this.#instructions += 3 * want.cost;
    const found = this.#bounds(verdict, want, outside);
    // Verified code has no checks: what does not end by EXIT must not be run by it, whoever accepted it.
    if (found !== null || want.end.kind !== 'exit') return found;
    return this.#differs(want, 'metered runner', metered, { ...input, residue: RESIDUES.metered })
      ?? this.#differs(want, 'compiled code', verified, input)
      ?? (Buffer.compare(metadata, before) === 0 ? null : this.#finding('P12', 'UDF-26', 'a run changed its metadata'));
  }

  /** P14: each state of the run lies in one of those that the verifier saw there. */
  #isForeseen(place: number, observed: Observed): boolean {
    const states = this.#states[place] ?? [];
    const first = this.#found[place] ?? 0;
    for (let i = 0; i < states.length; i++) {
      const at = (first + i) % states.length;
      if (!this.#kit.contains(states[at], observed)) continue;
      this.#found[place] = at;
      return true;
    }
    return false;
  }

  #bounds(verdict: Accepted, { end, cost, tuples }: UdfRun, outside: number | null): UdfFinding | null {
    return (end.kind === 'exhausted' ? this.#finding('P13', 'UVR-15', 'an accepted program was exhausted') : null)
      ?? (end.kind === 'fault' ? this.#finding(isOfMemory(end.rule) ? 'P12' : 'P14', 'UVR-15', `an accepted program faults at ${end.place} by ${end.rule}`) : null)
      ?? (outside !== null ? this.#finding('P14', 'UVR-16', `the state at ${outside} lies in none of the verifier's`) : null)
      ?? (cost > verdict.cost ? this.#finding('P13', 'UVR-15', `a run costs ${cost}, the bound is ${verdict.cost}`) : null)
      ?? (tuples.length > verdict.tuples ? this.#finding('P13', 'UVR-15', `a run emits ${tuples.length} tuples, the bound is ${verdict.tuples}`) : null);
  }

  #differs(want: UdfRun, name: string, engine: Runnable, input: UdfInput): UdfFinding | null {
    const difference = runDifference('the reference', want, `the ${name}`, engine.run(input));
    return difference === null ? null : this.#finding('P11', 'UDF-25', difference);
  }
}

const ALL: ReadonlySet<UdfTheorem> = new Set(UDF_THEOREMS);

/**
 * Judges a program: what the verifier accepts is run on each block of metadata by all engines, with other residues and
 * whatever earlier runs left behind; what it refuses is run on two of them, under a meter. An exception is a finding, too.
 */
export const judgeProgram = (kit: UdfKit, trial: Trial, theorems: ReadonlySet<UdfTheorem> = ALL): Judgement => {
  try {
    return new Judge(kit, trial, theorems).judge();
  } catch (error) {
    const { program, blocks } = trial;
    const message = `an exception: ${error instanceof Error ? error.message : String(error)}`;
    return { finding: theorems.has('P13') ? { theorem: 'P13', rule: 'UVR-17', message, program, metadata: blocks[0], metadataBefore: null } : null, isAccepted: false, features: null, instructions: 0 };
  }
};
