import { ENTRIES_PER_TABLE } from '../abi/addressMap.ts';
import { CALLS } from '../abi/calls.ts';
import type { CallName } from '../abi/calls.ts';
import { ERRORS } from '../abi/errors.ts';
import { UAREA } from '../abi/layout.ts';
import type { Model } from '../model/model.ts';
import type { State } from '../model/state.ts';
import type { Act, Outcome } from '../model/trap.ts';
import { get } from '../model/vector.ts';
import type { Difference } from '../refine/difference.ts';
import { guardsOf } from './callRules.ts';

/** What is known of an entry whose result is not the predicted one. */
interface Case {
  readonly model: Model;
  readonly before: State;
  readonly outcome: Outcome;
  readonly got: State;
  readonly difference: Difference;
}

const isCall = (event: string): event is CallName => event in CALLS;
const took = ({ outcome }: Case, rule: string): boolean => outcome.effects.includes(rule);
/** The first of these rules that took place, or the last one. */
const firstOf = (c: Case, ...rules: readonly string[]): string => rules.find((rule) => took(c, rule)) ?? rules[rules.length - 1];

/** EAX of the env that entered the kernel, wherever it is now. */
const resultOf = (s: State, caller: number): number => (s.processor.running === caller ? s.processor.registers.eax : get(s.envs, caller).registers.eax);

/** ECX, likewise: how many records of a batch were done. */
const doneOf = (s: State, caller: number): number => (s.processor.running === caller ? s.processor.registers.ecx : get(s.envs, caller).registers.ecx);

/** The guard that the kernel applied although the model lets the call pass: the first that gives this error. */
const guardOfError = (c: Case, event: string): string | null => {
  const error = resultOf(c.got, c.before.processor.running);
  if (!isCall(event)) return null;
  const gives = (guard: { readonly error: string }): boolean => Object.entries(ERRORS).some(([name, number]) => name === guard.error && number === error);
  return guardsOf(c.model, event).find(gives)?.rule ?? null;
};

/** The rule that refused the last record of a batch; null if none was refused. */
const refusalIn = (acts: readonly Act[]): string | null => {
  const last = acts.length === 0 ? null : acts[acts.length - 1];
  return last === null || last.error === null ? null : last.rule;
};

/** A batch whose results are not those predicted: the rule of the record at which kernel and model part. */
const ofRecords = (c: Case, acts: readonly Act[]): string | null => {
  const caller = c.before.processor.running;
  if (get(c.got.envs, caller).status !== 'live') return refusalIn(acts);
  const done = doneOf(c.got, caller);
  const wanted = doneOf(c.outcome.next, caller);
  const act = acts[Math.min(done, wanted)];
  const isSameError = resultOf(c.got, caller) === resultOf(c.outcome.next, caller);
  if (act === undefined || (isSameError && done === wanted)) return null;
  // The same error after one record more, or no error after as many: nothing was done that should not have been, and it is told otherwise.
  if (act.error !== null && act.rule !== 'BAT-4' && (isSameError ? done === wanted + 1 : done === wanted && resultOf(c.got, caller) === 0)) return 'BAT-6';
  if (act.error !== null) return act.rule === 'ENT-5' ? 'BAT-5' : act.rule;
  return done < wanted && act.call !== null ? guardOfError(c, act.call) : null;
};

/** What the kernel did where the model refuses: if the refusal itself took place, the field tells; else the guard did not hold. */
const ofRefusal = (c: Case, field: string): string => {
  const { running, registers } = c.outcome.next.processor;
  const { eax, ecx } = c.got.processor.registers;
  // A batch that went on to another refusal gives the same error, and tells in ECX that it went on.
  const refused = c.got.processor.running === running && eax === registers.eax && ecx === registers.ecx;
  const caller = c.before.processor.running;
  const wasEnded = c.got.processor.running !== running && resultOf(c.got, caller) === registers.eax && doneOf(c.got, caller) === registers.ecx;
  if (!refused) return wasEnded ? 'ENV-7' : c.outcome.rule;
  if (field === 'processor.clock') return 'LAY-14';
  if (field.startsWith('processor.registers')) return 'ENT-1';
  return field.startsWith('spaces') ? 'MEM-8' : 'ENT-3';
};

