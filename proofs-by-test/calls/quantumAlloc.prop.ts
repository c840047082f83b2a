import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { TICKS_PER_ROUND } from '../../src/abi/costs.ts';

/** Covers QAL-1 to QAL-9. */
describe('quantum_alloc', () => {
  refusalsChangeNothing('quantum_alloc');

  it('takes one free row, the lowest if any was asked for, with one round of ticks', () => law('quantum_alloc', ({ before, after, words }) => {
    const { quantum, env, k } = words;
    const rows = Array.from({ length: before.quanta.length }, (_, q) => q);
    const row = quantum === 0xffffffff ? rows.find((q) => !get(before.quanta, q).used) ?? -1 : quantum;
    const index = rowNamed(before, env);
    const guard = get(before.envs, before.processor.running).capabilities[k];
    expect(get(before.quanta, row).used).toBe(false);
    for (const q of rows) {
      const taken = { used: true, env: get(before.envs, index).generation * 2048 + index, ticks: TICKS_PER_ROUND, guard };
      expect(get(after.quanta, q)).toEqual(q === row ? taken : get(before.quanta, q));
    }
    expect(after.processor.registers.edx).toBe(row);
    expect(after.processor).toMatchObject({ quantum: before.processor.quantum, deadline: before.processor.deadline });
    return true;
  }));
});
