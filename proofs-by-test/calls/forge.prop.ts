import { describe, expect } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { callStep, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers FRG-1 to FRG-12. */
describe('forge', () => {
  refusalsChangeNothing('forge');

  law('forge', 'into an empty slot of the own list, then cleared, restores the list', ({ before, after, words, act }) => {
    const { kd, k, env, ['new']: bytes } = words;
    const caller = before.processor.running;
    const { capabilities } = get(before.envs, caller);
    if (rowNamed(before, env) !== caller || bytes === 0 || capabilities[kd] !== null) return false;
    expect(get(after.envs, caller).capabilities[kd]).not.toBeNull();
    const cleared = act(callStep('forge', k, kd, 0, 0, 0));
    if (cleared.outcome?.event !== 'forge') return false;
    expect(get(cleared.after.envs, caller).capabilities).toEqual(capabilities);
    return true;
  });

  law('forge', 'changes one slot of one list and no other list', ({ before, after, words }) => {
    const target = rowNamed(before, words['env']);
    for (let i = 0; i < before.envs.length; i++) {
      const was = get(before.envs, i).capabilities;
      const is = get(after.envs, i).capabilities;
      was.forEach((slot, k) => { if (i !== target || k !== words['kd']) expect(is[k]).toEqual(slot); });
    }
    return true;
  });
});