const ofClock = (c: Case): string => {
  if (took(c, 'EXC-1')) return firstOf(c, 'ENT-5', 'EXC-2');
  return firstOf(c, 'FPU-4', 'EXC-4', 'TIM-4', 'TIM-5', 'LAY-14');
};

const ofRegisters = (c: Case, register: string): string => {
  if (took(c, 'EXC-1')) return register === 'esp' || register === 'eip' || register === 'eflags' ? firstOf(c, 'EXC-2') : 'EXC-2';
  if (took(c, 'FPU-4')) return 'FPU-4';
  if (took(c, 'TIM-3')) return 'TIM-3';
  const isSwitch = c.outcome.next.processor.running !== c.before.processor.running;
  if (isSwitch || (took(c, 'TIM-8') && register !== 'eax')) return 'TIM-8';
  const values: readonly string[] = register === 'edx' ? ['GEI-1', 'RPT-5', 'ENA-6', 'ENC-6', 'QAL-9'] : [];
  return c.outcome.acts === null ? firstOf(c, ...values, 'ENT-1') : 'BAT-6';
};

/** A floating-point state that is not where it should be, or not the one that it should be. */
const ofFloatingPoint = (c: Case): string => firstOf(c, 'FPU-4', 'FPU-5', 'FPU-6', 'FPU-7', 'FPU-1');

const ofProcessor = (c: Case, field: string): string => {
  const [part = '', register = ''] = field.split('.').slice(1);
  if (part === 'clock') return ofClock(c);
  if (part === 'registers') return ofRegisters(c, register);
  if (part === 'unit') return ofFloatingPoint(c);
  // Who runs, on what, and until when.
  if (took(c, 'ENV-7')) return 'ENV-7';
  if (part === 'running' && took(c, 'EXC-1')) return 'EXC-1';
  return firstOf(c, 'YLD-2', 'TIM-3', 'TIM-2', 'ENV-6', isCall(c.outcome.event) ? 'ENV-7' : c.outcome.rule);
};

const ofEnv = (c: Case, index: number, [part, register]: readonly string[]): string => {
  const want = get(c.outcome.next.envs, index);
  if (want.status !== 'live') return part === 'floatingPoint' ? firstOf(c, 'FPU-6', 'FPU-5', 'FPU-4', 'FPU-6') : firstOf(c, 'ENV-8', 'ENV-5');
  if (get(c.before.envs, index).status !== 'live') return part === 'floatingPoint' ? 'FPU-7' : 'ENV-8';
  if (part === 'floatingPoint') return ofFloatingPoint(c);
  if (part === 'registers' && took(c, 'WRE-6')) return register === 'eflags' ? 'WRE-7' : 'WRE-6';
  if (part === 'registers') return c.outcome.next.processor.running === index ? 'STA-2' : 'TIM-8';
  return part === 'capabilities' ? firstOf(c, 'FRG-12', 'ACQ-8', 'ENV-5', 'ENT-3') : 'ENV-5';
};

const ofQuantum = (c: Case, index: number, part: string): string => {
  const was = get(c.before.quanta, index);
  const want = get(c.outcome.next.quanta, index);
  if (!was.used) return want.used ? 'QAL-8' : firstOf(c, 'TIM-9', 'QAL-8');
  if (!want.used) return firstOf(c, 'QFR-6', 'ENV-4');
  if (part !== 'ticks') return firstOf(c, 'QST-7', 'ENV-4');
  if (took(c, 'TIM-2') && c.outcome.next.processor.quantum === index) return 'TIM-2';
  return c.before.processor.quantum === index ? firstOf(c, 'TIM-10', 'TIM-9') : 'TIM-9';
};

/** Why a frame should have become free. */
const ofFreeing = (c: Case, frame: number): string => {
  const was = get(c.before.pages, frame);
  if (was.status !== 'user') return firstOf(c, 'PTF-7', 'ENV-2');
  return was.pins > 0 ? 'ENV-3' : 'MEM-4';
};

/** Calls that make bindings, or make them writable: a count that is too low is one that they forgot. */
const COUNTING: readonly string[] = ['insert_pte', 'insert_pte_range', 'mod_pte_range'];

/** A count of bindings. */
const ofCount = (c: Case, got: number, want: number): string => {
  if (took(c, 'ENV-8')) return firstOf(c, 'ENA-5', 'ENC-5');
  return got < want && took(c, 'MEM-3') && COUNTING.includes(c.outcome.event) ? 'MEM-3' : 'MEM-4';
};

