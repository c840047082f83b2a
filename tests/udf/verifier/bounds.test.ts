import { describe, expect, it } from 'vitest';
import { join, meet, normalised, type Bounds } from '../../../src/udf/verifier/bounds.ts';
import { ALL, INTERVALS, KNOWN_BITS, membersOf, PURE, setOf, W4 } from './fourBits.ts';

const signed = (value: number): number => (value > 7 ? value - 16 : value);

/** The ends of both intervals, as far as the numbers themselves say: the signed ones if all have one sign. */
const endsOf = (members: readonly number[]): readonly number[] => {
  const integers = members.map(signed);
  const sign = Math.sign(Math.min(...integers) + 0.5) === Math.sign(Math.max(...integers) + 0.5);
  return [Math.min(...members), Math.max(...members), ...(sign ? [Math.min(...integers), Math.max(...integers)] : [])];
};

const haveEnds = (bounds: Bounds, ends: readonly number[]): boolean => {
  const known = [bounds.unsignedMin, bounds.unsignedMax, bounds.signedMin, bounds.signedMax].map(Number);
  return ends.every((end, i) => known[i] === end);
};

describe('bounds of four bits, all of them', () => {
  it('lose no number of any known bits with any interval, and their ends are numbers that they have', () => {
    let wrong = 0;
    for (const { ones, unknown } of KNOWN_BITS) {
      const matching = ALL.filter((value) => (BigInt(value) & ~unknown) === ones);
      for (const { min, max } of INTERVALS) {
        const members = matching.filter((value) => value >= Number(min) && value <= Number(max));
        const both = normalised(W4, ones, unknown, min, max, -8n, 7n);
        if ((both === null ? 0 : setOf(membersOf(both))) !== setOf(members)) wrong++;
        else if (both !== null && !haveEnds(both, endsOf(members))) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it('lose no number of an unsigned with a signed interval', () => {
    let wrong = 0;
    for (const { min, max } of INTERVALS) {
      const within = ALL.filter((value) => value >= Number(min) && value <= Number(max));
      for (const { min: low, max: high } of INTERVALS) {
        const members = within.filter((value) => signed(value) >= Number(low) - 8 && signed(value) <= Number(high) - 8);
        const both = normalised(W4, 0n, 15n, min, max, low - 8n, high - 8n);
        if ((both === null ? 0 : setOf(membersOf(both))) !== setOf(members)) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  it('meet in what both have', () => {
    let lost = 0;
    for (const a of PURE) {
      for (const b of PURE) {
        const common = a.set & b.set;
        const met = meet(W4, a.bounds, b.bounds);
        if ((met === null ? 0 : setOf(membersOf(met))) !== common) lost++;
      }
    }
    expect(lost).toBe(0);
  });

  it('join to what has all of both', () => {
    let lost = 0;
    for (const a of PURE) {
      for (const b of PURE) {
        const joined = setOf(membersOf(join(a.bounds, b.bounds)));
        if ((joined & (a.set | b.set)) !== (a.set | b.set)) lost++;
      }
    }
    expect(lost).toBe(0);
  });
});
