import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/abi/errors.ts';
import { spaceAt } from '../../src/model/pageEntries.ts';
import { get } from '../../src/model/vector.ts';
import { callStep, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers EFR-1 to EFR-4, ENV-1 to ENV-7. */
describe('env_free', () => {
  refusalsChangeNothing('env_free');

  it('gives back every frame of a space that nobody else uses, and its id names nobody ever after', () => law('env_free', ({ before, after, words, act }) => {
    const target = rowNamed(before, words['env']);
    const was = get(before.envs, target);
    const is = get(after.envs, target);
    const last = 2 ** before.boot.geometry.generationBits - 1;
    expect([is.status, is.generation]).toEqual(was.generation === last ? ['retired', last] : ['free', was.generation + 1]);
    const sharers = spaceAt(before, was.directory).uareas.filter((row) => row !== target);
    expect(get(after.spaces, was.directory)?.uareas ?? []).toEqual(sharers);
    for (let f = 0; f < before.pages.length; f++) {
      const row = get(after.pages, f);
      expect(row.status !== 'user' || row.readers + row.pins > 0).toBe(true);
    }
    expect(get(after.pages, was.directory).status).toBe(sharers.length === 0 ? 'free' : 'directory');
    for (let q = 0; q < after.quanta.length; q++) expect(get(after.quanta, q)).not.toMatchObject({ used: true, env: was.generation * 2048 + target });
    if (after.processor.running < 0) return true;
    const again = act(callStep('yield', was.generation * 2048 + target));
    if (again.outcome?.event !== 'yield') return false;
    expect(again.after.processor.registers.eax).toBe(ERRORS.E_BAD_ENV);
    return true;
  }));
});
