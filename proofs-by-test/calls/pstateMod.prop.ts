import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/abi/errors.ts';
import { get } from '../../src/model/vector.ts';
import { bindingsOf, callStep } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers PSM-1 to PSM-8. */
describe('pstate_mod', () => {
  refusalsChangeNothing('pstate_mod');

  it('changes the limits of one page and nothing that is bound', () => law('pstate_mod', ({ before, after, words }) => {
    const { frame, readers, writers } = words;
    expect(bindingsOf(after)).toBe(bindingsOf(before));
    for (let f = 0; f < before.pages.length; f++) {
      const was = get(before.pages, f);
      expect(get(after.pages, f)).toEqual(f === frame ? { ...was, readersLimit: readers, writersLimit: writers } : was);
    }
    return true;
  }));

  it('from then on no binding passes the limit', () => law('pstate_mod', ({ after, words, act }) => {
    const { k, frame, readers } = words;
    const page = get(after.pages, frame);
    if (readers === 2 || page.readers < readers) return false;
    const more = act(callStep('insert_pte', k, frame * 4096 + 1, 0x20000000, 0, 0));
    if (more.outcome?.event !== 'insert_pte') return false;
    expect(more.after.processor.registers.eax).toBe(ERRORS.E_SHARE);
    return true;
  }));
});
