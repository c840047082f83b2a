import { describe, expect, it } from 'vitest';
import { ULIM } from '../../src/abi/addressMap.ts';
import { CALLS, QUANTUM_ANY } from '../../src/abi/calls.ts';
import { CALL_COSTS, COST_UNKNOWN_CALL, COST_UPCALL } from '../../src/abi/costs.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { createModel } from '../../src/model/model.ts';
import { entryAt, entryWord, spaceAt } from '../../src/model/pageEntries.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { get } from '../../src/model/vector.ts';
import { A_ID, after, atCall, B_ID, call, enter, machine, SCRATCH, STALE_ID, withRegisters } from './machine.ts';
import { batched, record, recordOf, storedRecords } from './records.ts';

const TRAP = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };
const VA = 0x00400000;
const FRAME = 20;
const BASE = CALL_COSTS.batch.base;
const M = machine();
const root = (quanta: readonly (0 | 1 | null)[] = [0, 1]): State => machine({ a: { capabilities: [{ rights: 7, name: [1] }, { rights: 7, name: [] }] }, quanta });
const wordAt = (s: State, va: number): number => entryWord(entryAt(spaceAt(s, get(s.envs, 0).directory), virtualAddress(va)));
const spent = ({ next }: { readonly next: State }, s: State = M): number => next.processor.clock - s.processor.clock;
const GETEID = record('geteid');
const BIND = record('insert_pte', 0, 3, VA, 0, 0);

describe('batch', () => {
  it('performs records in order, each in the state that the earlier ones leave', () => {
    const s = storedRecords(M, SCRATCH, [BIND, record('insert_pte', 0, FRAME * 4096 + 1, VA + 4096, 0, 0), record('read_pte', VA + 4096, 0, 0)]);
    const done = call(s, 'batch', SCRATCH, 3);
    expect(done).toMatchObject({ event: 'batch', rule: 'BAT-3', error: null });
    expect(get(done.next.pages, FRAME)).toMatchObject({ status: 'user', readers: 2, writers: 1 });
    const single = after(after(s, 'insert_pte', 0, 3, VA, 0, 0), 'insert_pte', 0, FRAME * 4096 + 1, VA + 4096, 0, 0);
    expect([done.next.pages, done.next.spaces]).toEqual([single.pages, single.spaces]);
    expect(done.next.processor.registers).toMatchObject({ eax: 0, ecx: 3, edx: FRAME * 4096 + 5, ebx: SCRATCH });
    expect(done.effects).toEqual(expect.arrayContaining(['BAT-3', 'BAT-6', 'INS-17', 'RPT-5', 'ENT-6', 'ENT-1']));
    expect(done.effects.filter((rule) => rule.startsWith('BAT-'))).toEqual(['BAT-3', 'BAT-6']);
  });

  it('returns in EAX, ECX and EDX and leaves the other registers to the caller', () => {
    const own = { edx: 77, esi: 1, edi: 2, ebp: 3, esp: 4, eflags: 0x246 };
    const at = withRegisters(atCall(storedRecords(M, SCRATCH, [BIND]), 'batch', [SCRATCH, 1]), own);
    expect(enter(at, TRAP).next.processor.registers).toEqual({ ...at.processor.registers, eax: 0, ecx: 1 });
  });

  it('of no record does nothing, wherever the records would be', () => {
    const at = withRegisters(atCall(M, 'batch', [ULIM + 8, 0]), { edx: 77 });
    const done = enter(at, TRAP);
    expect(done).toMatchObject({ rule: 'BAT-3', error: null, acts: [] });
    expect(done.next.processor.registers).toEqual({ ...at.processor.registers, eax: 0, ecx: 0 });
    expect(spent(done)).toBe(BASE);
  });

  it('that is itself refused, or whose records are missing, has no acts and leaves ECX and EDX alone', () => {
    const refused = enter(withRegisters(atCall(M, 'batch', [ULIM - 4, 17]), { edx: 77 }), TRAP);
    expect(refused).toMatchObject({ rule: 'BAT-1', error: 'E_INVAL', acts: null });
    expect(refused.next.processor.registers).toMatchObject({ eax: ERRORS.E_INVAL, ecx: 17, edx: 77 });
    expect(spent(refused)).toBe(BASE);
    expect(call(M, 'batch', ULIM - 27, 1)).toMatchObject({ rule: 'BAT-2', error: 'E_FAULT', acts: null });
    const missing = call(machine({ a: { entfault: 0x1000 } }), 'batch', SCRATCH + 4096 - 0x100 - 4, 1);
    expect(missing).toMatchObject({ event: 'batch', rule: 'ENT-5', error: null, acts: null });
    expect(spent(missing)).toBe(COST_UPCALL);
  });

  it('fetches the records once: a record may unmap the page that holds them', () => {
    const bound = after(M, 'insert_pte', 0, 3, VA, 0, 0);
    const s = storedRecords(bound, VA, [record('insert_pte', 0, 0, VA, 0, 0), record('insert_pte', 0, 3, VA + 4096, 0, 0), GETEID]);
    const done = call(s, 'batch', VA, 3);
    expect(done.next.processor.registers).toMatchObject({ eax: 0, ecx: 3, edx: A_ID });
    expect(wordAt(done.next, VA)).toBe(0);
    const untouched = { ...s, spaces: bound.spaces };
    expect(call(untouched, 'batch', VA, 3).effects).toContain('MEM-8');
  });
});

