import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { bindingsOf } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers PGA-1 to PGA-10. */
describe('pgacl_mod', () => {
  refusalsChangeNothing('pgacl_mod');

  it('changes one entry of one ACL; bindings stay, since access was checked when they were made', () => law('pgacl_mod', ({ before, after, words }) => {
    const { frame, position } = words;
    expect(bindingsOf(after)).toBe(bindingsOf(before));
    for (let f = 0; f < before.pages.length; f++) {
      const { acl: was, ...rowBefore } = get(before.pages, f);
      const { acl: is, ...rowAfter } = get(after.pages, f);
      expect(rowAfter).toEqual(rowBefore);
      expect(is).toEqual(was.map((slot, i) => (f === frame && i === position ? is[i] : slot)));
    }
    return true;
  }));
});
