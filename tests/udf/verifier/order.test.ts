import { describe, expect, it } from 'vitest';
import { decodeWords } from '../../../src/udf/decode.ts';
import { callSitesOf, Chain } from '../../../src/udf/verifier/chain.ts';
import { orderOf } from '../../../src/udf/verifier/order.ts';
import type { AbstractState } from '../../../src/udf/verifier/state.ts';
import { verify } from '../../../src/udf/verifier/verify.ts';
import { assemble } from './assemble.ts';

/** The places at which blocks begin, in their order, and the heads of loops among them. */
const arrangement = (text: string): readonly [readonly number[], readonly number[]] => {
  const words = decodeWords(assemble(text));
  const { positions, isLeader, isHead } = orderOf(words);
  const leaders = words.map((_, place) => place).filter((place) => isLeader[place] === 1);
  return [leaders.toSorted((a, b) => positions[a] - positions[b]), leaders.filter((place) => isHead[place] === 1)];
};

/** The places in the order in which they are executed. */
const passage = (text: string, metadataBytesMin = 8): readonly number[] => {
  const places: number[] = [];
  const verdict = verify({ kind: 'owns', metadataBytesMin, words: assemble(text) }, (place) => { places.push(place); });
  expect(verdict).toMatchObject({ accepted: true, executed: places.length });
  return places;
};

describe('the order of a program', () => {
  it('puts the two ways of a branch before what follows both', () => {
    expect(arrangement('if r1 == 0 goto a\nr0 = 1\ngoto b\na:\nr0 = 2\nb:\nexit')).toEqual([[0, 1, 3, 4], []]);
  });

  it('puts the body of a loop before its head, and what follows the loop behind', () => {
    expect(arrangement('r0 = 0\nloop:\nif r0 > 9 goto out\nr0 += 1\nif r1 == r2 goto loop\nr0 += 2\ngoto loop\nout:\nexit')).toEqual([[0, 2, 4, 1, 6], [1]]);
  });

  it('puts inner loops inside of outer ones', () => {
    const text = 'r6 = 9\nouter:\nr7 = 9\ninner:\nr7 -= 1\nif r7 != 0 goto inner\nr6 -= 1\nif r6 != 0 goto outer\nexit';
    expect(arrangement(text)).toEqual([[0, 2, 4, 1, 6], [1, 2]]);
  });

  it('knows the loop that is one block', () => {
    expect(arrangement('r0 = 9\nloop:\nr0 -= 1\nif r0 != 0 goto loop\nexit')).toEqual([[0, 1, 3], [1]]);
  });
});

describe('a chain of calls', () => {
  it('is one object while something is executed in it, and then another', () => {
    const first = new Chain(null, -1, -1);
    const callee = first.callee(7, 3);
    callee.retain();
    expect(first.callee(7, 3)).toBe(callee);
    const inner = callee.callee(9, 1);
    inner.retain();
    callee.release();
    expect(first.callee(7, 3)).toBe(callee);
    expect([inner.depth, inner.positions, callSitesOf(inner)]).toEqual([2, [3, 1], [7, 9]]);
    inner.release();
    expect(first.callee(7, 3)).not.toBe(callee);
  });
});

describe('states are executed', () => {
  it('in turns, each way of which is joined before the next one begins', () => {
    const text = 'r3 = *(u64 *)(r1 + 0)\nr0 = 0\nloop:\nr0 += 1\nif r0 == 3 goto out\nif r3 & 1 goto loop\nif r3 & 2 goto loop\nr4 = 7\ngoto loop\nout:\nexit';
    expect(passage(text)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 2, 3, 8]);
  });

  it('on all ways of a local function before its caller goes on, at the head of a loop as well', () => {
    const text = 'r6 = *(u8 *)(r1 + 0)\nr7 = 2\nloop:\nr1 = r6\ncall f\nr7 -= 1\nif r7 != 0 goto loop\nexit\nf:\nr0 = 0\nif r1 == 1 goto a\nif r1 == 2 goto a\nexit\na:\nexit';
    const turn = [2, 3, 7, 8, 9, 10, 11, 4, 5];
    expect(passage(text)).toEqual([0, 1, ...turn, ...turn, 6]);
  });

  it('with the highest cost and the most tuples of the ways that were joined', () => {
    const text = 'r6 = *(u8 *)(r1 + 0)\nif r6 == 0 goto join\nr1 = 1\nr2 = 1\nr3 = 1\ncall own\njoin:\nif r6 == 1 goto short\nr1 = 1\nr2 = 1\nr3 = 1\ncall own\nr0 = 0\nexit\nshort:\nr0 = 1\nexit';
    expect(verify({ kind: 'owns', metadataBytesMin: 8, words: assemble(text) })).toEqual({ accepted: true, cost: 29, tuples: 2, executed: 15 });
  });

  it('and shown to the observer as they were, whatever is executed afterwards', () => {
    const seen: (bigint | undefined)[] = [];
    const states: AbstractState[] = [];
    verify({ kind: 'owns', metadataBytesMin: 0, words: assemble('r0 = 5\nr0 += 1\nr0 += 1\nexit') }, (_, state) => {
      states.push(state);
      seen.push(state.register(0)?.full.unsignedMin);
    });
    expect(states.map((state) => state.register(0)?.full.unsignedMin)).toEqual(seen);
    expect(seen).toEqual([undefined, 5n, 6n, 7n]);
  });
});