describe('a record', () => {
  it('that is refused ends the batch; what was done before stays done', () => {
    const done = batched(M, GETEID, BIND, record('insert_pte', 9, 3, VA + 4096, 0, 0), GETEID);
    expect(done).toMatchObject({ rule: 'BAT-3', error: null });
    expect(done.next.processor.registers).toMatchObject({ eax: ERRORS.E_CAP_INVALID, ecx: 2, edx: A_ID });
    expect([get(done.next.pages, FRAME).status, wordAt(done.next, VA + 4096)]).toEqual(['user', 0]);
    expect(done.acts?.map(({ call: name, rule, error }) => [name, rule, error])).toEqual([
      ['geteid', 'GEI-1', null], ['insert_pte', 'INS-17', null], ['insert_pte', 'INS-5', 'E_CAP_INVALID'],
    ]);
    expect(spent(done)).toBe(BASE + CALL_COSTS.geteid.base + 2 * CALL_COSTS.insert_pte.base);
  });

  it.each([
    { what: 'an unknown number', words: recordOf(0xffff), name: null, cost: COST_UNKNOWN_CALL },
    { what: 'batch', words: record('batch', 0, 0), name: 'batch', cost: BASE },
    { what: 'yield', words: record('yield', STALE_ID), name: 'yield', cost: CALL_COSTS.yield.base },
    { what: 'env_free of the caller by 0', words: record('env_free', 9, 0), name: 'env_free', cost: CALL_COSTS.env_free.base },
    { what: 'env_free of the caller by its id', words: record('env_free', 9, A_ID), name: 'env_free', cost: CALL_COSTS.env_free.base },
  ])('is forbidden to be $what', ({ words, name, cost }) => {
    const done = batched(M, GETEID, words, GETEID);
    expect(done.next.processor.registers).toMatchObject({ eax: ERRORS.E_INVAL, ecx: 1, edx: A_ID });
    expect(done.acts?.at(-1)).toMatchObject({ call: name, rule: 'BAT-4', error: 'E_INVAL' });
    expect(done.effects).toContain('BAT-4');
    expect(spent(done)).toBe(BASE + CALL_COSTS.geteid.base + cost);
  });

  it('that lacks a byte is refused with E_FAULT, without an upcall, a mark or anything else', () => {
    const s = machine({ a: { entfault: 0x1000 } });
    for (const missed of [record('wrenv', 2, B_ID, VA), record('rdenv', 2, B_ID, VA), record('rdenv', 2, B_ID, 0xef400000)]) {
      const stored = storedRecords(s, SCRATCH, [GETEID, missed, GETEID]);
      const done = call(stored, 'batch', SCRATCH, 3);
      expect(done.next.processor.registers).toMatchObject({ eax: ERRORS.E_FAULT, ecx: 1, edx: A_ID });
      expect(done.acts?.at(-1)).toMatchObject({ rule: 'ENT-5', error: 'E_FAULT' });
      expect(done.effects).toEqual(['BAT-3', 'BAT-6', 'ENT-1', 'ENT-6', 'GEI-1', 'BAT-5']);
      expect([done.next.spaces, done.next.contents, done.next.envs]).toEqual([stored.spaces, stored.contents, stored.envs]);
      expect(spent(done)).toBe(BASE + CALL_COSTS.geteid.base + CALL_COSTS.rdenv.base);
    }
    const rows = batched(M, record('insert_pte_range', 0, VA, 7, VA, 0, 0));
    expect(spent(rows)).toBe(BASE + CALL_COSTS.insert_pte_range.base + 7 * CALL_COSTS.insert_pte_range.perRow);
  });

  it('marks the pages of its argument bytes even if it is refused', () => {
    const bound = after(M, 'insert_pte', 0, 3, VA, 0, 0);
    const done = batched(bound, record('wrenv', 9, B_ID, VA));
    expect(done.acts).toMatchObject([{ rule: 'WRE-3', error: 'E_CAP_INVALID' }]);
    expect(wordAt(done.next, VA)).toBe(FRAME * 4096 + 0x27);
  });

  it('costs what the call by itself costs, its rows included', () => {
    const dead = batched(after(M, 'insert_pte', 0, 3, VA, 2, B_ID), record('env_free', 2, B_ID), record('remove_vas', SCRATCH, 2, 0, 0));
    // The second record reads the first, whose words are not multiples of 4096.
    expect(dead.acts).toMatchObject([{ rule: 'EFR-4' }, { rule: 'RMV-6' }]);
    const { env_free: freeing, remove_vas: removing } = CALL_COSTS;
    const before = after(M, 'insert_pte', 0, 3, VA, 2, B_ID);
    expect(spent(dead, before)).toBe(BASE + freeing.base + 2 * freeing.perRow + removing.base + 2 * removing.perRow);
    expect([get(dead.next.envs, 1).status, dead.next.processor.running]).toEqual(['free', 0]);
  });

  it('gives EDX if it was the last one done that has a value', () => {
    const value = (...records: readonly (readonly number[])[]): number => batched(withRegisters(M, { edx: 77 }), ...records).next.processor.registers.edx;
    expect(value(GETEID, record('read_pte', VA, 0, 0))).toBe(0);
    expect(value(record('read_pte', VA, 0, 0), GETEID, BIND)).toBe(A_ID);
    expect(value(GETEID, record('read_pte', VA + 4, 0, 0))).toBe(A_ID);
    expect(value(BIND)).toBe(77);
    expect(value(record('read_pte', VA + 4, 0, 0))).toBe(77);
  });
});

