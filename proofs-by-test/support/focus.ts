import { SMALL } from '../../src/abi/geometry.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../src/abi/calls.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { Arena } from '../../src/check/arena.ts';
import { CALL_NAMES } from '../../src/check/callRules.ts';
import { Draw, WORDS_PER_STEP } from '../../src/check/draw/draw.ts';
import { bootCountOf, bootOf } from '../../src/check/draw/drawBoot.ts';
import { drawStep } from '../../src/check/draw/drawStep.ts';
import type { Swarm } from '../../src/check/draw/drawStep.ts';
import type { RunningTheorem } from '../../src/check/findings.ts';
import { Lockstep } from '../../src/check/lockstep.ts';
import type { StepResult } from '../../src/check/lockstep.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { padIsBound } from '../../src/check/predict.ts';
import type { RegisterSetting, Step } from '../../src/check/step.ts';
import type { Registers, State } from '../../src/model/state.ts';
import type { Outcome } from '../../src/model/trap.ts';
import { get } from '../../src/model/vector.ts';
import type { Machine } from '../../src/x86/machine.ts';

/** One entry by the call in focus, on a machine that may be driven further. */
export interface Seen {
  readonly before: State;
  readonly after: State;
  readonly outcome: Outcome;
  /** The words of the call, by their names. */
  readonly words: Readonly<Record<string, number>>;
  readonly machine: Machine;
  /** Runs a further step of whoever runs now, under the same theorems. */
  readonly act: (step: Step) => StepResult;
}

const STEPS = 24;
const CLEAN = cleanKit();
/** Boot images of the clean kernel are shared by all laws of a file. */
const CLEAN_ARENA = new Arena(CLEAN);
/** Calls that prepare what the one in focus needs: a table is freed when insert_pte has made and remove_vas emptied it. */
const HELPERS: Partial<Record<CallName, readonly CallName[]>> = { pt_free: ['insert_pte', 'insert_pte', 'remove_vas', 'remove_vas', 'remove_vas', 'remove_vas', 'remove_vas'] };

const wordsOf = (call: CallName, r: Registers): Record<string, number> =>
  Object.fromEntries(CALLS[call].words.map((word, i) => [word, r[ARGUMENT_REGISTERS[i]]]));

const mix = (word: number): number => {
  const a = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  const b = Math.imul(a ^ (a >>> 15), 0x846ca68b);
  return b ^ (b >>> 16);
};

/** Words for the draws of one scenario: a function of its index. */
const tapeOf = (index: number): Int32Array =>
  Int32Array.from({ length: (STEPS + 1) * WORDS_PER_STEP }, (_, i) => mix(mix(index + 1) + Math.imul(i + 1, 0x9e3779b1)));

/**
 * Runs scenarios in which every second call is the one in focus, and shows each of its
 * entries to `visit`, until that has had enough. Every running theorem that is not left out is on: a finding throws.
 */
export const focusOn = (call: CallName, scenarios: number, visit: (seen: Seen) => void, without: ReadonlySet<RunningTheorem> = new Set(), isEnough: () => boolean = () => false): void => {
  const others = CALL_NAMES.filter((name) => name !== 'env_free' || call === 'env_free');
  const swarm: Swarm = { calls: [...others, ...others.map(() => call), 'insert_pte', 'insert_pte', ...(HELPERS[call] ?? [])], userPercent: 10, aim: 'none', computes: false };
  const draw = new Draw(new Int32Array(0));
  for (let index = 0; index < scenarios && !isEnough(); index++) {
    const tape = tapeOf(index);
    const stage = CLEAN_ARENA.stage(`focus ${index % bootCountOf(SMALL)}`, bootOf(index % bootCountOf(SMALL), SMALL));
    const lockstep = new Lockstep(CLEAN, stage, without, null);
    const act = (step: Step): StepResult => {
      const result = lockstep.run(step);
      if (result.finding !== null) throw new Error(`scenario ${index}: ${result.finding.theorem} ${result.finding.rule} ${result.finding.message}`);
      return result;
    };
    for (let i = 1; i <= STEPS && lockstep.state.processor.running >= 0; i++) {
      draw.turnTo(i, tape);
      const { atTrap, outcome, after } = act(drawStep(CLEAN.model, lockstep.state, swarm, draw));
      if (outcome === null || outcome.event !== call || outcome.rule === 'ENT-5') continue;
      visit({ before: atTrap, after, outcome, words: wordsOf(call, atTrap.processor.registers), machine: stage.machine, act });
    }
  }
};

/** A call step without stores. */
export const callStep = (call: CallName, ...words: readonly number[]): Step => {
  const registers: { -readonly [Name in keyof RegisterSetting]: RegisterSetting[Name] } = { eax: CALLS[call].number };
  words.forEach((word, i) => { registers[ARGUMENT_REGISTERS[i]] = word; });
  return { kind: 'call', call, stores: [], registers };
};

/** What a load by ring 3 met: a word, a trap, or no pad to load with, as an environment may bind something else there. */
export type Loaded = { readonly kind: 'word'; readonly word: number } | { readonly kind: 'trap'; readonly vector: number } | { readonly kind: 'noPad' };

/** Lets whoever runs now load the word at an address through its pad. */
export const load = ({ act }: Pick<Seen, 'act'>, address: number): Loaded => {
  const { atTrap, trap, after } = act({ kind: 'user', operation: 'load32', registers: { ebx: address } });
  if (!padIsBound(atTrap)) return { kind: 'noPad' };
  return trap === null ? { kind: 'word', word: after.processor.registers.eax } : { kind: 'trap', vector: trap.vector };
};

/** The row that an env argument names; the caller for 0, -1 for a bad id. */
export const rowNamed = (s: State, id: number): number => {
  if (id === 0) return s.processor.running;
  const index = id % 2048;
  return index < s.envs.length && get(s.envs, index).status === 'live' && get(s.envs, index).generation * 2048 + index === id ? index : -1;
};

/** All entries of a state as words, marks (accessed, dirty) left out: equal texts, equal bindings. */
export const bindingsOf = (s: State): string =>
  JSON.stringify(s.spaces.chunks.map((chunk) => chunk.map((space) => space?.tables.map(({ region, frame, lines }) =>
    [region, frame, lines.map((line) => line.map((e) => (e === null ? 0 : [e.present, e.frame, e.writable, e.writeThrough, e.cacheDisable, e.software, e.payload])))]))));

/** ENT-3: what a refused call changed beside EAX, the clock and the accessed bits of its argument pages; empty if nothing. */
export const changedByRefusal = ({ before, after }: Seen): readonly string[] => {
  const changed: string[] = [];
  for (const part of ['envs', 'pages', 'contents', 'quanta'] as const) if (JSON.stringify(before[part]) !== JSON.stringify(after[part])) changed.push(part);
  if (bindingsOf(before) !== bindingsOf(after)) changed.push('bindings');
  const { clock: _clock, registers: was, ...processorBefore } = before.processor;
  const { clock: _later, registers: is, ...processorAfter } = after.processor;
  if (JSON.stringify(processorBefore) !== JSON.stringify(processorAfter)) changed.push('processor');
  if (JSON.stringify({ ...was, eax: 0 }) !== JSON.stringify({ ...is, eax: 0 })) changed.push('registers');
  return changed;
};
