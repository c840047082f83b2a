import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers QST-1 to QST-7. */
describe('quantum_set', () => {
  refusalsChangeNothing('quantum_set');

  it('gives one quantum away, guard and ticks unchanged, and keeps running unless it was the running one', () => law('quantum_set', ({ before, after, words }) => {
    const { quantum, env } = words;
    const index = rowNamed(before, env);
    const id = get(before.envs, index).generation * 2048 + index;
    if (before.processor.quantum === quantum && get(before.quanta, quantum).env !== id) return false;
    for (let q = 0; q < before.quanta.length; q++) {
      const was = get(before.quanta, q);
      expect(get(after.quanta, q)).toEqual(q === quantum ? { ...was, env: id } : was);
    }
    expect(after.processor).toMatchObject({ running: before.processor.running, quantum: before.processor.quantum, deadline: before.processor.deadline });
    return true;
  }));

  it('ends the slice of who gives the running quantum away, its result written first (ENV-7)', () => law('quantum_set', ({ before, after, words }) => {
    const { quantum, env } = words;
    const index = rowNamed(before, env);
    if (before.processor.quantum !== quantum || get(before.quanta, quantum).env === get(before.envs, index).generation * 2048 + index) return false;
    const caller = before.processor.running;
    const left = after.processor.running === caller ? after.processor.registers : get(after.envs, caller).registers;
    expect(left).toEqual({ ...before.processor.registers, eax: 0 });
    if (after.processor.running >= 0) expect(get(after.quanta, after.processor.quantum)).toMatchObject({ used: true, ticks: 0 });
    return true;
  }, 2000));
});
