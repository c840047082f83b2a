import type { UdfKind } from '../../abi/udf.ts';
import type { DecodedWord } from '../decode.ts';
import { assume } from './assume.ts';
import { targetOf } from './control.ts';
import { decide } from './decide.ts';
import { holds, OPPOSITE } from './evaluate.ts';
import type { Order } from './order.ts';
import { isRepeated } from './progress.ts';
import { reasonOf, REASONS_MAX, type Reason } from './reason.ts';
import { costOf, requirementsOf, type Requirement } from './requirements.ts';
import type { AbstractState, Meter } from './state.ts';
import { secondOperand, transfer } from './transfer.ts';
import { WaitingStates } from './waitingStates.ts';
import { W32, W64 } from './width.ts';

/** UVR-14. */
const STEPS_MAX = 524_288;
/** So many numbers that joins and narrowings compute anew count as a step. UVR-14. */
const COMPUTED_PER_STEP = 4;
/** So many spills and bytes of the stack that are looked at count as a step. UVR-14. */
const SEEN_PER_STEP = 128;
/** UVR-14. */
const WAITING_MAX = 4096;

/** Is given every abstract state that is executed at a place, to keep. */
export type StateObserver = (place: number, state: AbstractState) => void;

/** A word with what is asked for again and again. */
interface Step {
  readonly word: DecodedWord;
  readonly cost: number;
  readonly target: number | null;
  readonly next: number;
}

/** The abstract execution of one program, whose words are legal and lead to legal ones. */
export class Exploration {
  readonly #words: readonly (DecodedWord | null)[];
  readonly #kind: UdfKind;
  readonly #order: Order;
  readonly #observe: StateObserver | null;
  readonly #meter: Meter;
  readonly #waiting: WaitingStates;
  readonly #steps: (Step | undefined)[] = [];
  /** By place; those of the first frame, and those of others. */
  readonly #requirements: readonly [(readonly Requirement[])[], (readonly Requirement[])[]] = [[], []];
  readonly #reasons = new Map<string, Reason>();
  #isOverBudget = false;
  executed = 0;
  /** The highest cost, and the greatest number of tuples, of a path to the end. */
  cost = 0;
  tuples = 0;

  constructor(words: readonly (DecodedWord | null)[], kind: UdfKind, order: Order, meter: Meter, observe: StateObserver | null) {
    this.#words = words;
    this.#kind = kind;
    this.#order = order;
    this.#meter = meter;
    this.#observe = observe;
    this.#waiting = new WaitingStates(order.positions);
  }

  get reasons(): readonly Reason[] {
    return [...this.#reasons.values()];
  }

  /** Executes from the first word on until nothing waits, or enough has been found. */
  run(begin: AbstractState): void {
    this.#waiting.add(begin, 0);
    for (let first = this.#waiting.take(); first !== null; first = this.#waiting.take()) {
      this.#executeBlock(first.state, first.stop.place);
      first.stop.chain.release();
      if (this.#isOverBudget || this.#reasons.size >= REASONS_MAX) return;
    }
  }

  /** Notes a reason; what is met again at the same place, in another turn or another frame, is one. */
  #refuse(place: number, rule: Reason['rule'], needed: string, known: string): void {
    const key = `${place} ${rule}`;
    if (!this.#reasons.has(key)) this.#reasons.set(key, reasonOf(place, rule, needed, known));
  }

  /** Executes words until the block ends or something is missing; then the states that follow wait. */
  #executeBlock(state: AbstractState, begin: number): void {
    if (this.#order.isHead[begin] === 1 && isRepeated(state, begin)) {
      this.#refuse(begin, 'UVR-13', 'a loop must make progress', 'a turn of the loop that begins here begins with what an earlier turn began with: nothing that is known of its condition changes');
      return;
    }
    let place = begin;
    do {
      if (!this.#isAllowed(state, place)) return;
      const step = this.#stepAt(place);
      if (step === null) return;
      this.executed++;
      this.#observe?.(place, state.copy());
      state.cost += step.cost;
      if (this.#control(state, place, step)) return;
      transfer(state, step.word, this.#kind);
      place = step.next;
    } while (this.#order.isLeader[place] !== 1);
    this.#waiting.add(state, place);
  }

  /** UVR-14. */
  #hasBudget(): boolean {
    const { computed, seen } = this.#meter;
    return this.executed + computed / COMPUTED_PER_STEP + seen / SEEN_PER_STEP < STEPS_MAX && this.#waiting.count <= WAITING_MAX;
  }

  /** Whether all that the word at a place needs is known, and the verifier may go on. */
  #isAllowed(state: AbstractState, place: number): boolean {
    if (!this.#hasBudget()) {
      this.#isOverBudget = true;
      const known = 'this program takes more: too many ways through its loops and calls have to be told apart';
      this.#refuse(place, 'UVR-14', `the verifier must come to an end within ${STEPS_MAX} steps and ${WAITING_MAX} waiting states`, known);
      return false;
    }
    for (const requirement of this.#requirementsAt(place, state.chain.depth === 0)) {
      const shortfall = decide(state, requirement);
      if (shortfall === null) continue;
      this.#refuse(place, requirement.rule, shortfall.needed, shortfall.known);
      return false;
    }
    return true;
  }

  #requirementsAt(place: number, isFirstFrame: boolean): readonly Requirement[] {
    const known = this.#requirements[isFirstFrame ? 0 : 1];
    known[place] ??= requirementsOf(this.#words[place] ?? undefined, this.#kind, isFirstFrame);
    return known[place];
  }

  #stepAt(place: number): Step | null {
    const known = this.#steps[place];
    if (known !== undefined) return known;
    const word = this.#words[place];
    if (word === null || word === undefined) return null;
    const step = { word, cost: costOf(word, this.#kind), target: targetOf(word, place), next: place + word.wordCount };
    this.#steps[place] = step;
    return step;
  }

  /** Executes an instruction that may lead elsewhere than to the next word. False if it is none. */
  #control(state: AbstractState, place: number, step: Step): boolean {
    switch (step.word.instruction.form) {
      case 'branch': this.#branch(state, step); return true;
      case 'jump': this.#waiting.add(state, step.target ?? place); return true;
      case 'callLocal':
        state.enter(state.chain.callee(place, this.#order.callPositions[place]));
        this.#waiting.add(state, step.target ?? place);
        return true;
      case 'exit': this.#exit(state); return true;
      default: return false;
    }
  }

  /** Both ways of a branch, as far as something is left on them. */
  #branch(state: AbstractState, { word, target, next }: Step): void {
    const { instruction } = word;
    if (instruction.form !== 'branch' || target === null) return;
    const a = state.register(word.destination);
    const b = secondOperand(state, word, instruction.operand);
    if (a === null || b === null) return;
    const { condition, width } = instruction;
    if (a.isConstant && b.isConstant) {
      const isTaken = width === 64 ? holds(condition, W64, a.full.unsignedMin, b.full.unsignedMin) : holds(condition, W32, a.lower.unsignedMin, b.lower.unsignedMin);
      this.#waiting.add(state, isTaken ? target : next);
      return;
    }
    const taken = state.copy();
    if (assume(taken, condition, width, a, b)) this.#waiting.add(taken, target);
    if (assume(state, OPPOSITE[condition], width, a, b)) this.#waiting.add(state, next);
  }

  #exit(state: AbstractState): void {
    const { chain } = state;
    if (chain.caller === null) {
      this.cost = Math.max(this.cost, state.cost);
      this.tuples = Math.max(this.tuples, state.tuples);
      return;
    }
    state.leave(chain.caller);
    this.#waiting.add(state, chain.callSite + 1);
  }
}