const ofPage = (c: Case, frame: number, part: string): string => {
  const want = get(c.outcome.next.pages, frame);
  const got = get(c.got.pages, frame);
  const was = get(c.before.pages, frame);
  if (want.status === 'free') return was.status === 'free' ? firstOf(c, 'MEM-5', 'MEM-4') : ofFreeing(c, frame);
  if (was.status === 'free' && got.status !== want.status) return want.status === 'user' ? firstOf(c, 'ENA-5', 'ENC-5', 'MEM-5') : firstOf(c, 'ENA-5', 'IPR-16', 'INS-14');
  if (part === 'readers' || part === 'writers') return ofCount(c, got[part], want[part]);
  if (part === 'pins') return was.status === 'free' ? 'ENV-8' : 'ENV-3';
  if (part === 'status') return firstOf(c, 'INS-16', 'MEM-4');
  return firstOf(c, 'PGA-10', 'PSM-8', 'MEM-2');
};

const ofSpace = (c: Case, directory: number, path: readonly string[]): string => {
  if (get(c.outcome.next.spaces, directory) === null || path[0] === 'uareas' || path[0] === 'uareaTable') return firstOf(c, 'ENA-5', 'ENC-5', 'ENV-2');
  const leaf = path[path.length - 1];
  if (leaf === 'frame' && path.length > 3) return firstOf(c, 'MEM-5', 'INS-17');
  if (path.length <= 3) return firstOf(c, 'ENA-5', 'INS-14', 'IPR-16', 'PTF-7', 'RMV-8');
  return firstOf(c, 'INS-17', 'IPR-16', 'MPR-12', 'MPR-13', 'RMV-7', 'MEM-8');
};

const ofContents = (c: Case, frame: number, path: readonly string[]): string => {
  if (took(c, 'MEM-1')) return 'MEM-1';
  const isXsp = path[0] === '0' && Number(path[1]) * 4 === UAREA.xsp && Number(path[0]) < ENTRIES_PER_TABLE;
  const isOwn = get(c.before.envs, c.before.processor.running).uarea === frame;
  return isXsp && isOwn && took(c, 'EXC-2') ? 'EXC-2' : firstOf(c, 'EXC-1', 'WRU-7', 'RDU-7', 'RDE-6', 'ACQ-8', 'MEM-4');
};

const ofField = (c: Case): string => {
  const [table, index = '0', ...rest] = c.difference.path.split('.');
  switch (table) {
    case 'processor': return ofProcessor(c, c.difference.path);
    case 'envs': return ofEnv(c, Number(index), rest);
    case 'pages': return ofPage(c, Number(index), rest[0] ?? '');
    case 'quanta': return ofQuantum(c, Number(index), rest[0] ?? '');
    case 'spaces': return ofSpace(c, Number(index), rest);
    case 'contents': return ofContents(c, Number(index), rest);
    default: return c.outcome.rule;
  }
};

/**
 * The rule of an entry that the kernel, the processor or the abstraction could
 * not get through: the guard if the model refuses it, since then nothing should
 * have changed; else the rule that says what is broken.
 */
export const blameBroken = (outcome: Outcome | null, rule: string): string => {
  if (outcome === null) return rule;
  if (outcome.error !== null) return outcome.rule;
  return (outcome.acts === null ? null : refusalIn(outcome.acts)) ?? rule;
};

/**
 * The rule that a difference between prediction and kernel speaks of: the guard
 * if the model refuses and the kernel does not, else the rule of the
 * specification that governs the field, among those that took place.
 */
export const blame = (model: Model, before: State, outcome: Outcome, got: State, difference: Difference): string => {
  const c: Case = { model, before, outcome, got, difference };
  if (outcome.error !== null) return ofRefusal(c, difference.path);
  const caller = before.processor.running;
  const record = outcome.acts === null ? null : ofRecords(c, outcome.acts);
  if (record !== null) return record;
  const isAnswer = caller >= 0 && isCall(outcome.event) && outcome.rule !== 'ENT-5' && get(outcome.next.envs, caller).status === 'live';
  if (isAnswer && get(got.envs, caller).status === 'live' && resultOf(got, caller) !== resultOf(outcome.next, caller)) {
    const guard = outcome.acts === null ? guardOfError(c, outcome.event) : null;
    if (guard !== null) return guard;
  }
  return ofField(c);
};