describe('the slice of a batch', () => {
  const FREE = record('quantum_free', 1, 0, 0);
  const TAKE = record('quantum_alloc', 0, 0, 0, 0);

  it('ends when the batch does, after the records behind the one that freed the quantum', () => {
    const ended = batched(root(), FREE, GETEID);
    expect(ended.effects).toEqual(['BAT-3', 'BAT-6', 'ENT-1', 'ENT-6', 'QFR-6', 'BAT-7', 'GEI-1', 'ENV-7', 'TIM-2', 'TIM-8']);
    expect(ended.next.processor).toMatchObject({ running: 1, quantum: 1, clock: BASE + CALL_COSTS.quantum_free.base + CALL_COSTS.geteid.base });
    expect(get(ended.next.envs, 0).registers).toMatchObject({ eax: 0, ebx: SCRATCH, ecx: 2, edx: A_ID });
  });

  it('ends, too, if a later record is refused', () => {
    const ended = batched(root(), FREE, record('yield', 0));
    expect(ended.next.processor.running).toBe(1);
    expect(get(ended.next.envs, 0).registers).toMatchObject({ eax: ERRORS.E_INVAL, ecx: 1 });
  });

  it('goes on if the quantum is taken again for the same env', () => {
    const kept = batched(root(), FREE, TAKE);
    expect(kept.next.processor).toMatchObject({ running: 0, quantum: 0, deadline: root().processor.deadline });
    expect(kept.effects).toContain('BAT-7');
    expect(kept.effects).not.toContain('ENV-7');
    expect(get(kept.next.quanta, 0)).toMatchObject({ used: true, env: A_ID, guard: { rights: 7, name: [1] } });
    const given = batched(root(), FREE, record('quantum_alloc', 0, 0, 0, B_ID));
    expect(given.next.processor.running).toBe(1);
    expect(given.effects).toContain('ENV-7');
  });

  it('goes on if it was another quantum', () => {
    const kept = batched(root([0, 1, 0]), record('quantum_free', 1, 2, 0), record('quantum_alloc', 0, QUANTUM_ANY, 0, 0));
    expect(kept.effects).not.toContain('BAT-7');
    expect(kept.next.processor.registers).toMatchObject({ eax: 0, ecx: 2, edx: 2 });
  });

  it('ends with the env whose quantum it was', () => {
    const onB = after(after(root(), 'yield', 0), 'yield', A_ID);
    expect(onB.processor).toMatchObject({ running: 0, quantum: 1 });
    const ended = batched(onB, record('env_free', 1, B_ID), GETEID);
    expect(ended.effects).toEqual(expect.arrayContaining(['ENV-4', 'BAT-7', 'ENV-7']));
    expect(ended.next.processor).toMatchObject({ running: 0, quantum: 0, registers: { eax: 0, ecx: 2, edx: A_ID } });
  });
});

