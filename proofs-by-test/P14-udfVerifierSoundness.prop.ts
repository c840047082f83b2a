import { describe, expect, it } from 'vitest';
import { cleanUdfKit } from '../src/check/udf/udfKit.ts';
import type { UdfKit } from '../src/check/udf/udfKit.ts';
import { acceptedOf, programsOf } from '../src/check/udf/udfTotals.ts';
import type { UdfTotals } from '../src/check/udf/udfTotals.ts';
import { budget } from './support/budget.ts';
import { refutationOf, runPrograms } from './support/udfPrograms.ts';

const CLEAN = cleanUdfKit();
/** Lets every program pass, with a bound that nothing reaches. */
const accepting: UdfKit['verify'] = (program, observe) => {
  CLEAN.verify(program, observe);
  return { accepted: true, cost: 300_000, tuples: 5000, executed: 1 };
};

/** Of raw words one program in fifty is accepted, and some must be. */
const PROGRAMS = Math.max(1000, budget(2000));

/** Covers UVR-15, UVR-16. */
describe('P14 what the verifier accepts never faults, and passes only states that it foresaw', () => {
  const totals = runPrograms(CLEAN, PROGRAMS);
  const share = (part: keyof UdfTotals): number => Number(totals[part]) / acceptedOf(totals);

  it('holds on drawn programs', () => {
    expect(totals.findings).toEqual([]);
    expect(programsOf(totals)).toBe(PROGRAMS);
  });

  it('means something: programs of every kind are accepted, and the accepted ones loop, branch, spill and emit', () => {
    expect(totals.generators.constructed.accepted / totals.generators.constructed.programs).toBeGreaterThan(0.5);
    for (const { programs, accepted } of Object.values(totals.generators)) {
      expect(accepted).toBeGreaterThan(0);
      expect(accepted).toBeLessThan(programs);
    }
    expect([share('loops') > 0.2, share('metadataBranches') > 0.5, share('spills') > 0.2, share('emissions') > 0.5]).toEqual([true, true, true, true]);
  });

  it('is refuted by a verifier that accepts everything', () => {
    expect(refutationOf({ verify: accepting }, 1000, ['P14'])).toMatchObject({ theorem: 'P14' });
    expect(refutationOf({ verify: accepting }, 1000, ['P12'])).toMatchObject({ theorem: 'P12', rule: 'UVR-15' });
    expect(refutationOf({ verify: accepting }, 1000, ['P13'])).toMatchObject({ theorem: 'P13', rule: 'UVR-15' });
  });

  it('is refuted by states that leave something out', () => {
    expect(refutationOf({ contains: () => false })).toMatchObject({ theorem: 'P14', rule: 'UVR-16' });
    const forgetful: UdfKit['verify'] = (program, observe) => CLEAN.verify(program, observe === null ? null : (place, state) => { if (place % 5 !== 3) observe(place, state); });
    expect(refutationOf({ verify: forgetful })).toMatchObject({ theorem: 'P14', rule: 'UVR-16' });
  });

  it('is refuted by a verifier that comes to another verdict when it is watched', () => {
    const shy: UdfKit['verify'] = (program, observe) => {
      const verdict = CLEAN.verify(program, observe);
      return verdict.accepted && observe !== null ? { ...verdict, cost: verdict.cost + 1 } : verdict;
    };
    expect(refutationOf({ verify: shy })).toMatchObject({ theorem: 'P14', rule: 'UVR-16' });
  });
});
