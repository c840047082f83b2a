import { describe, expect, it } from 'vitest';
import { BATCH_RECORD_WORDS, CALLS } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { cleanKit } from '../../src/check/programs.ts';
import type { Registers, State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { get } from '../../src/model/vector.ts';
import type { Seen } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { uareaWord } from '../support/uareas.ts';

const MODEL = cleanKit().model;
const SYSTEM_CALL = { vector: 0x30, errorCode: 0, address: NO_ADDRESS };
const FORBIDDEN: readonly number[] = [CALLS.batch.number, CALLS.yield.number];

/** The records, if they lie in the caller's own u-area; null if they do not. */
const recordsOf = ({ before, words }: Seen): readonly (readonly number[])[] | null => {
  const at = words['records'] % 4096;
  const { running } = before.processor;
  if (Math.floor(words['records'] / 4096) !== 0xef800 + running || at % 4 !== 0 || at + 4 * BATCH_RECORD_WORDS * words['n'] > 4096) return null;
  return Array.from({ length: words['n'] }, (_, record) =>
    Array.from({ length: BATCH_RECORD_WORDS }, (_word, i) => uareaWord(before, running, at + 4 * (BATCH_RECORD_WORDS * record + i))));
};

/** The registers of a call made by itself. */
const registersOf = (r: Registers, [eax, ebx, ecx, edx, esi, edi, ebp]: readonly number[]): Registers => ({ ...r, eax, ebx, ecx, edx, esi, edi, ebp });

/** What the records do as calls of their own, one after another; null if one ends the slice or is nothing that a batch performs. */
const oneByOne = (before: State, records: readonly (readonly number[])[]): { state: State; done: number } | null => {
  const { registers, running, deadline } = before.processor;
  let state = before;
  for (const [done, record] of records.entries()) {
    if (FORBIDDEN.includes(record[0]) || record[0] === CALLS.env_free.number) return null;
    const { next, rule, event } = MODEL.enter({ ...state, processor: { ...state.processor, registers: registersOf(registers, record) } }, SYSTEM_CALL);
    if (rule === 'ENT-5' || event === 'unknown' || next.processor.running !== running || next.processor.deadline !== deadline) return null;
    state = next;
    if (next.processor.registers.eax !== 0) return { state, done };
  }
  return { state, done: records.length };
};

/** The tables of a state that calls change, as values. */
const tablesOf = (s: State): readonly unknown[] => {
  const rows: unknown[] = [];
  for (let f = 0; f < s.pages.length; f++) rows.push(get(s.pages, f));
  for (let q = 0; q < s.quanta.length; q++) rows.push(get(s.quanta, q));
  for (let i = 0; i < s.envs.length; i++) rows.push(get(s.envs, i).status, get(s.envs, i).generation, get(s.envs, i).capabilities, get(s.envs, i).registers);
  return rows;
};

/** Covers BAT-1 to BAT-7. */
describe('batch', () => {
  refusalsChangeNothing('batch');

  it('does what its records do as calls of their own, in order, up to the first that is refused (BAT-3)', () => law('batch', (seen) => {
    const records = recordsOf(seen);
    const alone = records === null || records.length === 0 || seen.after.processor.deadline !== seen.before.processor.deadline ? null : oneByOne(seen.before, records);
    if (alone === null) return false;
    expect(tablesOf(seen.after)).toEqual(tablesOf(alone.state));
    expect(seen.after.processor.registers.ecx).toBe(alone.done);
    return true;
  }));

  it('tells how many were done and why it stopped (BAT-6): all and no error, or fewer and one', () => law('batch', ({ before, after, words, outcome }) => {
    if (after.processor.running !== before.processor.running) return false;
    const { eax, ecx, ebx, esi, edi, ebp, esp } = after.processor.registers;
    expect(eax === 0).toBe(ecx === words['n']);
    expect(ecx).toBe(outcome.acts?.filter(({ error }) => error === null).length);
    const was = before.processor.registers;
    expect([ebx, esi, edi, ebp, esp]).toEqual([was.ebx, was.esi, was.edi, was.ebp, was.esp]);
    return true;
  }));

  it('stops at a record that no batch performs, and at a byte that is missing, without an upcall (BAT-4, BAT-5)', () => {
    const stopped = new Map<string, number>();
    law('batch', ({ before, after, outcome }) => {
      const last = outcome.acts?.at(-1);
      if (last === undefined || last.error === null || after.processor.running !== before.processor.running) return false;
      expect(after.processor.registers.eax).toBe(ERRORS[last.error]);
      expect(after.processor.registers.eip).toBe(before.processor.registers.eip);
      if (last.rule === 'BAT-4') expect(last.error).toBe('E_INVAL');
      if (last.rule === 'ENT-5') expect(last.error).toBe('E_FAULT');
      stopped.set(last.rule, (stopped.get(last.rule) ?? 0) + 1);
      return true;
    });
    expect(stopped.get('BAT-4') ?? 0).toBeGreaterThan(2);
    expect(stopped.get('ENT-5') ?? 0).toBeGreaterThan(2);
  });

  it('ends the slice if the running quantum is gone when it ends (ENV-7, BAT-7)', () => law('batch', ({ before, after }) => {
    const { quantum, running } = before.processor;
    const owner = get(before.quanta, quantum).env;
    const left = get(after.quanta, quantum).env;
    if (owner === left) return false;
    expect(after.processor.running === running && after.processor.deadline === before.processor.deadline).toBe(false);
    return true;
  }, 2500));
});
