import { describe, expect, it } from 'vitest';
import type { UdfObservation } from '../../../src/model/udf/observer.ts';
import { referenceRun } from '../../../src/model/udf/referenceRun.ts';
import { add, constant, exit, ifNot, load, own, program, set, store, storeImmediate, word, type Bytes } from './assembly.ts';
import { inputOf, runOf, traceOf } from './runs.ts';

const placesOf = (words: readonly Bytes[], costMax = 100): readonly number[] => traceOf(words, { costMax }).states.map(({ place }) => place);

describe('an observer', () => {
  it('is called before each word that is executed, in order, with what was spent before it', () => {
    const { states } = traceOf([set(6, 2), add(6, -1), ifNot(6, 0, -2), constant(0, 1n), exit()]);
    expect(states.map(({ place, cost }) => [place, cost])).toEqual([[0, 0], [1, 1], [2, 2], [1, 3], [2, 4], [3, 5], [5, 6]]);
    expect(states.map(({ registers }) => registers[0][6]).slice(1)).toEqual([2n, 1n, 1n, 0n, 0n, 0n]);
  });

  it('is not called for a word that UDF-18, UDF-10 or UDF-23 stops', () => {
    expect(placesOf([set(0, 1)])).toEqual([0]);
    expect(placesOf([set(0, 1), word(0)])).toEqual([0]);
    expect(placesOf([set(0, 1), set(0, 1), exit()], 2)).toEqual([0, 1]);
    expect(placesOf([set(0, 1), own(), exit()], 9)).toEqual([0]);
  });

  it('is called for a word that another rule stops', () => {
    expect(placesOf([set(0, 1), load('u8', 0, 10, 0)])).toEqual([0, 1]);
  });

  it('reads which bytes of the stack are written, and their values', () => {
    const { states } = traceOf([constant(1, 0x1122_3344_5566_7788n), store('u32', 10, -8, 1), storeImmediate('u8', 10, -512, 5), exit()]);
    expect(states.map(({ bytes }) => bytes.size)).toEqual([0, 0, 4, 5]);
    expect([...(states.at(-1)?.bytes ?? [])]).toEqual([[0x1e00, 5], [0x1ff8, 0x88], [0x1ff9, 0x77], [0x1ffa, 0x66], [0x1ffb, 0x55]]);
  });

  it('sees the tuples that were emitted', () => {
    const counts: number[] = [];
    referenceRun(program(set(1, 7), set(2, 1), set(3, 1), own(), exit()), inputOf(), ({ tuples }) => counts.push(tuples.length));
    expect(counts).toEqual([0, 0, 0, 0, 1]);
  });

  it('looks at the state itself, so that nothing is copied for it', () => {
    const seen: UdfObservation[] = [];
    const stacks = new Set<ArrayLike<number>>();
    referenceRun(program(set(1, 7), set(2, 1), exit()), inputOf(), (observation) => {
      seen.push(observation);
      stacks.add(observation.stack);
    });
    expect([seen.length, new Set(seen).size, stacks.size]).toEqual([3, 1, 1]);
  });

  it('changes nothing by being there', () => {
    const words = [set(6, 9), add(6, -1), ifNot(6, 0, -2), set(1, 7), set(2, 1), set(3, 1), own(), exit()];
    expect(traceOf(words).run).toEqual(runOf(words));
  });
});
