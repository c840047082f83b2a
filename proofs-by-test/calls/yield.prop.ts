import { describe, expect, it } from 'vitest';
import { TICKS_MAX, TICKS_PER_ROUND } from '../../src/abi/costs.ts';
import { get } from '../../src/model/vector.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers YLD-1 to YLD-3, TIM-1, TIM-2, TIM-8. */
describe('yield', () => {
  refusalsChangeNothing('yield');

  it('saves the caller\'s registers with EAX = 0 and enters another exactly as it was left', () => law('yield', ({ before, after }) => {
    const caller = before.processor.running;
    const next = after.processor.running;
    if (next === caller || next < 0) return false;
    expect(get(after.envs, caller).registers).toEqual({ ...before.processor.registers, eax: 0 });
    expect(after.processor.registers).toEqual(get(before.envs, next).registers);
    return true;
  }));

  it('directed, keeps quantum and deadline; else the deadline is the ticks of a slice away (TIM-2, TIM-9)', () => law('yield', ({ before, after, outcome }) => {
    const { quantum, deadline, clock } = after.processor;
    const directed = outcome.rule === 'YLD-2';
    const ticks = (deadline - clock) / after.boot.geometry.tickCycles;
    if (directed) expect([quantum, deadline]).toEqual([before.processor.quantum, before.processor.deadline]);
    else expect([Number.isInteger(ticks), ticks >= TICKS_PER_ROUND, ticks <= TICKS_MAX]).toEqual([true, true, true]);
    return true;
  }));
});
