import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { callStep, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers FRG-1 to FRG-12. */
describe('forge', () => {
  refusalsChangeNothing('forge');

  it('into an empty slot of the own list, then cleared, restores the list', () => law('forge', ({ before, after, words, act }) => {
    const { kd, k, env, ['new']: bytes } = words;
    const caller = before.processor.running;
    const { capabilities } = get(before.envs, caller);
    if (rowNamed(before, env) !== caller || bytes === 0 || capabilities[kd] !== null) return false;
    expect(get(after.envs, caller).capabilities[kd]).not.toBeNull();
    const cleared = act(callStep('forge', k, kd, 0, 0, 0));
    if (cleared.outcome?.event !== 'forge') return false;
    expect(get(cleared.after.envs, caller).capabilities).toEqual(capabilities);
    return true;
  }));

  it('changes one slot of one list and no other list', () => law('forge', ({ before, after, words }) => {
    const target = rowNamed(before, words['env']);
    for (let i = 0; i < before.envs.length; i++) {
      const was = get(before.envs, i).capabilities;
      const is = get(after.envs, i).capabilities;
      expect(is).toEqual(was.map((slot, k) => (i === target && k === words['kd'] ? is[k] : slot)));
    }
    return true;
  }));
});
