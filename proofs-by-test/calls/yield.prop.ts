import { describe, expect } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers YLD-1 to YLD-3, TIM-1, TIM-2, TIM-8. */
describe('yield', () => {
  refusalsChangeNothing('yield');

  law('yield', 'saves the caller\'s registers with EAX = 0 and enters another exactly as it was left', ({ before, after }) => {
    const caller = before.processor.running;
    const next = after.processor.running;
    if (next === caller || next < 0) return false;
    expect(get(after.envs, caller).registers).toEqual({ ...before.processor.registers, eax: 0 });
    expect(after.processor.registers).toEqual(get(before.envs, next).registers);
    return true;
  });

  law('yield', 'directed, keeps quantum and deadline; else the deadline is a slice away', ({ before, after, outcome }) => {
    const { quantum, deadline, clock } = after.processor;
    if (outcome.rule === 'YLD-2') expect([quantum, deadline]).toEqual([before.processor.quantum, before.processor.deadline]);
    else expect(deadline).toBe(clock + after.boot.geometry.sliceCycles);
    return true;
  });
});
