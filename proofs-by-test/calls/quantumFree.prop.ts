import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/abi/errors.ts';
import { get } from '../../src/model/vector.ts';
import { callStep } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers QFR-1 to QFR-6. */
describe('quantum_free', () => {
  refusalsChangeNothing('quantum_free');

  it('frees one row, which then is not there to be freed again', () => law('quantum_free', ({ before, after, words, act }) => {
    const { k, quantum } = words;
    expect(get(after.quanta, quantum)).toEqual({ used: false, env: 0, ticks: 0, guard: null });
    if (after.processor.running !== before.processor.running) return false;
    const again = act(callStep('quantum_free', k, quantum, 0));
    if (again.outcome?.event !== 'quantum_free') return false;
    expect(again.after.processor.registers.eax).toBe(ERRORS.E_NOT_FOUND);
    return true;
  }));

  it('of the running quantum ends the slice: another row runs, or none (ENV-7)', () => law('quantum_free', ({ before, after, words }) => {
    const { quantum } = words;
    if (before.processor.quantum !== quantum) return false;
    const { running, quantum: next } = after.processor;
    if (running >= 0) expect(next).not.toBe(quantum);
    const caller = before.processor.running;
    const left = running === caller ? after.processor.registers : get(after.envs, caller).registers;
    expect(left).toEqual({ ...before.processor.registers, eax: 0 });
    return true;
  }, 2000));
});
