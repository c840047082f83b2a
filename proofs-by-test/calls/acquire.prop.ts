import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/abi/errors.ts';
import { UAREA } from '../../src/abi/layout.ts';
import { get } from '../../src/model/vector.ts';
import { callStep, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { uareaWord } from '../support/uareas.ts';

/** Covers ACQ-1 to ACQ-8. */
describe('acquire', () => {
  refusalsChangeNothing('acquire');

  it('changes one slot of the caller to what was offered, and takes the offer back', () => law('acquire', ({ before, after, words }) => {
    const { k, granter } = words;
    const caller = before.processor.running;
    const from = rowNamed(before, granter);
    const slot = get(after.envs, caller).capabilities[k];
    const head = uareaWord(before, from, UAREA.gcap) % 256;
    expect([slot?.rights, slot?.name.length]).toEqual([head % 8, Math.floor(head / 32)]);
    expect(uareaWord(after, from, UAREA.aenvid)).toBe(0);
    for (let i = 0; i < before.envs.length; i++) {
      const was = get(before.envs, i).capabilities;
      expect(get(after.envs, i).capabilities).toEqual(was.map((held, at) => (i === caller && at === k ? slot : held)));
    }
    return true;
  }));

  it('gives only what a slot of the granter with DUP dominates', () => law('acquire', ({ before, after, words }) => {
    const from = rowNamed(before, words['granter']);
    const slot = get(after.envs, before.processor.running).capabilities[words['k']];
    const vouchers = get(before.envs, from).capabilities.filter((c) =>
      c !== null && slot !== null && c.rights >= 4 && (c.rights & slot.rights) === slot.rights && c.name.every((byte, i) => slot.name[i] === byte));
    expect(vouchers.length).toBeGreaterThan(0);
    return true;
  }));

  it('is done once: a second time there is no offer', () => law('acquire', ({ words, act }) => {
    const again = act(callStep('acquire', words['k'], words['granter']));
    if (again.outcome?.event !== 'acquire') return false;
    expect(again.after.processor.registers.eax).toBe(ERRORS.E_NOT_FOUND);
    return true;
  }));
});
