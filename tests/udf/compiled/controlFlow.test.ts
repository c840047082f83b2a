import { describe, expect, it } from 'vitest';
import { decodeWords } from '../../../src/udf/decode.ts';
import { readControlFlow } from '../../../src/udf/compiled/controlFlow.ts';
import { dominatorsOf } from '../../../src/udf/compiled/dominators.ts';
import { divide } from '../../../src/udf/compiled/localFunctions.ts';
import { branch, callLocal, exit, illegal, ja, lddw, mov, program } from '../words.ts';

const flowOf = (words: Uint8Array): ReturnType<typeof readControlFlow> => readControlFlow(decodeWords(words));

describe('basic blocks', () => {
  it('end with jumps, at targets, and where no instruction is', () => {
    const { blocks, entryCount } = flowOf(program(mov(0, 1), branch('JEQ', 64, 0, 0, 2), lddw(1, 5n), ja(-2), illegal()));
    expect(entryCount).toBe(1);
    expect(blocks).toEqual([
      { places: [0, 1], end: { kind: 'branch', taken: 2, otherwise: 1 } },
      { places: [2], end: { kind: 'jump', target: 2 } },
      { places: [4], end: { kind: 'jump', target: 3 } },
      { places: [], end: { kind: 'fault', place: 3, rule: 'UDF-10' } },
    ]);
  });

  it('leave out what cannot be reached', () => {
    expect(flowOf(program(exit(), mov(0, 1), exit())).blocks).toHaveLength(1);
  });
});

describe('local functions', () => {
  it('are apart if they share no block, and one with two entries if they do', () => {
    const apart = flowOf(program(callLocal(2), callLocal(2), exit(), exit(), exit()));
    expect(divide(apart)).toEqual([{ entries: [0], blocks: [0] }, { entries: [1], blocks: [1] }, { entries: [2], blocks: [2] }]);
    const joined = flowOf(program(callLocal(2), callLocal(3), exit(), mov(0, 1), ja(0), exit()));
    expect(divide(joined)).toEqual([{ entries: [0], blocks: [0] }, { entries: [1, 2], blocks: [1, 2] }]);
  });

  it('take each word once, however many run into each other', () => {
    const words = program(...Array.from({ length: 1000 }, (_, place) => callLocal(998 - 2 * place)), exit());
    const flow = flowOf(words);
    const functions = divide(flow);
    expect(functions.flatMap(({ blocks }) => blocks).toSorted((a, b) => a - b)).toEqual([...flow.blocks.keys()]);
  });
});

describe('dominators', () => {
  it('of two ways that meet, and of a loop around them', () => {
    const dominators = dominatorsOf([[1], [2, 3], [4], [4], [1, 5], []], 0);
    expect(dominators?.children).toEqual([[1], expect.arrayContaining([2, 3, 4]), [], [], [5], []]);
    expect([...dominators?.merges ?? []]).toEqual([4]);
    expect([...dominators?.loopHeads ?? []]).toEqual([1]);
  });

  it('are not asked for where a loop is entered in its middle', () => {
    expect(dominatorsOf([[1, 2], [2], [1]], 0)).toBeNull();
    expect(dominatorsOf([[1, 4], [2], [3], [1, 5], [3], []], 0)).toBeNull();
  });

  it('take a node that leads to itself for a loop', () => {
    expect([...dominatorsOf([[0, 1], [1]], 0)?.loopHeads ?? []]).toEqual([0, 1]);
  });

  it('agree with their definition on random graphs: without a node, those below it cannot be reached', () => {
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const reached = (graph: readonly (readonly number[])[], without: number): ReadonlySet<number> => {
      const seen = new Set<number>();
      const waiting = without === 0 ? [] : [0];
      for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        if (seen.has(node) || node === without) continue;
        seen.add(node);
        waiting.push(...graph[node]);
      }
      return seen;
    };
    let reducible = 0;
    for (let round = 0; round < 500; round++) {
      const size = 2 + next(9);
      const graph = Array.from({ length: size }, (_, node) => [...(node + 1 < size ? [node + 1] : []), ...(next(2) === 0 ? [next(size)] : [])]);
      const below = (node: number): readonly number[] => [...Array(size).keys()].filter((other) => other !== node && !reached(graph, node).has(other));
      const dominators = dominatorsOf(graph, 0);
      if (dominators === null) continue;
      reducible += 1;
      const descendants = (node: number): readonly number[] => dominators.children[node].flatMap((child) => [child, ...descendants(child)]);
      for (let node = 0; node < size; node++) expect(descendants(node).toSorted((a, b) => a - b)).toEqual(below(node));
    }
    expect(reducible).toBeGreaterThan(200);
    expect(reducible).toBeLessThan(500);
  });
});
