import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

const SCENARIOS = 1200;
const NAMES = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eip', 'eflags'] as const;

/** Covers RDE-1 to RDE-6, ENT-9. */
describe('rdenv', () => {
  refusalsChangeNothing('rdenv');

  it('writes the ten registers in their order, where the caller reads them', () => law('rdenv', (seen) => {
    const { before, after, words } = seen;
    const saved = get(before.envs, rowNamed(before, words['env'])).registers;
    for (const [i, name] of NAMES.entries()) {
      const loaded = load(seen, words['registers'] + 4 * i);
      if (loaded.kind !== 'word') return false;
      expect(loaded.word).toBe(saved[name]);
    }
    expect(get(after.envs, rowNamed(before, words['env'])).registers).toEqual(saved);
    return true;
  }, SCENARIOS));
});
