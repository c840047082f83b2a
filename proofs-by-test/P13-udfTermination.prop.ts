import { describe, expect, it } from 'vitest';
import type { UdfProgram } from '../src/abi/udf.ts';
import { cleanUdfKit } from '../src/check/udf/udfKit.ts';
import type { UdfKit } from '../src/check/udf/udfKit.ts';
import { assembleText } from '../src/udf/text/assembleText.ts';
import { budget } from './support/budget.ts';
import { refutationOf, runPrograms } from './support/udfPrograms.ts';

const CLEAN = cleanUdfKit();
type Verify = UdfKit['verify'];
/** A verifier that tells other bounds of what it accepts. */
const bounding = (cost: (bound: number) => number, tuples: (bound: number) => number): { readonly verify: Verify } => ({
  verify: (program, observe) => {
    const verdict = CLEAN.verify(program, observe);
    return verdict.accepted ? { ...verdict, cost: cost(verdict.cost), tuples: tuples(verdict.tuples) } : verdict;
  },
});
const programOf = (text: string): UdfProgram => assembleText(text).functions[0];

/** Covers UVR-11 to UVR-15, UVR-17. */
describe('P13 downloaded code ends within a known cost, and so does its verifier', () => {
  it('holds on drawn programs', () => {
    expect(runPrograms(CLEAN, budget(500), ['P13']).findings).toEqual([]);
  });

  it.each<[string, { readonly verify: Verify }]>([
    ['a bound of cost that is one too low', bounding((bound) => bound - 1, (bound) => bound)],
    ['a bound of tuples that is one too low', bounding((bound) => bound, (bound) => bound - 1)],
  ])('is refuted by %s', (_, broken) => {
    expect(refutationOf(broken)).toMatchObject({ theorem: 'P13', rule: 'UVR-15' });
  });

  it('is refuted by a verifier that works for longer than it may, or throws', () => {
    const working: Verify = (program, observe) => {
      const verdict = CLEAN.verify(program, observe);
      return verdict.accepted ? { ...verdict, executed: 524_289 } : verdict;
    };
    expect(refutationOf({ verify: working })).toMatchObject({ theorem: 'P13', rule: 'UVR-17' });
    const throwing: Verify = () => { throw new RangeError('no'); };
    expect(refutationOf({ verify: throwing })).toMatchObject({ theorem: 'P13', rule: 'UVR-17' });
  });

  it.each<[string, string]>([
    ['jumps to itself', 'goto -1\n'],
    ['turns for ever on two words', 'r0 = 0\nr0 += 1\ngoto -2\n'],
    ['calls itself', 'call pc-1\nexit\n'],
    ['ends only if its metadata says so', '.section owns/8\nagain:\nr0 = *(u64 *)(r1 + 0)\nif r0 != 0 goto again\nexit\n'],
  ])('refuses a program that %s', (_, text) => {
    expect(CLEAN.verify(programOf(text), null).accepted).toBe(false);
  });
});