describe('acts', () => {
  it('are told as if each record had been a call of its own', () => {
    const done = batched(M, GETEID, BIND, record('wrenv', 2, B_ID, 8), GETEID);
    const acts = done.acts ?? [];
    expect(acts.map(({ before, after: left }) => left.processor.clock - before.processor.clock)).toEqual([
      CALL_COSTS.geteid.base, CALL_COSTS.insert_pte.base, CALL_COSTS.wrenv.base,
    ]);
    const [id, bind, missed] = acts;
    expect(id.before.processor).toMatchObject({ clock: BASE, registers: { eax: CALLS.geteid.number, ebx: 0, ecx: 0, edx: 0, esp: M.processor.registers.esp } });
    expect(id.after.processor.registers).toEqual({ ...id.before.processor.registers, eax: 0, edx: A_ID });
    expect(bind.before.processor.registers).toMatchObject({ eax: CALLS.insert_pte.number, ebx: 0, ecx: 3, edx: VA, esi: 0, edi: 0 });
    expect(enter(bind.before, TRAP).next).toEqual(bind.after);
    expect(missed.after.processor.registers).toEqual({ ...missed.before.processor.registers, eax: ERRORS.E_FAULT });
    expect(missed.after.pages).toBe(bind.after.pages);
  });

  it('are null for every other entry', () => {
    expect([call(M, 'geteid').acts, call(M, 'yield', 0).acts, enter(M, { ...TRAP, vector: VECTOR.timer }).acts]).toEqual([null, null, null]);
    expect([call(M, 'insert_pte', 9, 3, VA, 0, 0).acts, enter(M, { ...TRAP, vector: VECTOR.pageFault }).acts]).toEqual([null, null]);
    expect(enter(withRegisters(M, { eax: 0xffff }), TRAP).acts).toBeNull();
  });
});

describe('a model without a rule', () => {
  const at = (...records: readonly (readonly number[])[]): State => atCall(storedRecords(M, SCRATCH, records), 'batch', [SCRATCH, records.length]);

  it('lacks its guard in records, too', () => {
    const careless = createModel({ without: 'INS-5' }).enter(at(record('insert_pte', 9, 0, VA, 0, 0)), TRAP);
    expect(careless.acts).toMatchObject([{ rule: 'INS-17', error: null }]);
    const many = Array.from({ length: 17 }, () => GETEID);
    expect(createModel({ without: 'BAT-1' }).enter(at(...many), TRAP).next.processor.registers).toMatchObject({ eax: 0, ecx: 17 });
    expect(createModel({ without: 'BAT-2' }).calls.batch.range).toBeNull();
  });

  it('that lets the caller die by a stale id of its own performs nothing more', () => {
    const s = machine({ a: { generation: 2 } });
    const trap = atCall(storedRecords(s, SCRATCH, [record('env_free', 0, A_ID), GETEID]), 'batch', [SCRATCH, 2]);
    const { acts, next } = createModel({ without: 'EFR-1' }).enter(trap, TRAP);
    expect(acts).toMatchObject([{ rule: 'EFR-4' }]);
    expect(next.processor.running).toBe(1);
    expect(next.processor.registers.eax).toBe(get(s.envs, 1).registers.eax);
  });

  it('still refuses an unknown number in a record: that is BAT-4', () => {
    expect(createModel({ without: 'ENT-2' }).enter(at(recordOf(0xffff)), TRAP).acts).toMatchObject([{ rule: 'BAT-4', error: 'E_INVAL' }]);
  });
});
