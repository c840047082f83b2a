import { describe, expect, it } from 'vitest';
import { UQUANTA } from '../../src/abi/addressMap.ts';
import { CALL_COSTS, COST_IDLE, COST_SLICE_END } from '../../src/abi/costs.ts';
import { QUANTUM_ANY } from '../../src/abi/calls.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { userLoad } from '../../src/model/userMemory.ts';
import { get } from '../../src/model/vector.ts';
import { A_ID, after, B_ID, call, enter, machine } from './machine.ts';

const SLICE_END = { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS };
const TICK = 500;
const ticks = (s: State): readonly number[] => s.quanta.chunks.flat().slice(0, s.quanta.length).map((quantum) => quantum.ticks);
/** The running slice at its very end. */
const spent = (s: State): State => ({ ...s, processor: { ...s.processor, clock: s.processor.deadline, deadline: -1 } });
const ended = (s: State): State => enter(spent(s), SLICE_END).next;
const ROOT = { rights: 7, name: [] };
const owner = (): State => machine({ a: { capabilities: [{ rights: 7, name: [1] }, ROOT] }, quanta: [0, 1, 0] });

describe('ticks', () => {
  it('are given by the round that begins at boot', () => {
    const s = machine({ quanta: [0, 1, null, 1] });
    expect(ticks(s)).toEqual([0, 8, 0, 8, 0, 0, 0, 0]);
    expect(s.processor.deadline).toBe(8 * TICK);
    expect(userLoad(s, virtualAddress(UQUANTA + 32 + 8), 4, true)).toMatchObject({ value: 8 });
  });

  it('are used up by a whole slice; a round begins where the look passes the first row', () => {
    const second = ended(machine());
    expect(second.processor).toMatchObject({ quantum: 1, deadline: 8 * TICK + COST_SLICE_END + 8 * TICK });
    expect(ticks(second).slice(0, 2)).toEqual([0, 0]);
    const third = enter(spent(second), SLICE_END);
    expect(third.effects).toEqual(['TIM-4', 'TIM-2', 'TIM-8', 'TIM-9']);
    expect(ticks(third.next).slice(0, 2)).toEqual([0, 8]);
  });

  it('are saved up while the env sleeps, to a bound', () => {
    let s = machine({ b: { status: 0 } });
    for (let round = 0; round < 3; round++) s = ended(s);
    expect(ticks(s).slice(0, 2)).toEqual([0, 15]);
  });

  it('that are left are kept, the cost of the entry not counted among them', () => {
    const yielded = call(machine(), 'yield', 0);
    expect(yielded.effects).toEqual(['YLD-3', 'ENT-1', 'TIM-2', 'TIM-8', 'TIM-10']);
    expect(ticks(yielded.next).slice(0, 2)).toEqual([7, 0]);
    const exact = { ...machine(), processor: { ...machine().processor, clock: 8 * TICK - CALL_COSTS.yield.base - TICK } };
    expect(ticks(after(exact, 'yield', 0))[0]).toBe(1);
    const late = { ...exact, processor: { ...exact.processor, clock: exact.processor.clock + 1 } };
    expect(ticks(after(late, 'yield', 0))[0]).toBe(0);
  });

  it('stay away from an idle kernel, which begins a round at each look', () => {
    const idle = machine({ a: { status: 0 }, b: { status: 0 } });
    expect(idle.processor).toMatchObject({ running: -1, quantum: 7, deadline: 8 * TICK });
    expect(ticks(idle).slice(0, 2)).toEqual([8, 8]);
    const woken = enter(idle, SLICE_END);
    expect(woken.effects).toEqual(['TIM-5', 'TIM-3', 'TIM-9']);
    expect(ticks(woken.next).slice(0, 2)).toEqual([15, 15]);
    expect(woken.next.processor.deadline).toBe(COST_IDLE + 8 * TICK);
  });
});

describe('quanta', () => {
  it('are taken with ticks for a first slice, named or any', () => {
    const any = call(machine(), 'quantum_alloc', 2, QUANTUM_ANY, 0, B_ID);
    expect(any.next.processor.registers).toMatchObject({ eax: 0, edx: 2 });
    expect(get(any.next.quanta, 2)).toEqual({ used: true, env: B_ID, ticks: 8, guard: { rights: 7, name: [2] } });
    expect(get(after(machine(), 'quantum_alloc', 0, 7, 0, 0).quanta, 7).env).toBe(A_ID);
  });

  it('end the slice when the running one is freed, after the results were written', () => {
    const freed = call(owner(), 'quantum_free', 1, 0, 0);
    expect(freed.effects).toEqual(['QFR-6', 'ENT-1', 'ENV-7', 'TIM-2', 'TIM-8']);
    expect(freed.next.processor).toMatchObject({ running: 1, quantum: 1 });
    expect(get(freed.next.envs, 0).registers.eax).toBe(0);
    expect(call(owner(), 'quantum_free', 1, 1, 0).next.processor).toMatchObject({ running: 0, quantum: 0 });
  });

  it('end the slice when the running one goes to another env, and keep what is left of it', () => {
    const given = call(owner(), 'quantum_set', 1, 0, 0, B_ID);
    expect(given.effects).toEqual(['QST-7', 'ENT-1', 'ENV-7', 'TIM-2', 'TIM-8', 'TIM-10']);
    expect(given.next.processor).toMatchObject({ running: 1, quantum: 1 });
    expect(get(given.next.quanta, 0)).toMatchObject({ env: B_ID, ticks: 7 });
    const same = call(owner(), 'quantum_set', 1, 0, 0, 0);
    expect(same.effects).toEqual(['QST-7', 'ENT-1']);
    expect(same.next.quanta).toEqual(owner().quanta);
  });

  it('that are lent end no slice while their env stays what it was', () => {
    const guest = after(machine({ b: { capabilities: [{ rights: 7, name: [2] }, ROOT] } }), 'yield', B_ID);
    expect(guest.processor).toMatchObject({ running: 1, quantum: 0 });
    expect(call(guest, 'quantum_set', 1, 0, 0, A_ID).next.processor).toMatchObject({ running: 1, quantum: 0 });
    expect(call(guest, 'quantum_set', 1, 0, 0, 0).effects).toContain('ENV-7');
  });

  it('idle the kernel when the last one is freed by its env', () => {
    const alone = machine({ a: { capabilities: [{ rights: 7, name: [1] }, ROOT] }, quanta: [0] });
    const freed = call(alone, 'quantum_free', 1, 0, 0);
    expect(freed.effects).toEqual(['QFR-6', 'ENT-1', 'ENV-7', 'TIM-3', 'TIM-9']);
    expect(freed.next.processor).toMatchObject({ running: -1, quantum: 0 });
  });
});
