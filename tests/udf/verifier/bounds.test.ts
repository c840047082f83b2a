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

const knownEndsOf = (bounds: Bounds, count: number): readonly number[] =>
  [bounds.unsignedMin, bounds.unsignedMax, bounds.signedMin, bounds.signedMax].slice(0, count).map(Number);

describe('bounds of four bits, all of them', () => {
  it('lose no number of any known bits with any interval, and their ends are numbers that they have', () => {
    for (const { ones, unknown } of KNOWN_BITS) {
      for (const { min, max } of INTERVALS) {
        const members = ALL.filter((value) => (BigInt(value) & ~unknown) === ones && value >= Number(min) && value <= Number(max));
        const both = normalised(W4, ones, unknown, min, max, -8n, 7n);
        expect(both === null ? [] : membersOf(both)).toEqual(members);
        if (both === null) continue;
        const ends = endsOf(members);
        expect(knownEndsOf(both, ends.length)).toEqual(ends);
      }
    }
  });

  it('lose no number of an unsigned with a signed interval', () => {
    for (const { min, max } of INTERVALS) {
      for (const { min: low, max: high } of INTERVALS) {
        const members = ALL.filter((value) => value >= Number(min) && value <= Number(max) && signed(value) >= Number(low) - 8 && signed(value) <= Number(high) - 8);
        const both = normalised(W4, 0n, 15n, min, max, low - 8n, high - 8n);
        expect(both === null ? [] : membersOf(both)).toEqual(members);
      }
    }
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
