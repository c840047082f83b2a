import { describe, expect, it } from 'vitest';
import { get } from '../../src/model/vector.ts';
import { callStep, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { uareaWord } from '../support/uareas.ts';

const SCENARIOS = 1200;
const NAMES = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eip'] as const;
/** IF, the bit that is always set, and the flags of ring 3. */
const SETTABLE = 0x244dd5;

/** Covers WRE-1 to WRE-7. */
describe('wrenv', () => {
  refusalsChangeNothing('wrenv');

  it('sets the registers of one env as given, its flags as ring 3 could set them', () => law('wrenv', ({ before, after, words }) => {
    const target = rowNamed(before, words['env']);
    const at = words['registers'] % 4096;
    // Only records that lie in the caller's own u-area are read again here.
    if (Math.floor(words['registers'] / 4096) !== 0xef800 + before.processor.running || at % 4 !== 0 || at + 40 > 4096) return false;
    const given = (i: number): number => uareaWord(before, before.processor.running, at + 4 * i);
    const saved = get(after.envs, target).registers;
    expect(NAMES.map((name) => saved[name])).toEqual(NAMES.map((_, i) => given(i)));
    expect(saved.eflags).toBe((0x202 | (given(9) & SETTABLE)) >>> 0);
    for (let i = 0; i < before.envs.length; i++) if (i !== target) expect(get(after.envs, i).registers).toEqual(get(before.envs, i).registers);
    return true;
  }, SCENARIOS));

  it('an env that then runs goes on from there', () => law('wrenv', ({ after, words, act }) => {
    const target = rowNamed(after, words['env']);
    const saved = get(after.envs, target).registers;
    const there = act(callStep('yield', words['env'])).after;
    if (there.processor.running !== target) return false;
    expect(there.processor.registers).toEqual(saved);
    return true;
  }, 4 * SCENARIOS));
});
